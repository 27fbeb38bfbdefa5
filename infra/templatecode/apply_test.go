package templatecode_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/infra/templatecode"
	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/template"
)

// whatsapp is an account whose answers a test sets.
type whatsapp struct {
	calls  []string
	errs   []error // of the next submissions, in order
	lists  [][]template.Template
	listed int
	fails  error // of the next list
}

func (w *whatsapp) next(call string) error {
	w.calls = append(w.calls, call)
	if len(w.errs) == 0 {
		return nil
	}
	err := w.errs[0]
	w.errs = w.errs[1:]
	return err
}

func (w *whatsapp) ListTemplates(context.Context, string) ([]template.Template, error) {
	if err := w.fails; err != nil {
		w.fails = nil
		return nil, err
	}
	if len(w.lists) == 0 {
		return nil, nil
	}
	at := min(w.listed, len(w.lists)-1)
	w.listed++
	return w.lists[at], nil
}

func (w *whatsapp) CreateTemplate(_ context.Context, waba string, _ []byte) (cloudapi.CreatedTemplate, error) {
	return cloudapi.CreatedTemplate{}, w.next("create in " + waba)
}

func (w *whatsapp) EditTemplate(_ context.Context, id string, _ []byte) error {
	return w.next("edit " + id)
}

func (w *whatsapp) DeleteTemplate(_ context.Context, _, name, id string) error {
	return w.next("delete " + name + " " + id)
}

// world is an applier over such an account.
type world struct {
	*templatecode.Applier
	account *whatsapp
	path    string
	at      time.Time
	paused  []time.Duration
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{account: &whatsapp{}, path: filepath.Join(t.TempDir(), templatecode.HistoryFile), at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	history, err := templatecode.ReadHistory(w.path)
	if err != nil {
		t.Fatal(err)
	}
	w.Applier = &templatecode.Applier{
		WABA: "one", Provider: w.account, History: history, Now: func() time.Time { return w.at },
		Pause: func(_ context.Context, d time.Duration) error { w.paused = append(w.paused, d); return nil },
		Step:  func(int, int, template.Action) {},
	}
	return w
}

// remembered reads what the file tells of the account.
func (w *world) remembered(t *testing.T) []string {
	t.Helper()
	history, err := templatecode.ReadHistory(w.path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, did := range history.Of("one") {
		all = append(all, fmt.Sprintf("%s %s %s", did.Kind, did.Name, did.Language))
	}
	return all
}

func news(language, body, status string) template.Template {
	return template.Template{
		ID: "7" + language, Name: "news", Language: language, Category: template.CategoryUtility, Status: status, Reason: "NONE",
		Components: []template.Component{{Type: template.TypeBody, Text: body}},
	}
}

// plan creates in es, edits in en, deletes in pt_PT and keeps in fr.
func plan() []template.Action {
	action := func(kind template.ActionKind, have, want template.Template) template.Action {
		named := want
		if want.Name == "" {
			named = have
		}
		return template.Action{Kind: kind, Name: named.Name, Language: named.Language, Have: have, Want: want}
	}
	return []template.Action{
		action(template.ActionCreate, template.Template{}, news("es", "nuevo", "")),
		action(template.ActionEdit, news("en", "old", template.StatusApproved), news("en", "new", "")),
		action(template.ActionDelete, news("pt_PT", "velho", template.StatusApproved), template.Template{}),
		action(template.ActionKeep, news("fr", "vieux", template.StatusApproved), news("fr", "vieux", "")),
		action(template.ActionBlocked, template.Template{}, news("it", "nuovo", "")),
	}
}

func states(outcomes []templatecode.Outcome) []templatecode.State {
	var all []templatecode.State
	for _, o := range outcomes {
		all = append(all, o.State)
	}
	return all
}

func TestSubmit_doesEachOnceAndRemembersIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	outcomes, err := w.Submit(t.Context(), plan())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"create in one", "edit 7en", "delete news 7pt_PT"}; !slices.Equal(w.account.calls, want) {
		t.Errorf("calls %q, want %q", w.account.calls, want)
	}
	if want := []templatecode.State{templatecode.Review, templatecode.Review, templatecode.Deleted}; !slices.Equal(states(outcomes), want) {
		t.Errorf("got %q, want %q", states(outcomes), want)
	}
	if want := []string{"create news es", "edit news en", "delete news pt_PT"}; !slices.Equal(w.remembered(t), want) {
		t.Errorf("remembered %q, want %q", w.remembered(t), want)
	}
}

