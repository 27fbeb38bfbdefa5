package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"
)

const garbage = `{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"100000000000001"},"contacts":[{"wa_id":"34600700001","profile":{"name":"Nora"}}],"messages":[{"from":"34600700001","id":"wamid.E2E1","timestamp":"1795300000","type":"text","text":{"body":"genuine"}}]}}]}]}`

func whatsappSignature(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func zendeskHeaders(secret, body string, at time.Time) map[string]string {
	stamp := at.UTC().Format(time.RFC3339)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + body))
	return map[string]string{
		"X-Zendesk-Webhook-Signature":           base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"X-Zendesk-Webhook-Signature-Timestamp": stamp,
	}
}

// A delivery that nobody signed with our secret is refused and nothing of it is
// enqueued; the same bytes, signed by hand, become a ticket.
func TestSignatures(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	event := `{"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"id":"1"},"event":{"comment":{"id":"1","is_public":true,"author":{"is_staff":true}}}}`
	for name, test := range map[string]struct {
		connection, body string
		headers          map[string]string
		want             []int
	}{
		"missing":         {"whatsapp", garbage, nil, []int{401, 403}},
		"wrong":           {"whatsapp", garbage, map[string]string{"X-Hub-Signature-256": whatsappSignature("somebody-else's", garbage)}, []int{401, 403}},
		"of other bytes":  {"whatsapp", garbage + " ", map[string]string{"X-Hub-Signature-256": whatsappSignature("local-app-secret", garbage)}, []int{401, 403}},
		"no hex":          {"whatsapp", garbage, map[string]string{"X-Hub-Signature-256": "sha256=zz"}, []int{401, 403}},
		"zendesk missing": {"zendesk", event, nil, []int{401, 403}},
		"zendesk wrong":   {"zendesk", event, zendeskHeaders("somebody-else's", event, time.Now()), []int{401, 403}},
		"zendesk stale":   {"zendesk", event, zendeskHeaders("local-webhook-secret", event, time.Now().Add(-time.Hour)), []int{401, 403}},
		"unknown":         {"nobody", garbage, nil, []int{404}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := system.post(t, test.connection, test.body, test.headers); !contains(test.want, got) {
				t.Errorf("got %d, want one of %v", got, test.want)
			}
		})
	}
	system.drained(t)
	if tickets := system.customerWords(t); len(tickets) != 0 {
		t.Fatalf("a refused delivery became tickets: %v", tickets)
	}
	if got := system.post(t, "whatsapp", garbage, map[string]string{"X-Hub-Signature-256": whatsappSignature("local-app-secret", garbage)}); got != 200 {
		t.Fatalf("got %d for a genuine delivery, want 200", got)
	}
	eventually(t, func() error { return system.inTicket(t, 1, "genuine") })
}

func contains(list []int, value int) bool {
	for _, one := range list {
		if one == value {
			return true
		}
	}
	return false
}

func (s *system) post(t *testing.T, connection, body string, headers map[string]string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoints.API+"/webhooks/"+connection, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // only the status is looked at
	return response.StatusCode
}

// Meta's verification of the callback URL.
func TestVerification(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	for query, want := range map[string]int{
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=local-verify-token": 200,
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong":              403,
	} {
		response, err := http.Get(system.Endpoints.API + "/webhooks/whatsapp?" + query)
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 64)
		n, _ := response.Body.Read(body) // the end of a short body is no failure
		_ = response.Body.Close()
		if response.StatusCode != want || (want == 200 && string(body[:n]) != "1158201444") {
			t.Errorf("%s: got %d %q, want %d", query, response.StatusCode, body[:n], want)
		}
	}
}
