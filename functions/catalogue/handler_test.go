package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ventana/shared/catalogue"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/limit"
	"ventana/shared/policy"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/template"
)

// world is a handler over a table in memory and an account whose templates tests
// change.
type world struct {
	*Handler
	store  *dynamotest.Memory
	listed map[string][]template.Template // by account
	fails  map[string]error
	facts  map[string]limit.Number // by phone number id
	counts map[string]int
	log    bytes.Buffer
	at     time.Time
	during func() // happens once, while a list is read
	rules  error  // of the next looks at the policy

	foretell *catalogue.Keeper // the handler's

	token  cloudapi.Token
	sealed error // of the inspection
	ends   []string
}

func newWorld() *world {
	w := &world{
		at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), counts: map[string]int{}, fails: map[string]error{}, facts: map[string]limit.Number{},
		token: cloudapi.Token{Valid: true}, listed: map[string][]template.Template{"one": {update("es", "APPROVED"), update("en", "APPROVED")}, "two": {update("es", "APPROVED")}},
	}
	w.store = dynamotest.NewMemory(func() time.Time { return w.at })
	w.foretell = &catalogue.Keeper{
		Store: w.store, Rules: w, Metrics: w,
		Now: func() time.Time { return w.at }, Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
	}
	w.Handler = NewHandler(Handler{
		connections: w, provider: func(secret.CallConnection) source { return w }, keeper: w.foretell,
		metrics: w, now: func() time.Time { return w.at }, log: slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	return w
}

func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Numbers: []secret.Number{{ID: "main", PhoneNumberID: "1", WABAID: "one"}, {ID: "second", PhoneNumberID: "2", WABAID: "one"}, {ID: "third", PhoneNumberID: "3", WABAID: "two"}}},
		{ID: "zendesk", Kind: secret.KindZendesk},
	}}, nil
}

func (w *world) ListTemplates(_ context.Context, waba string) ([]template.Template, error) {
	listed := w.listed[waba]
	if during := w.during; during != nil {
		w.during = nil
		during()
	}
	return listed, w.fails[waba]
}

func (w *world) Limits(_ context.Context, phoneNumberID string) (limit.Number, error) {
	return w.facts[phoneNumberID], w.fails[phoneNumberID]
}

func (w *world) Policy(context.Context) (policy.Policy, error) {
	rules := policy.Default()
	rules.Templates.Rules = []policy.Rule{{Name: "news", Template: "case_update"}, {Name: "other", Template: "another"}}
	rules.Survey.Template, rules.Window.Reminder.Template = "case_update", "case_update"
	return rules, w.rules
}

func (w *world) Count(name, reason string) { w.counts[name+" "+reason]++ }

func update(language, status string) template.Template {
	return template.Template{
		ID: language, Name: "case_update", Language: language, Category: "UTILITY", Status: status,
		Components: []template.Component{{Type: template.TypeBody, Text: "Hay novedades en su caso."}},
	}
}

func (w *world) sync(t *testing.T) error {
	t.Helper()
	w.at = w.at.Add(time.Hour)
	return w.Handle(t.Context(), Task{Do: "sync"})
}

func (w *world) status(t *testing.T, waba, language string) string {
	t.Helper()
	all, _, err := w.store.Catalogue(t.Context(), waba)
	if err != nil {
		t.Fatal(err)
	}
	found, known := template.NewCatalogue(all).Find("case_update", language)
	if !known {
		return ""
	}
	return found.Status
}

func TestSync_tableIsAsWhatsAppHasIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	for _, one := range [][2]string{{"one", "es"}, {"one", "en"}, {"two", "es"}} {
		if got := w.status(t, one[0], one[1]); got != "APPROVED" {
			t.Errorf("%v: got %q", one, got)
		}
	}
	if len(w.counts) != 0 {
		t.Errorf("got counts %v for a first list, want none", w.counts)
	}
}

// A list that was begun before another and ends after it is the older one.
func TestSync_listThatWasOvertakenChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.during = func() {
		w.listed["one"] = []template.Template{update("es", "PAUSED"), update("en", "APPROVED")}
		w.at = w.at.Add(5 * time.Second)
		if err := w.keeper.Sync(t.Context(), w, "one"); err != nil {
			t.Fatal(err)
		}
		w.at = w.at.Add(5 * time.Second)
	}
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	if got := w.status(t, "one", "es"); got != "PAUSED" {
		t.Errorf("got %q, want what WhatsApp said last", got)
	}
}

