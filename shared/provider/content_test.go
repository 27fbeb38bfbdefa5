package provider_test

import (
	"errors"
	"strings"
	"testing"

	"ventana/shared/provider"
)

func TestCheck_takesWhatWhatsAppTakes(t *testing.T) {
	t.Parallel()
	rows := make([]provider.Row, provider.MaxRows)
	for i := range rows {
		rows[i] = provider.Row{Title: strings.Repeat("ñ", i+1), Description: strings.Repeat("ñ", provider.MaxDescriptionRunes)}
	}
	for name, content := range map[string]provider.Content{
		"the longest text":           provider.Text{Body: strings.Repeat("ñ", provider.MaxTextRunes)},
		"a sticker":                  provider.File{Kind: provider.KindSticker, ID: "5"},
		"the longest caption":        provider.File{Kind: provider.KindVideo, ID: "5", Caption: strings.Repeat("ñ", provider.MaxCaptionRunes)},
		"a document without a name":  provider.File{Kind: provider.KindDocument, ID: "5"},
		"a reaction":                 provider.Reaction{To: "wamid.1", Emoji: "👍"},
		"a reaction that goes away":  provider.Reaction{To: "wamid.1"},
		"three of the longest title": provider.Buttons{Body: strings.Repeat("ñ", provider.MaxBodyRunes), Titles: []string{strings.Repeat("a", provider.MaxButtonRunes), "b", "c"}},
		"ids of our own":             provider.Buttons{Body: "?", Titles: []string{"a", "b"}, IDs: []string{strings.Repeat("ñ", provider.MaxButtonIDRunes), "2"}},
		"ten rows":                   provider.List{Body: strings.Repeat("ñ", provider.MaxTextRunes), Button: strings.Repeat("ñ", provider.MaxListButtonRunes), Rows: rows},
		"a request for a place":      provider.Request{Wish: provider.WishLocation, Body: "where?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := content.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheck_namesThePartAndItsLimit(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("ñ", n+1) }
	tests := []struct {
		name    string
		content provider.Content
		part    string
		limit   int
	}{
		{"an empty text", provider.Text{}, "text", 0},
		{"a text of space", provider.Text{Body: " \n\u00a0"}, "text", 0},
		{"a long text", provider.Text{Body: long(provider.MaxTextRunes)}, "text", provider.MaxTextRunes},
		{"a file without an id", provider.File{Kind: provider.KindImage}, "file", 0},
		{"a long caption", provider.File{Kind: provider.KindImage, ID: "5", Caption: long(provider.MaxCaptionRunes)}, "caption", provider.MaxCaptionRunes},
		{"a reaction to nothing", provider.Reaction{Emoji: "👍"}, "message to react to", 0},
		{"buttons without a text", provider.Buttons{Titles: []string{"a"}}, "text", 0},
		{"a long text above buttons", provider.Buttons{Body: long(provider.MaxBodyRunes), Titles: []string{"a"}}, "text", provider.MaxBodyRunes},
		{"a long id", provider.Buttons{Body: "?", Titles: []string{"a"}, IDs: []string{long(provider.MaxButtonIDRunes)}}, "id", provider.MaxButtonIDRunes},
		{"a long id of a row", provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Title: "a", ID: long(provider.MaxRowIDRunes)}}}, "id", provider.MaxRowIDRunes},
		{"no button", provider.Buttons{Body: "?"}, "button", 0},
		{"a button without a title", provider.Buttons{Body: "?", Titles: []string{"a", " "}}, "button", 0},
		{"a long button", provider.Buttons{Body: "?", Titles: []string{long(provider.MaxButtonRunes)}}, "button", provider.MaxButtonRunes},
		{"four buttons", provider.Buttons{Body: "?", Titles: []string{"a", "b", "c", "d"}}, "buttons", provider.MaxButtons},
		{"a long text above a list", provider.List{Body: long(provider.MaxTextRunes), Button: "b", Rows: []provider.Row{{Title: "a"}}}, "text", provider.MaxTextRunes},
		{"a list without a button", provider.List{Body: "?", Rows: []provider.Row{{Title: "a"}}}, "button", 0},
		{"a list with a long button", provider.List{Body: "?", Button: long(provider.MaxListButtonRunes), Rows: []provider.Row{{Title: "a"}}}, "button", provider.MaxListButtonRunes},
		{"no row", provider.List{Body: "?", Button: "b"}, "row", 0},
		{"eleven rows", provider.List{Body: "?", Button: "b", Rows: make([]provider.Row, provider.MaxRows+1)}, "rows", provider.MaxRows},
		{"a row without a title", provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Description: "a"}}}, "row", 0},
		{"a long row", provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Title: long(provider.MaxRowRunes)}}}, "row", provider.MaxRowRunes},
		{"a long description", provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Title: "a", Description: long(provider.MaxDescriptionRunes)}}}, "description", provider.MaxDescriptionRunes},
		{"a request without a text", provider.Request{Wish: provider.WishContact}, "text", 0},
		{"a request with a long text", provider.Request{Wish: provider.WishContact, Body: long(provider.MaxBodyRunes)}, "text", provider.MaxBodyRunes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got *provider.LimitError
			if err := tt.content.Check(); !errors.As(err, &got) || got.Part != tt.part || got.Limit != tt.limit {
				t.Errorf("got %v, want %s with the limit %d", err, tt.part, tt.limit)
			}
		})
	}
}

func TestCheck_refusesWhatNoLimitDescribes(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]provider.Content{
		"a caption on a sticker":       provider.File{Kind: provider.KindSticker, ID: "5", Caption: "c"},
		"a caption on a voice note":    provider.File{Kind: provider.KindAudio, ID: "5", Caption: "c"},
		"a file of no kind":            provider.File{ID: "5"},
		"a file of another kind":       provider.File{Kind: "hologram", ID: "5"},
		"the same button twice":        provider.Buttons{Body: "?", Titles: []string{"a", "a"}},
		"the same row twice":           provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Title: "a"}, {Title: "a"}}},
		"a request for nothing at all": provider.Request{Body: "?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var limit *provider.LimitError
			if err := content.Check(); err == nil || errors.As(err, &limit) {
				t.Errorf("got %v, want a refusal that is no limit", err)
			}
		})
	}
}

func TestLimitError_sayings(t *testing.T) {
	t.Parallel()
	if got := (&provider.LimitError{Part: "caption", Limit: 1024}).Error(); got != "caption exceeds 1024" {
		t.Errorf("got %q", got)
	}
	if got := (&provider.LimitError{Part: "button"}).Error(); got != "button is missing" {
		t.Errorf("got %q", got)
	}
}
