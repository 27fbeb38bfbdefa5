package soak

import (
	"slices"
	"testing"
)

func TestTokens_areFoundWhole(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"hola m-abcdefghijk2, number 1":             {"m-abcdefghijk2"},
		"m-abcdefghijk2\nm-abcdefghijk3":            {"m-abcdefghijk2", "m-abcdefghijk3"},
		"“m-abcdefghijk2”":                          {"m-abcdefghijk2"},
		"m-abcdefghijk2x, team-abcdefghijk2, m-abc": nil,
		"f-abcdefghijk2.pdf r-abcdefghijk2":         nil,
	} {
		if got := tokens(text, messageToken); !slices.Equal(got, want) {
			t.Errorf("tokens(%q) = %q, want %q", text, got, want)
		}
	}
}
