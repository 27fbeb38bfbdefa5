package cloudapi

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, `{"id":"100000000000001","display_phone_number":"+34 910 00 00 01","verified_name":"Acme","name_status":"APPROVED",
		"quality_rating":"GREEN","status":"CONNECTED","code_verification_status":"VERIFIED","platform_type":"CLOUD_API",
		"throughput":{"level":"STANDARD"},"whatsapp_business_manager_messaging_limit":"TIER_2K",
		"webhook_configuration":{"application":"https://a.example/hook","phone_number":"https://old.example/hook"}}`)
	got, err := client(server.URL).Number(t.Context(), numberOne)
	if err != nil {
		t.Fatal(err)
	}
	want := Number{ID: numberOne, Display: "+34 910 00 00 01", Name: "Acme", NameStatus: "APPROVED", Quality: "GREEN",
		Status: "CONNECTED", Verified: "VERIFIED", Platform: "CLOUD_API", Limit: "TIER_2K"}
	want.Throughput.Level = "STANDARD"
	want.Webhook.Application, want.Webhook.Number = "https://a.example/hook", "https://old.example/hook"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if server.method != "GET" || !strings.HasPrefix(server.uri, "/v26.0/100000000000001?fields=id%2Cdisplay_phone_number") {
		t.Errorf("called %s %s", server.method, server.uri)
	}
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, `{"success":true}`)
	if err := client(server.URL).Subscribe(t.Context(), "200000000000001"); err != nil {
		t.Fatal(err)
	}
	if server.method != "POST" || server.uri != "/v26.0/200000000000001/subscribed_apps" || server.body != "" {
		t.Errorf("called %s %s with %q", server.method, server.uri, server.body)
	}
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, `{"data":[{"whatsapp_business_api_data":{"id":"77","name":"Ventana","link":"https://x"}},
		{"whatsapp_business_api_data":{"id":"78","name":"Old"},"override_callback_uri":"https://old.example/hook"}]}`)
	got, err := client(server.URL).Subscriptions(t.Context(), "200000000000001")
	if err != nil {
		t.Fatal(err)
	}
	want := []Subscription{{AppID: "77", Name: "Ventana"}, {AppID: "78", Name: "Old", Override: "https://old.example/hook"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDebugToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, answer string
		want         Token
	}{
		{"a token that expires", `{"data":{"app_id":"77","is_valid":true,"expires_at":1795300000,"scopes":["whatsapp_business_messaging"]}}`,
			Token{AppID: "77", Valid: true, ExpiresAt: time.Unix(1795300000, 0).UTC(), Scopes: []string{"whatsapp_business_messaging"}}},
		{"a token whose access ends first", `{"data":{"is_valid":true,"expires_at":1795300000,"data_access_expires_at":1795000000}}`,
			Token{Valid: true, ExpiresAt: time.Unix(1795300000, 0).UTC(), DataAccessEndsAt: time.Unix(1795000000, 0).UTC()}},
		{"a token that never expires", `{"data":{"is_valid":true,"expires_at":0}}`, Token{Valid: true}},
		{"a dead token", `{"data":{"is_valid":false}}`, Token{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, tt.answer)
			got, err := client(server.URL).DebugToken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if server.uri != "/v26.0/debug_token?input_token="+testToken {
				t.Errorf("called %s", server.uri)
			}
		})
	}
}

func TestEndsAt_isTheFirstOfBothEnds(t *testing.T) {
	t.Parallel()
	early, late := time.Unix(1795000000, 0), time.Unix(1795300000, 0)
	for name, tt := range map[string]struct {
		token Token
		want  time.Time
	}{
		"neither ends":        {Token{}, time.Time{}},
		"the token ends":      {Token{ExpiresAt: late}, late},
		"the access ends":     {Token{DataAccessEndsAt: late}, late},
		"the token is first":  {Token{ExpiresAt: early, DataAccessEndsAt: late}, early},
		"the access is first": {Token{ExpiresAt: late, DataAccessEndsAt: early}, early},
	} {
		if got := tt.token.EndsAt(); !got.Equal(tt.want) {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

func TestDebugTokenNeverTellsTheToken(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"unreached": closedServer(t), "lost": hangUpServer(t), "no address": "http://\x7f"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := client(address).DebugToken(t.Context())
			if err == nil {
				t.Fatal("no error")
			}
			checkSafe(t, err)
		})
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, `{"health_status":{"can_send_message":"BLOCKED","entities":[
		{"entity_type":"PHONE_NUMBER","id":"100000000000001","can_send_message":"BLOCKED","errors":[{"error_code":141000,"error_description":"no","possible_solution":"yes"}]},
		{"entity_type":"BUSINESS","id":"9","can_send_message":"LIMITED","additional_info":["verify"]}]},"id":"100000000000001"}`)
	got, err := client(server.URL).Health(t.Context(), numberOne)
	if err != nil {
		t.Fatal(err)
	}
	if got.CanSend != "BLOCKED" || len(got.Entities) != 2 || got.Entities[0].Errors[0].Solution != "yes" || got.Entities[1].Information[0] != "verify" {
		t.Errorf("got %+v", got)
	}
	if server.uri != "/v26.0/100000000000001?fields=health_status" {
		t.Errorf("called %s", server.uri)
	}
}

func TestSetupCallsAreClassified(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 403, nil, `{"error":{"code":10}}`)
	c := client(server.URL)
	_, number := c.Number(t.Context(), numberOne)
	_, list := c.Subscriptions(t.Context(), "2")
	_, token := c.DebugToken(t.Context())
	_, health := c.Health(t.Context(), "2")
	for name, err := range map[string]error{"number": number, "list": list, "token": token, "health": health, "subscribe": c.Subscribe(t.Context(), "2")} {
		if got := failure.Of(err); got.Code != "10" || got.Class != failure.Later {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
