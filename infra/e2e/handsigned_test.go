package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ventana/infra/scenario"
)

// A customer whom the simulators know only from deliveries that somebody signed
// by hand and posted to the API is answered like any other: the reply is on
// their phone, read, below what they wrote, each message once.
func TestHandSignedDelivery_isAnsweredOnThePhone(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const who = "+34600700077"
	first, second := handWritten(who, "wamid.HAND1", "first"), handWritten(who, "wamid.HAND2", "second")
	for i, body := range []string{first, second, first} { // the last one again, as vendors do
		headers := map[string]string{"X-Hub-Signature-256": whatsappSignature("local-app-secret", body)}
		if got := system.post(t, "whatsapp", body, headers); got != http.StatusOK {
			t.Fatalf("delivery %d: got %d, want 200", i+1, got)
		}
	}
	eventually(t, func() error { return system.inTicket(t, 1, "first", "second") })
	system.control(t, http.MethodPost, "/sim/agents/tickets/1/comments", `{"body":"the answer"}`, nil)
	eventually(t, func() error {
		var messages []scenario.Message
		system.control(t, http.MethodGet, "/sim/customers/"+url.PathEscape(who)+"/messages", "", &messages)
		var got []string
		for _, message := range messages {
			got = append(got, message.From+" "+message.Text)
		}
		want := "customer first, customer second, business the answer"
		if said := strings.Join(got, ", "); said != want {
			return fmt.Errorf("the phone shows %q, want %q", said, want)
		}
		if status := messages[2].Status; status != "read" {
			return fmt.Errorf("the answer is %s, want read", status)
		}
		return nil
	})
	system.noDeadLetters(t)
}

// handWritten is a delivery of one text, as a person would type it.
func handWritten(who, id, text string) string {
	digits := strings.TrimPrefix(who, "+")
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"phone_number_id":"100000000000001"},
		"contacts":[{"wa_id":"%s","profile":{"name":"Nora"}}],
		"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]}}]}]}`,
		digits, digits, id, time.Now().Unix(), text)
}
