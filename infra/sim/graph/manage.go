package graph

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// appID is the id of the one app that calls.
const appID = "300000000000001"

// node is an object of the Graph with all its fields.
type node map[string]any

// pick keeps the fields asked for, or the usual ones, and always the id. A
// field may carry arguments (".limit(5)") or subfields ("{…}"), which are not
// looked at.
func (n node) pick(kind, asked string, usual ...string) (node, *apiError) {
	names := usual
	if asked != "" {
		names = splitFields(asked)
	}
	picked := node{"id": n["id"]}
	for _, name := range names {
		value, known := n[name]
		if !known {
			return nil, fail(codeWrongParameter, "Tried accessing nonexistent field (%s) on node type (%s)", name, kind)
		}
		picked[name] = value
	}
	return picked, nil
}

// splitFields cuts a list of fields at the commas outside brackets.
func splitFields(asked string) []string {
	parts := cutFields(asked)
	for i, part := range parts {
		if end := strings.IndexAny(part, ".{("); end >= 0 {
			part = part[:end]
		}
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}

func (g *Graph) getNumber(r *http.Request) (any, *apiError) {
	return g.numberNode().pick("WhatsAppBusinessPhoneNumber", r.URL.Query().Get("fields"), usualNumberFields()...)
}

func (g *Graph) getNumbers(r *http.Request) (any, *apiError) {
	picked, e := g.numberNode().pick("WhatsAppBusinessPhoneNumber", r.URL.Query().Get("fields"), usualNumberFields()...)
	if e != nil {
		return nil, e
	}
	return page([]node{picked}, "", "", ""), nil
}

func (g *Graph) getAccount(r *http.Request) (any, *apiError) {
	return g.accountFields(r.URL.Query().Get("fields"))
}

func usualNumberFields() []string {
	return []string{"verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput"}
}

func (g *Graph) numberNode() node {
	g.lock()
	defer g.unlock()
	limits := g.state.limits
	hooks := map[string]string{"application": g.options.CallbackURL}
	if g.state.override != "" {
		hooks["whatsapp_business_account"] = g.state.override
	}
	return node{
		"id":                           g.options.PhoneNumberID,
		"display_phone_number":         g.options.DisplayNumber,
		"verified_name":                "Ventana",
		"quality_rating":               limits.Quality,
		"status":                       limits.Status,
		"is_on_biz_app":                limits.OnApp,
		"name_status":                  "APPROVED",
		"code_verification_status":     "VERIFIED",
		"account_mode":                 "LIVE",
		"is_official_business_account": false,
		"throughput":                   map[string]string{"level": limits.level()},
		"platform_type":                "CLOUD_API",
		"webhook_configuration":        hooks,
		"health_status":                g.health("PHONE_NUMBER", g.options.PhoneNumberID),
		"whatsapp_business_manager_messaging_limit": limits.Tier,
	}
}

func (g *Graph) accountNode() node {
	return node{
		"id":                         g.options.WABAID,
		"name":                       "Ventana",
		"currency":                   billCurrency,
		"timezone_id":                "314",
		"message_template_namespace": "ventana_local",
		"account_review_status":      "APPROVED",
		"primary_funding_id":         "400000000000001",
		"health_status":              g.health("WABA", g.options.WABAID),
	}
}

// health says that everything can send.
func (g *Graph) health(kind, id string) any {
	type entity struct {
		Type string `json:"entity_type"`
		ID   string `json:"id"`
		Can  string `json:"can_send_message"`
	}
	return map[string]any{
		"can_send_message": "AVAILABLE",
		"entities":         []entity{{kind, id, "AVAILABLE"}, {"APP", appID, "AVAILABLE"}},
	}
}

func (g *Graph) getSubscription(*http.Request) (any, *apiError) {
	g.lock()
	defer g.unlock()
	list := []node{}
	if g.state.subscribed {
		app := node{"whatsapp_business_api_data": map[string]string{
			"id": appID, "name": "Ventana", "link": "https://www.facebook.com/games/?app_id=" + appID,
		}}
		if g.state.override != "" {
			app["override_callback_uri"] = g.state.override
		}
		list = append(list, app)
	}
	return map[string]any{"data": list}, nil
}

// postSubscription subscribes the app; an override of the callback is verified
// before it counts, an empty body removes it.
func (g *Graph) postSubscription(r *http.Request) (any, *apiError) {
	var override struct {
		Callback string `json:"override_callback_uri"`
		Token    string `json:"verify_token"`
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, sendBodyMax))
	if err != nil {
		return nil, fail(codeWrongParameter, "The body is broken.")
	}
	if len(body) > 0 {
		if e := strict("subscribed_apps", json.RawMessage(body), &override); e != nil {
			return nil, e
		}
	}
	if override.Callback != "" {
		if err := verify(r.Context(), override.Callback, override.Token); err != nil {
			return nil, fail(codeWrongParameter, "The override callback could not be verified: %v.", err)
		}
	}
	g.lock()
	defer g.unlock()
	subscribed := true
	g.commit(record{Subscribed: &subscribed})
	g.commit(record{Override: &override.Callback})
	return map[string]bool{"success": true}, nil
}

func (g *Graph) deleteSubscription(*http.Request) (any, *apiError) {
	g.lock()
	defer g.unlock()
	subscribed := false
	g.commit(record{Subscribed: &subscribed})
	return map[string]bool{"success": true}, nil
}
