package graph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/sim/delivery"
)

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(anaUserID, `{"type":"text","text":{"body":"hi"}}`)
	_, id := w.sendText(ana, "buenas")
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	w.until(func() bool { return w.poster.Pending() == 0 })
	w.limits(`{"mps":7,"window_errors":"sync"}`)
	customers, shown := w.graph.Customers(), w.graph.CustomerMessages(ana)

	for range 2 { // the second start reads what the first one compacted
		w.stop()
		w.start()
		if diff := cmp.Diff(customers, w.graph.Customers()); diff != "" {
			t.Errorf("customers (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(shown, w.graph.CustomerMessages(ana)); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	}
	w.graph.mu.Lock()
	limits, served := w.graph.state.limits, w.graph.state.service[month(w.clock.Now())]
	w.graph.mu.Unlock()
	if limits.MPS != 7 || served != 1 {
		t.Errorf("limits %+v, %d service messages", limits, served)
	}
	if status, _ := w.sendText(ana, "window still open"); status != 200 {
		t.Errorf("answered %d, want 200", status)
	}
	next := w.customer("34600000003", `{"type":"text","text":{"body":"new"}}`)
	if got := w.graph.CustomerMessages("34600000003"); len(got) != 1 || got[0].ID != next || len(w.graph.Customers()) != 3 {
		t.Errorf("a new customer after the restart: %+v", got)
	}
}

func TestUnfinishedWebhooksAndStatusesGoOnAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.wait(1)
	w.receiver.mu.Lock()
	w.receiver.answer = func(int) int { return 500 }
	w.receiver.mu.Unlock()
	second := w.customer(ana, `{"type":"text","text":{"body":"unheard"}}`)
	w.limits(`{"status_delay_ms":60000}`)
	_, id := w.sendText(ana, "buenas")
	w.wait(3)
	w.limits(`{"status_delay_ms":0}`)
	w.stop()

	w.receiver.mu.Lock()
	w.receiver.answer = func(int) int { return 200 }
	w.receiver.mu.Unlock()
	w.start()
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	w.until(func() bool { return w.poster.Pending() == 0 })
	for _, m := range w.graph.CustomerMessages(ana) {
		if m.ID == second && m.Status != "delivered" {
			t.Errorf("the message of before is %s, want delivered", m.Status)
		}
	}
	w.graph.mu.Lock()
	defer w.graph.mu.Unlock()
	if left := len(w.graph.state.posts); left != 0 {
		t.Errorf("%d webhooks left, want 0", left)
	}
}

func TestTornLastLineIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.stop()
	path := filepath.Join(w.dir, journalFile)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"customer":{"key":"c9","pho`); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	w.start()
	if got := len(w.graph.Customers()); got != 1 {
		t.Errorf("%d customers, want 1", got)
	}
}

func TestBrokenStateIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, journalFile), []byte("{}\nnonsense\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("New() = %v, want an error with line 2", err)
	}
}

// killed is the simulator as it starts from what a kill -9 at this moment
// leaves: nothing was closed, nobody had time to write.
func (w *world) killed() *Graph {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, journalFile))
	if err != nil {
		w.t.Fatal(err)
	}
	dir := w.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, journalFile), data, 0o600); err != nil {
		w.t.Fatal(err)
	}
	poster := delivery.New(w.clock.Now)
	poster.Close() // it shall only remember
	g, err := New(Options{Dir: dir, Clock: w.clock, Poster: poster, PhoneNumberID: testNumber})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = g.Close() })
	return g
}

func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"status_delay_ms":60000,"mps":7}`) // nothing happens by itself meanwhile
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.until(func() bool { return w.poster.Pending() == 0 })
	steps := []struct {
		name string
		do   func()
	}{
		{"a message sent", func() { w.sendText(ana, "buenas") }},
		{"a webhook learnt from", func() { w.graph.Learn(w.signedByHand("wamid.H1", "first")) }},
		{"a customer's message", func() { w.customer(anaUserID, `{"type":"text","text":{"body":"hi"}}`) }},
		{"a webhook delivered", func() {
			if _, _, err := w.graph.Deliver(t.Context(), w.signedByHand("wamid.H2", "second")); err != nil {
				t.Error(err)
			}
		}},
		{"limits", func() { w.limits(`{"mps":9}`) }},
	}
	for _, step := range steps {
		step.do()
		g := w.killed()
		if diff := cmp.Diff(w.graph.Customers(), g.Customers()); diff != "" {
			t.Errorf("after %s, customers (-answered +kept):\n%s", step.name, diff)
		}
		for _, c := range g.Customers() {
			who := textOr(c.Phone, c.UserID)
			for i, m := range w.graph.CustomerMessages(who) {
				if kept := g.CustomerMessages(who); i >= len(kept) || kept[i].ID != m.ID {
					t.Errorf("after %s, %s lacks %q: %+v", step.name, who, m.Text, kept)
				}
			}
		}
		if got, want := g.Limits(), w.graph.Limits(); got != want {
			t.Errorf("after %s, limits %+v, want %+v", step.name, got, want)
		}
	}
}

func textOr(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
