package zendesk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	endpoint = "https://api.example.com/webhooks/zendesk"
	eventsOn = `["zen:event-type:ticket.comment_added","zen:event-type:ticket.merged","zen:event-type:ticket.status_changed","zen:event-type:ticket.tags_changed"]`

	makeEvents = `POST /api/v2/webhooks {"webhook":{"name":"Ventana","status":"active","endpoint":"` + endpoint +
		`","http_method":"POST","request_format":"json","subscriptions":` + eventsOn + `}}`
	makeConnected = `POST /api/v2/webhooks {"webhook":{"name":"Ventana","status":"active","endpoint":"` + endpoint +
		`","http_method":"POST","request_format":"json","subscriptions":["conditional_ticket_events"]}}`
	makeTrigger = `POST /api/v2/triggers {"trigger":{"title":"Ventana: a comment on a WhatsApp ticket","active":true,"conditions":{` +
		`"all":[{"field":"update_type","operator":"is","value":"Change"},{"field":"current_tags","operator":"includes","value":"whatsapp"},` +
		`{"field":"role","operator":"is_not","value":"end_user"},{"field":"role","operator":"is_not","value":"4242"}],` +
		`"any":[{"field":"comment_is_public","operator":"is","value":"true"},{"field":"comment_is_public","operator":"is","value":"false"}]},` +
		`"actions":[{"field":"notification_webhook","value":["01W","{\"v\":1,\"event\":\"comment\",\"ticket_id\":\"{{ticket.id}}\",` +
		`\"external_id\":\"{{ticket.external_id}}\",\"actor_id\":\"{{current_user.id}}\",\"updated_at\":\"{{ticket.updated_at_with_timestamp}}\"}"]}]}}`
)

// Requests of a set-up, in their order.
func me(role string) exchange {
	return exchange{want: "GET /api/v2/users/me", answer: `{"user":{"id":4242,"role":"` + role + `"}}`}
}

func exported() exchange {
	return exchange{want: "GET /api/v2/incremental/ticket_events?include=comment_events&per_page=500&start_time=1795341300", answer: `{"ticket_events":[]}`}
}

func webhooks(list string) exchange {
	return exchange{want: "GET /api/v2/webhooks?page[size]=100", answer: `{"webhooks":` + list + `,"meta":{"has_more":false}}`}
}

func webhookWith(target, status, subscriptions string) string {
	return `{"id":"01W","name":"Ventana","status":"` + status + `","endpoint":"` + target +
		`","http_method":"POST","request_format":"json","subscriptions":` + subscriptions + `}`
}

func signingSecret() exchange {
	return exchange{want: "GET /api/v2/webhooks/01W/signing_secret", answer: `{"signing_secret":{"algorithm":"SHA256","secret":"whs_secret_of_the_webhook"}}`}
}

// fields is an account's list of ticket fields, besides which it has the rating's.
func fields(list string) exchange {
	rest := strings.TrimPrefix(list, "[")
	if rest != "]" {
		rest = "," + rest
	}
	list = "[" + ratingFound + rest
	return exchange{want: "GET /api/v2/ticket_fields?page[size]=100", answer: `{"ticket_fields":` + list + `}`}
}

const (
	windowOptions = `[{"id":11,"name":"open","value":"wa_open"},{"id":12,"name":"closing","value":"wa_closing"},{"id":13,"name":"closed","value":"wa_closed"}]`
	bothFields    = `[{"id":1,"type":"tagger","title":"WhatsApp window","active":true,"custom_field_options":` + windowOptions + `},` +
		`{"id":2,"type":"text","title":"whatsapp open until","active":true}]`
	ratingFound   = `{"id":77,"type":"tagger","title":"Nota","active":true,"custom_field_options":[` + ratingOptions + `]}`
	ratingOptions = `{"name":"1","value":"wa_rating_1"},{"name":"2","value":"wa_rating_2"},{"name":"3","value":"wa_rating_3"},{"name":"4","value":"wa_rating_4"},{"name":"5","value":"wa_rating_5"},` +
		`{"name":"6","value":"wa_rating_6"},{"name":"7","value":"wa_rating_7"},{"name":"8","value":"wa_rating_8"},{"name":"9","value":"wa_rating_9"},{"name":"10","value":"wa_rating_10"}`
	makeRating = `POST /api/v2/ticket_fields {"ticket_field":{"type":"tagger","title":"WhatsApp rating",` +
		`"description":"The customer's answer to the survey: the place of the choice. Kept by Ventana.","active":true,"custom_field_options":[` + ratingOptions + `]}}`
	makeWindow = `POST /api/v2/ticket_fields {"ticket_field":{"type":"tagger","title":"WhatsApp window",` +
		`"description":"Whether WhatsApp lets you write freely: open, closing or closed. Kept by Ventana.","active":true,` +
		`"custom_field_options":[{"name":"open","value":"wa_open"},{"name":"closing","value":"wa_closing"},{"name":"closed","value":"wa_closed"}]}}`
	makeUntil = `POST /api/v2/ticket_fields {"ticket_field":{"type":"text","title":"WhatsApp open until",` +
		`"description":"Until when you may write freely. Kept by Ventana.","active":true}}`
)