func TestSubmit_afterAFailure(t *testing.T) {
	t.Parallel()
	said := func(class failure.Class, code string, wait time.Duration) error {
		return &failure.Error{Class: class, Code: code, Wait: wait, Op: "test"}
	}
	const review, refused, unclear, untried, deleted = templatecode.Review, templatecode.Refused, templatecode.Unclear, templatecode.Untried, templatecode.Deleted
	for name, tt := range map[string]struct {
		errs       []error
		want       []templatecode.State
		remembered int
		paused     []time.Duration
	}{
		"a refusal concerns its template alone":     {[]error{said(failure.Permanent, "2388040", 0)}, []templatecode.State{refused, review, deleted}, 2, nil},
		"a dead token concerns all":                 {[]error{said(failure.Permanent, "190", 0)}, []templatecode.State{refused, untried, untried}, 0, nil},
		"a lost answer is not repeated, and counts": {[]error{said(failure.Ambiguous, "lost_answer", 0)}, []templatecode.State{unclear, review, deleted}, 3, nil},
		"a short wait is kept":                      {[]error{said(failure.Later, "80008", 5*time.Second)}, []templatecode.State{review, review, deleted}, 3, []time.Duration{5 * time.Second}},
		"three short waits are enough": {
			[]error{said(failure.Later, "1", time.Second), said(failure.Later, "1", time.Second), said(failure.Later, "1", time.Second)},
			[]templatecode.State{refused, untried, untried}, 0, []time.Duration{time.Second, time.Second},
		},
		"a long wait is the caller's": {[]error{nil, said(failure.Later, "80008", time.Hour)}, []templatecode.State{review, refused, untried}, 1, nil},
		"Ctrl-C ends it":              {[]error{context.Canceled}, []templatecode.State{refused, untried, untried}, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.account.errs = tt.errs
			outcomes, err := w.Submit(t.Context(), plan())
			if err != nil {
				t.Fatal(err)
			}
			if got := states(outcomes); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := w.remembered(t); len(got) != tt.remembered {
				t.Errorf("remembered %q, want %d", got, tt.remembered)
			}
			if !slices.Equal(w.paused, tt.paused) {
				t.Errorf("paused %v, want %v", w.paused, tt.paused)
			}
		})
	}
}

func TestSubmit_changesNothingThatCannotBeRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	history, err := templatecode.ReadHistory(filepath.Join(t.TempDir(), "no such folder", "history.json"))
	if err != nil {
		t.Fatal(err)
	}
	w.History = history
	if _, err := w.Submit(t.Context(), plan()); err == nil || len(w.account.calls) > 0 {
		t.Errorf("got %v after %q", err, w.account.calls)
	}
}

func look(int, int) {}

func TestAwait_untilAllAreDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	outcomes, err := w.Submit(t.Context(), plan())
	if err != nil {
		t.Fatal(err)
	}
	moved := news("es", "nuevo", template.StatusApproved)
	moved.Category = template.CategoryMarketing
	w.account.fails = errors.New("not now")
	w.account.lists = [][]template.Template{
		{news("es", "nuevo", template.StatusPending), news("en", "old", template.StatusApproved)}, // the edit is not seen yet
		{moved, news("en", "new", template.StatusPending)},
		{moved, news("en", "new", template.StatusRejected)},
	}
	if err := w.Await(t.Context(), outcomes, templatecode.Waiting{Every: time.Second, Most: time.Minute, Look: look}); err != nil {
		t.Fatal(err)
	}
	if want := []templatecode.State{templatecode.Approved, templatecode.Rejected, templatecode.Deleted}; !slices.Equal(states(outcomes), want) {
		t.Errorf("got %q, want %q", states(outcomes), want)
	}
	if !outcomes[0].Moved() || outcomes[1].Moved() || outcomes[2].Moved() {
		t.Error("of the three only the first was put into another category")
	}
	if len(w.paused) != 3 {
		t.Errorf("paused %d times, want 3", len(w.paused))
	}
}

