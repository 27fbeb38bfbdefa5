package graph

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/sim/fault"
)

func faultOf(status int) fault.Fault {
	return fault.Fault{Target: Target, Do: fault.DoStatus, Status: status, RetryAfter: 3}
}

func TestManagementFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct{ name, path, want string }{
		{"fields of the number", testNumber + "?fields=display_phone_number,throughput{level}",
			`{"display_phone_number":"+34 911 000 001","id":"100000000000001","throughput":{"level":"HIGH"}}`},
		{"health", testAccount + "?fields=health_status", `{"health_status":{"can_send_message":"AVAILABLE","entities":[` +
			`{"entity_type":"WABA","id":"200000000000001","can_send_message":"AVAILABLE"},` +
			`{"entity_type":"APP","id":"300000000000001","can_send_message":"AVAILABLE"}]},"id":"200000000000001"}`},
		{"numbers", testAccount + "/phone_numbers?fields=status", `{"data":[{"id":"100000000000001","status":"CONNECTED"}],"paging":{"cursors":{}}}`},
		{"subscription", testAccount + "/subscribed_apps", `{"data":[{"whatsapp_business_api_data":{"id":"300000000000001",` +
			`"link":"https://www.facebook.com/games/?app_id=300000000000001","name":"Ventana"}}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			answer := w.call(http.MethodGet, "/v26.0/"+tt.path, "")
			if got := strings.TrimSpace(answer.Body.String()); answer.Code != 200 || got != tt.want {
				t.Errorf("answered %d\n%s\nwant\n%s", answer.Code, got, tt.want)
			}
		})
	}
	if got := errorCode(t, w.call(http.MethodGet, "/v26.0/"+testNumber+"?fields=colour", "")); got != 100 {
		t.Errorf("unknown field: code %d, want 100", got)
	}
}

func TestTemplatesComeInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var names []string
	next := "/v26.0/" + testAccount + "/message_templates?fields=name,language&status=APPROVED&limit=3"
	pages := 0
	for ; next != ""; pages++ {
		var list struct {
			Data []struct {
				ID, Name, Language string
			}
			Paging struct {
				Next string
			}
		}
		answer := w.call(http.MethodGet, strings.TrimPrefix(next, "http://example.com"), "")
		if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		for _, one := range list.Data {
			names = append(names, one.Name+" "+one.Language)
		}
		next = list.Paging.Next
	}
	want := []string{"hello_world en_US", "ticket_update en_US", "ticket_update es_ES", "ticket_update pt_BR",
		"reply_waiting en", "reply_waiting es", "season_offer en_US", "access_code en_US"}
	if diff := cmp.Diff(want, names); diff != "" || pages != 3 {
		t.Errorf("%d pages, templates (-want +got):\n%s", pages, diff)
	}
}

func TestDeadVersionIsServedByTheOldestLiving(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	tests := []struct{ name, path, day, want string }{
		{"living", "v25.0", "2026-11-22", "v25.0"},
		{"dead", "v19.0", "2026-11-22", "v21.0"},
		{"not yet dead", "v20.0", "2026-09-23", "v20.0"},
		{"dead later", "v21.0", "2027-05-20", "v23.0"},
		{"newest for ever", "v26.0", "2099-01-01", "v26.0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, known := servedVersion(tt.path, at(tt.day)); got != tt.want || !known {
				t.Errorf("servedVersion(%s) = %s, %v, want %s", tt.path, got, known, tt.want)
			}
		})
	}
}

func TestWebhooksFlowOnlyWhileSubscribed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/v26.0/" + testAccount + "/subscribed_apps"
	w.call(http.MethodDelete, path, "")
	w.customer(ana, `{"type":"text","text":{"body":"unheard"}}`)
	w.call(http.MethodPost, path, "")
	w.customer(ana, `{"type":"text","text":{"body":"heard"}}`)
	if got := w.wait(1)[0].body; !strings.Contains(got, `"heard"`) || strings.Contains(got, "unheard") {
		t.Errorf("first webhook: %s", got)
	}
}

func TestOverrideOfTheCallbackIsVerifiedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := newReceiver(t)
	path := "/v26.0/" + testAccount + "/subscribed_apps"
	wrong := w.call(http.MethodPost, path, `{"override_callback_uri":"`+other.server.URL+`","verify_token":"wrong"}`)
	if got := errorCode(t, wrong); got != 100 {
		t.Errorf("wrong verify token: code %d, want 100", got)
	}
	right := w.call(http.MethodPost, path, `{"override_callback_uri":"`+other.server.URL+`","verify_token":"`+testVerify+`"}`)
	if right.Code != 200 {
		t.Fatalf("answered %d %s", right.Code, right.Body)
	}
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.until(func() bool { return len(other.all()) == 1 })
}

func TestVerifyWantsTheChallengeAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.graph.Verify(t.Context()); err != nil {
		t.Errorf("Verify() = %v", err)
	}
	if err := verify(t.Context(), w.receiver.server.URL, "wrong"); err == nil {
		t.Error("a callback that answers 403 is verified")
	}
}
