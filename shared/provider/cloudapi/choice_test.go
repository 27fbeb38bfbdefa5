package cloudapi

import (
	"encoding/json"
	"strings"
	"testing"

	"ventana/shared/provider"
)

// Ids of our own leave as they are, and are what an answer names.
func TestChoices_keepTheirIDs(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]any{
		"buttons": asButtons(provider.Buttons{Body: "?", Titles: []string{"No", "Sí"}, IDs: []string{"ours-1", "ours-2"}}),
		"a list":  asList(provider.List{Body: "?", Button: "b", Rows: []provider.Row{{Title: "No", ID: "ours-1"}, {Title: "Sí", ID: "ours-2"}}}),
	} {
		raw, err := json.Marshal(sent)
		if err != nil || !strings.Contains(string(raw), `{"id":"ours-1","title":"No"}`) || !strings.Contains(string(raw), `{"id":"ours-2","title":"Sí"}`) {
			t.Errorf("%s: got %s, %v", name, raw, err)
		}
	}
}
