package template_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

// entry is a template of a catalogue with a body of one parameter.
func entry(name, language, status string) template.Template {
	t := approved(true, body("a {{case}} b"))
	t.Name, t.Language, t.Status = name, language, status
	return t
}

func sample() template.Catalogue {
	carousel := entry("cards", "es", "APPROVED")
	carousel.Components = append(carousel.Components, template.Component{Type: "CAROUSEL"})
	return template.NewCatalogue([]template.Template{
		entry("update", "pt_BR", "APPROVED"), entry("update", "es", "APPROVED"), entry("update", "es_MX", "PAUSED"), entry("update", "en", "APPROVED"),
		entry("order_ready", "es", "APPROVED"), entry("order_sent", "es", "APPROVED"), entry("offer", "es", "REJECTED"), carousel,
	})
}

func TestCatalogue_findsTheExactLanguage(t *testing.T) {
	t.Parallel()
	c := sample()
	if found, ok := c.Find("update", "es_MX"); !ok || found.Status != "PAUSED" {
		t.Errorf("found %+v, %t; want the paused one", found, ok)
	}
	for _, wrong := range [][2]string{{"update", "es_ES"}, {"update", "pt"}, {"UPDATE", "es"}, {"", ""}} {
		if found, ok := c.Find(wrong[0], wrong[1]); ok {
			t.Errorf("%v is found as %s (%s)", wrong, found.Name, found.Language)
		}
	}
	if got, want := c.Languages("update"), []string{"en", "es", "es_MX", "pt_BR"}; !slices.Equal(got, want) {
		t.Errorf("languages %v, want %v", got, want)
	}
	if _, ok := (template.Catalogue{}).Find("update", "es"); ok {
		t.Error("an empty catalogue finds something")
	}
}

func TestCatalogue_keepsTheSendableOfTwo(t *testing.T) {
	t.Parallel()
	for _, order := range [][]string{{"PENDING_DELETION", "PENDING", "APPROVED"}, {"APPROVED", "PENDING", "PENDING_DELETION"}} {
		var all []template.Template
		for _, status := range order {
			all = append(all, entry("update", "es", status))
		}
		c := template.NewCatalogue(all)
		if found, _ := c.Find("update", "es"); found.Status != "APPROVED" || len(c.All()) != 1 {
			t.Errorf("of %v: %s of %d, want the approved one alone", order, found.Status, len(c.All()))
		}
		if all[0].Status != order[0] {
			t.Error("the given slice was changed")
		}
	}
}