func fieldMade(want, id string) exchange {
	return exchange{want: want, status: 201, answer: `{"ticket_field":{"id":` + id + `}}`}
}

const allViews = `[{"id":1,"title":"WhatsApp: closing soon"},{"id":2,"title":"whatsapp: Open","active":false},{"id":3,"title":"WhatsApp: closed, template needed"}]`

func views(list string) exchange {
	return exchange{want: "GET /api/v2/views?page[size]=100", answer: `{"views":` + list + `}`}
}

func viewMade(title, tag, until string) exchange {
	return exchange{want: `POST /api/v2/views {"view":{"title":"WhatsApp: ` + title + `","all":[{"field":"status","operator":"less_than","value":"solved"},` +
		`{"field":"current_tags","operator":"includes","value":"` + tag + `"}],"output":{"columns":["status","requester","subject","assignee","updated","` + until +
		`"],"sort_by":"updated","sort_order":"asc"}}}`, status: 201, answer: `{"view":{"id":5}}`}
}

// states is a report in short: one mark a step.
func states(report Report) string {
	var marks strings.Builder
	for _, step := range report.Steps {
		marks.WriteByte("=+~!"[step.State])
	}
	return marks.String()
}

func TestSetup_makesAndMendsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	whole := []exchange{fields(bothFields), views(allViews)}
	for _, tc := range []struct {
		name   string
		dry    bool
		script []exchange
		want   string
	}{
		{"everything is made in a new account", false, []exchange{
			me("admin"), exported(), webhooks(`[{"id":"02","name":"Another","endpoint":"x","subscriptions":[]}]`),
			{want: makeEvents, status: 201, answer: `{"webhook":` + webhookWith(endpoint, "active", eventsOn) + `}`}, signingSecret(),
			fields(`[]`), fieldMade(makeWindow, "8"), fieldMade(makeUntil, "9"), views(`[{"title":"Unassigned"}]`), viewMade("closing soon", "wa_closing", "9"), viewMade("open", "wa_open", "9"), viewMade("closed, template needed", "wa_closed", "9"),
		}, "==+++=+"},
		{"nothing is made twice", false, append([]exchange{
			me("admin"), exported(), webhooks(`[` + webhookWith(endpoint, "active", eventsOn) + `]`), signingSecret(),
		}, whole...), "======="},
		{"a dry run changes nothing", true, []exchange{me("admin"), exported(), webhooks(`[]`), fields(`[]`), views(`[]`)}, "==+++=+"},
		{"a webhook of another address is mended and keeps its other events", false, append([]exchange{
			me("admin"), exported(), webhooks(`[` + webhookWith("https://old.example.com", "inactive", `["zen:event-type:ticket.created"]`) + `]`),
			{want: `PATCH /api/v2/webhooks/01W {"webhook":{"name":"Ventana","status":"active","endpoint":"` + endpoint +
				`","http_method":"POST","request_format":"json","subscriptions":["zen:event-type:ticket.created",` + eventsOn[1:] + `}}`, status: 204},
			signingSecret(),
		}, whole...), "==~===="},
		{"an account without event subscriptions gets the trigger", false, append([]exchange{
			me("admin"), exported(), webhooks(`[]`), {want: makeEvents, status: 403, answer: `{"error":"Forbidden"}`},
			{want: makeConnected, status: 201, answer: `{"webhook":` + webhookWith(endpoint, "active", `["conditional_ticket_events"]`) + `}`},
			{want: "GET /api/v2/triggers?page[size]=100", answer: `{"triggers":[{"id":8,"title":"Another","active":true,"conditions":{"all":[],"any":[]},"actions":[]}]}`},
			{want: makeTrigger, status: 201, answer: `{"trigger":{"id":9}}`}, signingSecret(),
		}, whole...), "==++===="},
		{"a field that was switched off is switched on", false, []exchange{
			me("admin"), exported(), webhooks(`[` + webhookWith(endpoint, "active", eventsOn) + `]`), signingSecret(),
			fields(`[{"id":1,"type":"tagger","title":"WhatsApp window","active":false,"custom_field_options":` + windowOptions + `},{"id":2,"type":"date","title":"WhatsApp open until","active":true}]`),
			{want: `PUT /api/v2/ticket_fields/1 {"ticket_field":{"active":true}}`, answer: `{}`},
			views(allViews[:len(allViews)-1] + `,{"title":"x"}]`),
		}, "===~!=="},
		{"an agent's credentials are not enough", false, []exchange{me("agent")}, "!"},
		{"an unknown user is told", false, []exchange{{answer: `{"user":{"id":null,"role":"end-user"}}`}}, "!"},
		{"a refused step does not stop the others", false, append([]exchange{
			me("admin"), {status: 403, answer: `{"error":"Forbidden"}`}, {status: 403, answer: `{"error":"Forbidden"}`},
		}, whole...), "=!!===="},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			report := Setup{Client: newAccount(t, tc.script...), Endpoint: endpoint, DryRun: tc.dry}.Run(t.Context())
			if got := states(report); got != tc.want {
				t.Errorf("steps %q, want %q: %+v", got, tc.want, report.Steps)
			}
			if report.OK() != !strings.Contains(tc.want, "!") {
				t.Errorf("OK = %v", report.OK())
			}
		})
	}
}