func TestAwait_endsWithItsTime(t *testing.T) {
	t.Parallel()
	for most, want := range map[time.Duration]int{0: 0, 10 * time.Second: 2, 14 * time.Second: 2, 15 * time.Second: 3} {
		w := newWorld(t)
		outcomes, err := w.Submit(t.Context(), plan()[:1])
		if err != nil {
			t.Fatal(err)
		}
		w.account.lists = [][]template.Template{{news("es", "nuevo", template.StatusPending)}}
		if err := w.Await(t.Context(), outcomes, templatecode.Waiting{Every: 5 * time.Second, Most: most, Look: look}); err != nil {
			t.Fatal(err)
		}
		if len(w.paused) != want || outcomes[0].State != templatecode.Review {
			t.Errorf("%s: paused %d times, want %d, and it is %s", most, len(w.paused), want, outcomes[0].State)
		}
	}
}

func TestAwait_settlesWhatNobodyKnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.account.errs = []error{&failure.Error{Class: failure.Ambiguous, Code: "lost_answer", Op: "test"}}
	outcomes, err := w.Submit(t.Context(), plan()[:1])
	if err != nil {
		t.Fatal(err)
	}
	w.account.lists = [][]template.Template{{news("es", "nuevo", template.StatusApproved)}}
	if err := w.Await(t.Context(), outcomes, templatecode.Waiting{Every: time.Second, Look: look}); err != nil || outcomes[0].State != templatecode.Approved || outcomes[0].Err != nil {
		t.Errorf("got %+v, %v", outcomes[0], err)
	}
	w.account.fails = &failure.Error{Class: failure.Permanent, Code: "190", Op: "test"}
	outcomes[0].State = templatecode.Review
	if err := w.Await(t.Context(), outcomes, templatecode.Waiting{Every: time.Second, Most: time.Minute, Look: look}); failure.Of(err).Code != "190" {
		t.Errorf("a dead token is waited for: %v", err)
	}
}

func TestHistory_forgetsWhatNoLimitCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, days := range []int{0, 29, 31} {
		did := template.Did{Kind: template.ActionEdit, Name: fmt.Sprint("after ", days), Language: "es", At: w.at.AddDate(0, 0, days)}
		if err := w.History.Add("one", did); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.remembered(t); len(got) != 2 || !strings.Contains(got[0], "29") {
		t.Errorf("remembered %q", got)
	}
	if other := w.History.Of("two"); len(other) > 0 {
		t.Errorf("another account has %v", other)
	}
}

func TestReadHistory_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"half a file": `{"version":1,"acc`, "a later form": `{"version":2}`} {
		path := filepath.Join(t.TempDir(), "history.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := templatecode.ReadHistory(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLoad_findsEveryFileAndEveryProblem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"b.yml": "name: b\n", "a.yaml": "nmae: a\n", "c.txt": "no definition"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := templatecode.Load(dir)
	var wrong *template.DefinitionError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), filepath.Join(dir, "a.yaml")+":1") || !strings.Contains(err.Error(), "b.yml") || strings.Contains(err.Error(), "c.txt") {
		t.Errorf("got %v", err)
	}
	if all, err := templatecode.Load("../templates"); err != nil || len(all) != 4 {
		t.Errorf("those that are shipped: %d, %v", len(all), err)
	}
}