func TestCatalogue_choosesInOrderAndTellsWhatItPassed(t *testing.T) {
	t.Parallel()
	type passed = template.Passed
	tests := []struct {
		name      string
		template  string
		languages []string
		want      string
		passed    []passed
	}{
		{"the first", "update", []string{"pt_BR", "es"}, "pt_BR", nil},
		{"as webhooks write it", "update", []string{"pt-br"}, "pt_BR", nil},
		{"never the language for its country's", "update", []string{"es_MX", "en"}, "en", []passed{{"es_MX", "PAUSED"}}},
		{"unless it is asked for too", "update", []string{"es_MX", "es", "en"}, "es", []passed{{"es_MX", "PAUSED"}}},
		{"the default at last", "update", []string{"fr_CA", "de", "en"}, "en", []passed{{"fr_CA", ""}, {"de", ""}}},
		{"never a country's for the language", "update", []string{"pt"}, "", []passed{{"pt", ""}}},
		{"never one that was not asked for", "update", []string{"fr"}, "", []passed{{"fr", ""}}},
		{"no language", "update", nil, "", nil},
		{"each once", "update", []string{"fr", "fr-FR", "", "fr"}, "", []passed{{"fr", ""}, {"fr_FR", ""}}},
		{"none that was rejected", "offer", []string{"es"}, "", []passed{{"es", "REJECTED"}}},
		{"none that cannot be filled", "cards", []string{"es"}, "", []passed{{"es", "CAROUSEL"}}},
		{"none that does not exist", "nothing", []string{"es"}, "", []passed{{"es", ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			choice, err := sample().Choose(tt.template, tt.languages)
			got := choice.Passed
			var none *template.NoChoiceError
			if errors.As(err, &none) {
				got = none.Passed
			}
			if (tt.want == "") != (none != nil) || choice.Template.Language != tt.want {
				t.Errorf("chose %q (%v), want %q", choice.Template.Language, err, tt.want)
			}
			if diff := cmp.Diff(tt.passed, got); diff != "" {
				t.Errorf("passed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoChoiceError_namesStatesAndWhatThereIs(t *testing.T) {
	t.Parallel()
	_, err := sample().Choose("update", []string{"fr"})
	var none *template.NoChoiceError
	if !errors.As(err, &none) || !slices.Equal(none.Sendable, []string{"en", "es", "pt_BR"}) {
		t.Errorf("%+v, want the three sendable languages", none)
	}
	if want := "template update cannot be sent: fr unknown"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestCatalogue_twinsTakeTheSameValues(t *testing.T) {
	t.Parallel()
	paused := entry("update", "es", "PAUSED")
	paused.Components = []template.Component{body("a {{case}} b {{name}} c")}
	with := func(name string, change func(*template.Template)) template.Template {
		one := paused
		one.Name, one.Status = name, template.StatusApproved
		change(&one)
		return one
	}
	c := template.NewCatalogue([]template.Template{
		paused,
		with("b_same", func(*template.Template) {}),
		with("a_other_order_and_reply", func(o *template.Template) {
			o.Components = []template.Component{body("a {{name}} b {{case}} c"), buttons(template.Button{Type: template.ButtonQuickReply, Text: "Yes"})}
		}),
		with("language", func(o *template.Template) { o.Language = "es_MX" }),
		with("category", func(o *template.Template) { o.Category = template.CategoryMarketing }),
		with("status", func(o *template.Template) { o.Status = template.StatusPaused }),
		with("fewer", func(o *template.Template) { o.Components = []template.Component{body("a {{case}} b")} }),
		with("numbered", func(o *template.Template) {
			o.Named, o.Components = false, []template.Component{body("a {{1}} b {{2}} c")}
		}),
		with("more", func(o *template.Template) {
			o.Components = append(slices.Clone(o.Components), template.Component{Type: template.TypeHeader, Format: template.FormatImage})
		}),
	})
	var got []string
	for _, twin := range c.Twins(paused) {
		got = append(got, twin.Name)
	}
	if want := []string{"a_other_order_and_reply", "b_same"}; !slices.Equal(got, want) {
		t.Errorf("twins %v, want %v", got, want)
	}
}

func TestCatalogue_suggestsWhatAWordMayMean(t *testing.T) {
	t.Parallel()
	tests := []struct {
		word string
		want []string
	}{
		{"", []string{"order_ready", "order_sent", "update"}},
		{"ord", []string{"order_ready", "order_sent"}},
		{"Order-R", []string{"order_ready"}},
		{"updaet", []string{"update"}},          // two letters changed places
		{"orderready", []string{"order_ready"}}, // one is missing
		{"order_senf", []string{"order_sent"}},
		{"order_reay", []string{"order_ready", "order_sent"}}, // the nearer first
		{"ubdade", []string{"update"}},
		{"offer", nil}, // cannot be sent
		{"cards", nil},
		{"zzzzzz", nil},
		{"\xff", nil},
		{strings.Repeat("update", 200), nil},
	}
	for _, tt := range tests {
		if got := sample().Suggest(tt.word); !slices.Equal(got, tt.want) {
			t.Errorf("%.20q suggests %v, want %v", tt.word, got, tt.want)
		}
	}
}

func TestCatalogue_suggestsAShortNameWhoseLettersChangedPlaces(t *testing.T) {
	t.Parallel()
	c := template.NewCatalogue([]template.Template{entry("news", "es", "APPROVED")})
	if got := c.Suggest("nesw"); !slices.Equal(got, []string{"news"}) {
		t.Errorf("suggests %v, want news", got)
	}
	if got := c.Suggest("nawz"); len(got) > 0 {
		t.Errorf("suggests %v for two wrong letters of four", got)
	}
}

func TestCatalogue_suggestsAFewAtMost(t *testing.T) {
	t.Parallel()
	var all []template.Template
	for i := range 9 {
		all = append(all, entry(fmt.Sprintf("order_%d", i), "es", "APPROVED"))
	}
	if got := template.NewCatalogue(all).Suggest("order"); len(got) != template.MaxSuggestions {
		t.Errorf("suggests %d, want %d", len(got), template.MaxSuggestions)
	}
}

func TestCode_isWrittenAsTheAPIWritesIt(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"es": "es", "pt-BR": "pt_BR", " ES_mx ": "es_MX", "en-": "en", "": "", "_": "", "prs-af": "prs_AF"} {
		if got := template.Code(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
	for code, want := range map[string]bool{"es": true, "pt_BR": true, "pt": false, "pt-BR": false, "es_mx": false, "": false, "es pt_BR": false} {
		if got := template.IsLanguage(code); got != want {
			t.Errorf("%q is a language: %t, want %t", code, got, want)
		}
	}
}