func TestSetup_readsTheSecretAndPutsItInNoStep(t *testing.T) {
	t.Parallel()
	client := newAccount(t, me("admin"), exported(), webhooks(`[`+webhookWith(endpoint, "active", eventsOn)+`]`), signingSecret(), fields(bothFields), views(allViews))
	report := Setup{Client: client, Endpoint: endpoint}.Run(t.Context())
	if report.Secret != "whs_secret_of_the_webhook" {
		t.Errorf("Secret = %q", report.Secret)
	}
	for _, step := range report.Steps {
		if strings.Contains(step.What+step.Do, report.Secret) {
			t.Errorf("step tells the secret: %+v", step)
		}
	}
}

func TestSetup_prefersTheWebhookOfItsEndpoint(t *testing.T) {
	t.Parallel()
	client := newAccount(t, webhooks(`[{"id":"1","name":"ventana","endpoint":"https://other","subscriptions":[]},`+
		`{"id":"2","name":"Ventana","endpoint":"`+endpoint+`","subscriptions":["conditional_ticket_events"]},{"id":"3","name":"Ventana 2","endpoint":"`+endpoint+`"}]`))
	got, err := Setup{Client: client, Endpoint: endpoint}.findWebhook(t.Context())
	if err != nil || got == nil || got.ID != "2" {
		t.Errorf("findWebhook = %+v, %v; want 2", got, err)
	}
}

func TestTrigger_isTheSameHoweverZendeskSpellsIt(t *testing.T) {
	t.Parallel()
	wanted := wantedTrigger(4242, "01W")
	spelled := wantedTrigger(4242, "01W")
	spelled.Conditions.All[3].Value = []byte(`4242`)
	spelled.Conditions.Any[0].Value = []byte(`true`)
	spelled.Conditions.All[0], spelled.Conditions.All[1] = spelled.Conditions.All[1], spelled.Conditions.All[0]
	if !spelled.same(wanted) {
		t.Error(cmp.Diff(wanted.fingerprint(), spelled.fingerprint()))
	}
	for name, change := range map[string]func(*triggerObject){
		"inactive":        func(o *triggerObject) { o.Active = false },
		"another webhook": func(o *triggerObject) { *o = wantedTrigger(4242, "02") },
		"another user":    func(o *triggerObject) { *o = wantedTrigger(1, "01W") },
	} {
		other := wantedTrigger(4242, "01W")
		change(&other)
		if other.same(wanted) {
			t.Errorf("%s: taken for the same", name)
		}
	}
}

func TestListAll_readsEveryPage(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{want: "GET /api/v2/triggers?page[size]=100", answer: `{"triggers":[{"id":1}],"meta":{"has_more":true,"after_cursor":"c1"}}`},
		exchange{want: "GET /api/v2/triggers?page[after]=c1&page[size]=100", answer: `{"triggers":[{"id":2}],"meta":{"has_more":false}}`})
	got, err := listAll[triggerObject](t.Context(), client, "/api/v2/triggers", "triggers")
	if err != nil || len(got) != 2 {
		t.Errorf("listAll = %+v, %v", got, err)
	}
}
