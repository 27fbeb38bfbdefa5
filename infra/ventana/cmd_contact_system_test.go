package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/contact"
	"ventana/infra/local"
	"ventana/infra/scenario"
	"ventana/infra/trial"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/secret"
)

// The two who are taken for one, as WhatsApp names them.
const (
	bensPhone = "34600100011"
	anasID    = "ES.9f3K2QpXz7LmTt41"
)

// running is a whole local system.
type running struct {
	scenario.Player
	data string
}

// startLocal runs a system until the test ends.
func startLocal(t *testing.T) running {
	t.Helper()
	data := t.TempDir()
	system, err := trial.Start(context.WithoutCancel(t.Context()), local.Options{Template: "../../template.yaml", Data: data})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := system.Stop(); err != nil {
			t.Errorf("local system: %v", err)
		}
		if t.Failed() {
			t.Logf("its last words:\n%s", system.LastWords())
		}
	})
	return running{data: data, Player: scenario.Player{
		API: system.API, Sim: system.Sim, Events: "../../events", Out: t.Output(), Client: http.DefaultClient,
	}}
}

// writes has somebody write on WhatsApp who shows a phone, a user id, or both,
// and waits until the message stands in its place.
func (r *running) writes(t *testing.T, phone, user, text string) {
	t.Helper()
	message := map[string]any{"id": "wamid." + text, "timestamp": fmt.Sprint(time.Now().Unix()), "type": "text", "text": map[string]string{"body": text}}
	person := map[string]any{"profile": map[string]string{"name": "Ben"}}
	if phone != "" {
		message["from"], person["wa_id"] = phone, phone
	}
	if user != "" {
		message["from_user_id"], person["user_id"] = user, user
		person["profile"] = map[string]string{"name": "Ana"}
	}
	raw, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{
		"id": "200000000000001", "changes": []any{map[string]any{"field": "messages", "value": map[string]any{
			"messaging_product": "whatsapp", "metadata": map[string]string{"phone_number_id": "100000000000001", "display_phone_number": "34600000000"},
			"contacts": []any{person}, "messages": []any{message},
		}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(r.Sim+"/sim/deliveries?connection=whatsapp", "application/json", bytes.NewReader(raw))
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("deliver: %v, %v", answer, err)
	}
	_ = answer.Body.Close() // the status said all
	r.drained(t)
}

// drained waits until no queue holds anything.
func (r *running) drained(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	for {
		now, err := r.System(ctx)
		if err == nil && now.Waiting() == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the queues hold %d messages still (%v)", now.Waiting(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// words are what stands in each ticket by whom it was written: customers' words
// as they are, of notes how many there are with the word.
func (r *running) words(t *testing.T, note string) (customers map[int64][]string, notes map[int64]int) {
	t.Helper()
	tickets, err := r.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	customers, notes = map[int64][]string{}, map[int64]int{}
	for _, ticket := range tickets {
		for _, comment := range ticket.Comments {
			switch {
			case comment.AuthorRole == "end-user":
				customers[ticket.ID] = append(customers[ticket.ID], comment.Body)
			case !comment.Public && strings.Contains(comment.Body, note):
				notes[ticket.ID]++
			}
		}
	}
	return customers, notes
}

// requesters are the names of those whose tickets these are.
func (r *running) requesters(t *testing.T) map[int64]string {
	t.Helper()
	answer, err := http.Get(r.Sim + "/sim/agents/tickets")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	var tickets []struct {
		ID        int64
		Requester string
	}
	if err := json.NewDecoder(answer.Body).Decode(&tickets); err != nil {
		t.Fatal(err)
	}
	names := map[int64]string{}
	for _, ticket := range tickets {
		names[ticket.ID] = ticket.Requester
	}
	return names
}

// show is a contact as programs read it.
func (r *running) show(t *testing.T, who string) contact.View {
	t.Helper()
	out, err := contactCommand(t, "show", who, "--local", "--data", r.data, "--json")
	if err != nil {
		t.Fatalf("show %s: %v", who, err)
	}
	var view contact.View
	if err := json.Unmarshal([]byte(out), &view); err != nil {
		t.Fatalf("show %s: %v in %s", who, err, out)
	}
	return view
}

// TestContactSplit_eachWritesInTheirOwnTicketAgain: the real functions take two
// people for one, the command separates them, and the functions keep them apart.
func TestContactSplit_eachWritesInTheirOwnTicketAgain(t *testing.T) {
	t.Parallel()
	r := startLocal(t)
	r.writes(t, bensPhone, "", "Ben 1")
	r.writes(t, "", anasID, "Ana 1")
	ben, ana := r.show(t, "+34 600 100 011").Contact, r.show(t, anasID).Contact
	r.writes(t, bensPhone, anasID, "who is it 1")
	if customers, _ := r.words(t, ""); !slices.Equal(customers[1], []string{"Ben 1", "who is it 1"}) || ben == ana {
		t.Fatalf("tickets hold %v, want the two taken for one in ticket 1", customers)
	}
	taken := r.show(t, "ticket:1")
	if taken.Contact != ana || len(taken.Identities) != 2 || len(taken.JoinedFrom) != 1 || taken.JoinedFrom[0].Contact != ben || taken.JoinedFrom[0].At.IsZero() {
		t.Fatalf("got %+v, want Ana's contact, with Ben joined into it", taken)
	}

	split := func(more ...string) (string, error) {
		return contactCommand(t, append([]string{"split", ana, "--local", "--data", r.data}, more...)...)
	}
	out, err := split()
	if err == nil || !strings.Contains(err.Error(), "--yes") || strings.Contains(out, bensPhone) || !strings.Contains(out, "phone   +34 ••• •11") {
		t.Errorf("nobody said yes: %v\n%s", err, out)
	}
	if after := r.show(t, "0034 600100011"); after.Contact != ana {
		t.Errorf("nobody said yes, and Ben's phone leads to %s", after.Contact)
	}
	out, err = split("--yes")
	if err != nil || !strings.Contains(out, "✓ note on ticket 1\n") || !strings.Contains(out, "✓ note on ticket 2\n") {
		t.Fatalf("split: %v\n%s", err, out)
	}
	out, err = split("--yes")
	if want := "Done before: contact " + ana + " and contact " + ben + " are two people.\n"; err != nil || out != want {
		t.Errorf("again: %v\n%swant %s", err, out, want)
	}

	r.writes(t, bensPhone, "", "Ben 2")
	r.writes(t, "", anasID, "Ana 2")
	r.writes(t, bensPhone, "", "Ben 3")
	customers, notes := r.words(t, "have been separated")
	if diff := cmp.Diff(map[int64][]string{1: {"Ben 1", "who is it 1", "Ben 2", "Ben 3"}, 2: {"Ana 1"}, 3: {"Ana 2"}}, customers); diff != "" {
		t.Errorf("tickets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[int64]int{1: 1, 2: 1}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[int64]string{1: "Ben", 2: "Ana", 3: "Ana"}, r.requesters(t)); diff != "" {
		t.Errorf("whose tickets they are (-want +got):\n%s", diff)
	}
	if view := r.show(t, "+34600100011"); view.Contact != ben || view.Identities[0].SplitFrom != ana {
		t.Errorf("got %+v, want Ben's contact, which remembers", view)
	}
	if now, err := r.System(t.Context()); err != nil {
		t.Error(err)
	} else if count, reasons := now.DeadLetters(); count > 0 {
		t.Errorf("%d dead letters: %q", count, reasons)
	}
}

// TestContactSplit_messageBeingHandledIsTold: while a run of inbound holds the
// conversation, nothing changes and the command says when to try again.
func TestContactSplit_messageBeingHandledIsTold(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	data := t.TempDir()
	write(t, filepath.Join(data, "endpoints.json"), local.Endpoints{DynamoDB: *client.Options().BaseEndpoint, Table: table})
	write(t, filepath.Join(data, "secrets", "call.json"), secret.Call{Connections: []secret.CallConnection{{
		ID: "zendesk", Kind: secret.KindZendesk, BaseURL: "http://127.0.0.1:1",
		OAuth: &secret.OAuth{ClientID: "local-client", ClientSecret: "local-client-secret"},
	}}})
	store := dynamostore.New(client, table, func() time.Time { return time.Now().UTC() }, func() string { return "c1" })
	who := dynamostore.Identities{Portfolio: "local", BSUID: anasID, Canonical: bensPhone, Phone: bensPhone}
	if _, err := store.FindContact(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	if _, err := store.AcquireConversation(t.Context(), "c1", "main", "inbound"); err != nil {
		t.Fatal(err)
	}
	out, err := contactCommand(t, "split", "c1", "--identity", "phone", "--yes", "--local", "--data", data)
	if err == nil || !strings.Contains(err.Error(), "nothing was changed") || !strings.Contains(err.Error(), "Try again after") {
		t.Errorf("got %v\n%s", err, out)
	}
	if found, err := store.FindContact(t.Context(), who); err != nil || found.ID != "c1" || found.Other != "" {
		t.Errorf("got %+v, %v, want nothing changed", found, err)
	}
}

// write puts a value into a file, as JSON.
func write(t *testing.T, path string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