// A page that fails leaves what stands: half a list would tell templates as
// deleted that are there.
func TestSync_accountThatFailsChangesNothingAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	w.fails["one"] = errors.New("503")
	w.listed["one"] = nil
	w.listed["two"] = []template.Template{update("es", "PAUSED")}
	if err := w.sync(t); err == nil || !strings.Contains(err.Error(), "account one") {
		t.Fatalf("got %v, want the failing account named", err)
	}
	if w.status(t, "one", "es") != "APPROVED" || w.status(t, "two", "es") != "PAUSED" {
		t.Errorf("got %s and %s, want the first as it was and the second synced", w.status(t, "one", "es"), w.status(t, "two", "es"))
	}
}

// A change is seen once, so nothing is written while nobody can say what it breaks.
func TestSync_troubleIsNotLostWithThePolicy(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	w.listed["one"][0].Status, w.rules = "PAUSED", errors.New("table is away")
	if err := w.sync(t); err == nil || len(w.counts) > 0 {
		t.Fatalf("got %v and counts %v without a policy", err, w.counts)
	}
	w.rules = nil
	if err := w.sync(t); err != nil || w.counts["TemplateTrouble paused"] != 1 {
		t.Errorf("got %v and counts %v, want the pause counted", err, w.counts)
	}
}

func TestSync_troubleIsCountedOnceWithItsRulesAndTwins(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(w *world)
		reason string
	}{
		{"paused", func(w *world) { w.listed["one"][0].Status = "PAUSED" }, "paused"},
		{"disabled", func(w *world) { w.listed["one"][0].Status = "DISABLED" }, "disabled"},
		{"rejected", func(w *world) { w.listed["one"][0].Status = "REJECTED" }, "rejected"},
		{"gone", func(w *world) { w.listed["one"] = w.listed["one"][1:] }, "deleted"},
		{"another category", func(w *world) {
			w.listed["one"][0].Category, w.listed["one"][0].PreviousCategory = "MARKETING", "UTILITY"
		}, "recategorised"},
		{"of low quality", func(w *world) { w.listed["one"][0].Quality = "RED" }, "quality"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			twin := update("es", "APPROVED")
			twin.ID, twin.Name = "twin", "case_twin"
			w.listed["one"] = append(w.listed["one"], twin)
			if err := w.sync(t); err != nil {
				t.Fatal(err)
			}
			tt.change(w)
			for range 2 {
				if err := w.sync(t); err != nil {
					t.Fatal(err)
				}
			}
			if w.counts["TemplateTrouble "+tt.reason] != 1 || len(w.counts) != 1 {
				t.Errorf("got counts %v, want %s once", w.counts, tt.reason)
			}
			if !strings.Contains(w.log.String(), `"rules":["news","survey.template","window.reminder.template"],"twins":["case_twin es"]`) {
				t.Errorf("the log does not name the rules and the twin: %s", w.log.String())
			}
		})
	}
}

// WhatsApp tells a change of category a day ahead; status passes it on.
func TestForetell_namesRulesAndTwinsWhileThereIsTime(t *testing.T) {
	t.Parallel()
	w := newWorld()
	twin := update("es", "APPROVED")
	twin.ID, twin.Name = "twin", "case_twin"
	w.listed["one"] = append(w.listed["one"], twin)
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	for _, one := range [][4]string{{"one", "case_update", "es", "MARKETING"}, {"one", "case_update", "es", "UTILITY"}, {"one", "stranger", "es", "MARKETING"}, {"nine", "case_update", "es", "MARKETING"}} {
		if err := w.foretell.Foretell(t.Context(), one[0], one[1], one[2], one[3]); err != nil {
			t.Errorf("%v: %v", one, err)
		}
	}
	if w.counts["TemplateTrouble recategorising"] != 1 || len(w.counts) != 1 {
		t.Errorf("got counts %v, want the one that will cost otherwise", w.counts)
	}
	if !strings.Contains(w.log.String(), `"reason":"recategorising","rules":["news","survey.template","window.reminder.template"],"twins":["case_twin es"]`) {
		t.Errorf("the log does not name the rules and the twin: %s", w.log.String())
	}
}

func TestHandle_refusesUnknownTasks(t *testing.T) {
	t.Parallel()
	if err := newWorld().Handle(t.Context(), Task{Do: "dance"}); err == nil {
		t.Error("got no error for a task that there is not")
	}
}
