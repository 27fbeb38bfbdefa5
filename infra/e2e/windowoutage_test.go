package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ventana/infra/local"
	"ventana/shared/dynamostore"
)

// rules is a policy with a word on late replies, and a template for them.
func (s *system) rules(t *testing.T, closedReply string) {
	t.Helper()
	const text = `
version: 1
window: {warn: [], closed_reply: %s}
templates:
  rules:
    - name: waiting
      when: {purpose: reply}
      template: reply_waiting
      values: {"1": "Yara"}
`
	body, err := json.Marshal(map[string]string{"policy": fmt.Sprintf(text, closedReply)})
	if err != nil {
		t.Fatal(err)
	}
	s.control(t, http.MethodPost, "/sim/policy", string(body), nil)
	s.walk(t, "2m", "1m") // a policy that was read counts for a minute
}

// counts tells how many notes of a ticket hold some words.
func (s *system) counts(t *testing.T, ticket int64, words string) int {
	t.Helper()
	count := 0
	for _, note := range s.notes(t, ticket) {
		if strings.Contains(note, words) {
			count++
		}
	}
	return count
}

// An agent replied in time, WhatsApp was down, and the window was closed before it
// answered again. What becomes of the reply is the policy's word on replies into a
// closed window: the agent is told once that it waits and once what became of it,
// no free text is tried, and nothing leaves twice.
func TestOutage_windowClosesWhileWhatsAppIsDown(t *testing.T) {
	t.Parallel()
	const template = "Hola Yara, nuestro equipo le ha respondido. Responda aquí para leerlo."
	for round, test := range []struct {
		policy string
		told   []string // what else a note says, once it is over
		before []string // on the phone when WhatsApp is back
		after  []string // and when the customer has written again
	}{
		{"suggest", []string{"/wa template reply_waiting es 1=Yara"}, nil, nil},
		{"send", []string{"was sent", template}, []string{template}, []string{template}},
		{"keep", []string{"Your reply waits.", "/wa template reply_waiting es 1=Yara"}, nil, []string{"the answer", "and more"}},
	} {
		t.Run(test.policy, func(t *testing.T) {
			t.Parallel()
			system := start(t, t.TempDir())
			system.walk(t, "1h", "1h") // the templates are read from WhatsApp
			system.rules(t, test.policy)
			who, about := fmt.Sprintf("+34600961%03d", round), "window in an outage 96100."
			system.says(t, who, about)
			eventually(t, func() error { _, err := system.ticketOf(t, about); return err })
			ticket, err := system.ticketOf(t, about)
			if err != nil {
				t.Fatal(err)
			}
			system.drained(t)
			system.walk(t, "22h30m", "30m")
			system.control(t, http.MethodPost, "/sim/faults", `{"target":"graph","do":"refuse"}`, nil)
			system.agent(t, ticket.ID, "the answer", true)
			system.walk(t, "20m", "1m")
			system.agent(t, ticket.ID, "and more", true)
			eventually(t, func() error {
				if got := system.counts(t, ticket.ID, "does not answer"); got != 1 {
					return fmt.Errorf("told %d times that a reply waits: %q", got, system.notes(t, ticket.ID))
				}
				return nil
			})
			system.walk(t, "3h", "1m")
			system.control(t, http.MethodDelete, "/sim/faults", "", nil)
			system.walk(t, "10m", "30s")
			system.drained(t)

			eventually(t, func() error { return system.noted(t, about, test.told...) })
			if err := system.onPhone(t, who, test.before...); err != nil {
				t.Error(err)
			}
			if got := system.counts(t, ticket.ID, "did not confirm"); got != 0 {
				t.Errorf("%d replies were called unconfirmed: a host that refuses connections got none", got)
			}
			for _, note := range system.notes(t, ticket.ID) {
				if strings.Contains(note, "131047") {
					t.Errorf("free text was tried in a closed window: %q", note)
				}
			}
			system.says(t, who, "again 96101.")
			eventually(t, func() error { return system.onPhone(t, who, test.after...) })
			system.drained(t)
			system.walk(t, "30m", "5m")
			system.drained(t)
			if err := system.onPhone(t, who, test.after...); err != nil {
				t.Error(err)
			}
			if got := system.counts(t, ticket.ID, "does not answer"); got > 2 {
				t.Errorf("told %d times that two replies wait", got)
			}
			t.Logf("%s: %q", test.policy, system.notes(t, ticket.ID))
			system.noDeadLetters(t)
		})
	}
}

// Our clock has the window open, by hand, and WhatsApp accepts a reply and refuses
// it with a status (131047): it is kept as the policy says, told once, and leaves
// once when the customer writes.
func TestClosedReply_keptAfterWhatsAppHadAcceptedIt(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	system.rules(t, "keep")
	const who, about = "+34600962001", "clocks disagree 96201."
	ticket := system.heard(t, who, about)
	system.drained(t)
	system.walk(t, "25h", "5h")
	system.drained(t)
	attached, err := local.Attach(system.data)
	if err != nil {
		t.Fatal(err)
	}
	store := dynamostore.New(attached.Database, attached.Table, attached.Clock.Now, nil)
	link, known, err := store.TicketLink(t.Context(), "zendesk", fmt.Sprint(ticket))
	if err != nil || !known {
		t.Fatalf("link of ticket %d: %t %v", ticket, known, err)
	}
	talk, err := store.AcquireConversation(t.Context(), link.Contact, link.Number, "test")
	if err != nil {
		t.Fatal(err)
	}
	talk.Heard("wamid.nobodys", attached.Clock.Now().Add(-time.Hour))
	if err := store.SaveConversation(t.Context(), talk, "test", true); err != nil {
		t.Fatal(err)
	}
	system.agent(t, ticket, "the answer", true)
	eventually(t, func() error { return system.noted(t, about, "Your reply waits.") })
	system.drained(t)
	if err := system.onPhone(t, who); err != nil {
		t.Fatal(err) // what WhatsApp refused is on no phone
	}
	system.walk(t, "1m", "1m") // a message of the refusal's own second does not count as newer
	system.says(t, who, "again 96202.")
	eventually(t, func() error { return system.onPhone(t, who, "the answer") })
	system.drained(t)
	system.walk(t, "10m", "1m")
	system.drained(t)
	if err := system.onPhone(t, who, "the answer"); err != nil {
		t.Error(err)
	}
	if got := system.counts(t, ticket, "Your reply waits."); got != 1 {
		t.Errorf("told %d times that the reply waits: %q", got, system.notes(t, ticket))
	}
	system.noDeadLetters(t)
}
