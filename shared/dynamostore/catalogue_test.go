package dynamostore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/template"
)

func listedAs(name, language, status string) template.Template {
	return template.Template{
		ID: "1", Name: name, Language: language, Status: status, Category: template.CategoryUtility, Sub: "CUSTOM",
		Named: true, Quality: "GREEN", QualityAt: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), Reason: "NONE", PreviousCategory: "MARKETING", TTLSeconds: 3600,
		Components: []template.Component{
			{Type: template.TypeBody, Text: "Hola {{nombre}} 👋", Examples: []template.Example{{Name: "nombre", Value: "Ana"}}},
			{Type: template.TypeButtons, Buttons: []template.Button{{Type: template.ButtonURL, Text: "Ver", URL: "https://example.com/{{1}}", Example: "https://example.com/7"}}},
		},
	}
}

// names are the templates' names, languages and states.
func names(templates []template.Template) []string {
	var list []string
	for _, one := range templates {
		list = append(list, one.Name+" "+one.Language+" "+one.Status)
	}
	return list
}

func replace(t *testing.T, w *world, list ...template.Template) (gone, changed []string) {
	t.Helper()
	lost, told, err := w.ReplaceCatalogue(t.Context(), "200", list, w.now())
	if err != nil {
		t.Fatal(err)
	}
	return names(lost), names(told)
}

func TestCatalogue_keepsEveryFieldOfATemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if all, at, err := w.Catalogue(t.Context(), "200"); err != nil || len(all) != 0 || !at.IsZero() {
		t.Errorf("got %v of %s, %v, want nothing known", all, at, err)
	}
	want := listedAs("reopen", "es_MX", template.StatusApproved)
	replace(t, w, want)
	want.WABA, want.UpdatedAt = "200", w.now()
	all, at, err := w.Catalogue(t.Context(), "200")
	if diff := cmp.Diff([]template.Template{want}, all); err != nil || diff != "" || !at.Equal(w.now()) {
		t.Errorf("%v at %s (-want +got):\n%s", err, at, diff)
	}
	if other, _, err := w.Catalogue(t.Context(), "201"); err != nil || len(other) != 0 {
		t.Errorf("got %v, %v: another account's", other, err)
	}
}

func TestReplaceCatalogue_tellsWhatChangedAndWhatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	approved, paused := template.StatusApproved, template.StatusPaused
	reopen, survey, english := listedAs("reopen", "es", approved), listedAs("survey", "es", approved), listedAs("reopen", "en_US", approved)
	stopped := reopen
	stopped.Status = paused
	for _, step := range []struct {
		name          string
		list          []template.Template
		gone, changed []string
	}{
		{"first", []template.Template{survey, reopen, english}, nil, []string{"reopen en_US APPROVED", "reopen es APPROVED", "survey es APPROVED"}},
		{"the same", []template.Template{english, reopen, survey}, nil, nil},
		{"one is paused, one is gone", []template.Template{stopped, english}, []string{"survey es DELETED"}, []string{"reopen es PAUSED"}},
		{"still gone", []template.Template{stopped, english}, nil, nil},
		{"it comes back", []template.Template{stopped, english, survey}, nil, []string{"survey es APPROVED"}},
		{"one is deleted while its heir is there", []template.Template{listedAs("reopen", "es", template.StatusPendingDeletion), stopped, english, survey}, nil, nil},
		{"all are gone", nil, []string{"reopen en_US DELETED", "reopen es DELETED", "survey es DELETED"}, nil},
	} {
		w.pass(time.Hour)
		gone, changed := replace(t, w, step.list...)
		if diff := cmp.Diff([][]string{step.gone, step.changed}, [][]string{gone, changed}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	w.pass(-2 * time.Hour)
	if gone, changed := replace(t, w, reopen, survey); gone != nil || changed != nil {
		t.Errorf("got %q and %q, want nothing changed by an older list", gone, changed)
	}
	all, at, err := w.Catalogue(t.Context(), "200")
	if err != nil || len(all) != 3 || all[0].Status != template.StatusDeleted || !at.Equal(w.now().Add(2*time.Hour)) {
		t.Errorf("got %q at %s, %v", names(all), at, err)
	}
}

// TestReplaceCatalogue_cutOffAnywhere: half a list is not believed whole, and
// what it told nobody is told by the next.
func TestReplaceCatalogue_cutOffAnywhere(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	for writes := range 4 {
		w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
		dying := &dyingAfter{Client: client, left: 1000}
		w.Store = dynamostore.New(dying, table, w.now, nil)
		waba := string(rune('a' + writes))
		first := []template.Template{listedAs("a", "es", template.StatusApproved), listedAs("b", "es", template.StatusApproved)}
		dying.left = min(writes, 2)
		if _, _, err := w.ReplaceCatalogue(t.Context(), waba, first, w.now()); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		dying.left = 1000
		if all, at, err := w.Catalogue(t.Context(), waba); err != nil || len(all) != 0 || !at.IsZero() {
			t.Errorf("after %d writes: got %q at %s, %v, want no list", writes, names(all), at, err)
		}
		if _, changed, err := w.ReplaceCatalogue(t.Context(), waba, first, w.now()); err != nil || len(changed) != 2 {
			t.Errorf("after %d writes: got %q, %v, want both told", writes, names(changed), err)
		}
		synced := w.now()
		w.pass(time.Hour)
		second := []template.Template{listedAs("b", "es", template.StatusPaused), listedAs("c", "es", template.StatusApproved)}
		dying.left = writes
		if _, _, err := w.ReplaceCatalogue(t.Context(), waba, second, w.now()); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		dying.left = 1000
		if _, at, err := w.Catalogue(t.Context(), waba); err != nil || !at.Equal(synced) {
			t.Errorf("after %d writes: got %s, %v, want the time of the last whole list", writes, at, err)
		}
		w.pass(time.Minute)
		gone, changed, err := w.ReplaceCatalogue(t.Context(), waba, second, w.now())
		if diff := cmp.Diff([][]string{{"a es DELETED"}, {"b es PAUSED", "c es APPROVED"}}, [][]string{names(gone), names(changed)}); err != nil || diff != "" {
			t.Errorf("after %d writes: %v (-want +got):\n%s", writes, err, diff)
		}
	}
}
