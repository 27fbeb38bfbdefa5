package cloudapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

// everything reads the sample with a decoder of its own: what each event of it
// must become, in its order. Nothing of ours takes part.
func everything(t *testing.T) (want []string, types map[string]bool, entries, changes, messages, statuses int) {
	t.Helper()
	var body struct {
		Entry []struct {
			Changes []struct {
				Value struct {
					Messages []struct {
						ID     string `json:"id"`
						Type   string `json:"type"`
						Phone  string `json:"from"`
						BSUID  string `json:"from_user_id"`
						Parent string `json:"from_parent_user_id"`
					}
					Statuses []struct{ ID, Status string }
				}
			}
		}
	}
	if err := json.Unmarshal(load(t, "everything.json").Body, &body); err != nil {
		t.Fatal(err)
	}
	types = map[string]bool{}
	for i, entry := range body.Entry {
		entries++
		for j, change := range entry.Changes {
			changes++
			for k, m := range change.Value.Messages {
				messages++
				types[m.Type] = true
				if m.Type != typeSystem && m.Phone+m.BSUID+m.Parent == "" {
					want = append(want, fmt.Sprintf("unreadable entry[%d].changes[%d].value.messages[%d]: %v", i, j, k, errNobody))
					continue
				}
				want = append(want, "message "+m.ID)
			}
			for k, s := range change.Value.Statuses {
				statuses++
				if s.ID == "" {
					want = append(want, fmt.Sprintf("unreadable entry[%d].changes[%d].value.statuses[%d]: %v", i, j, k, errNoID))
					continue
				}
				want = append(want, "status "+s.Status)
			}
		}
	}
	return want, types, entries, changes, messages, statuses
}

func TestCutEverything(t *testing.T) {
	t.Parallel()
	want, types, entries, changes, messages, statuses := everything(t)
	if entries != 3 || changes != 5 || messages != 40 || statuses != 60 {
		t.Fatalf("the sample has %d entries, %d changes, %d messages and %d statuses", entries, changes, messages, statuses)
	}
	for _, kind := range []string{
		"text", "image", "audio", "video", "document", "sticker", "location", "contacts", "interactive", "button",
		"reaction", "order", "system", "unsupported", "edit", "revoke", "request_welcome", "hologram",
	} {
		if !types[kind] {
			t.Errorf("the sample has no message of type %s", kind)
		}
	}
	d := load(t, "everything.json")
	got := Cut(d)
	if diff := cmp.Diff(want, summary(got)); diff != "" {
		t.Fatalf("envelopes (-want +got):\n%s", diff)
	}
	count := map[envelope.Kind]int{}
	for _, e := range got {
		count[e.Kind]++
		checkRaw(t, e)
	}
	if diff := cmp.Diff(map[envelope.Kind]int{envelope.KindMessage: 39, envelope.KindStatus: 59, envelope.KindUnreadable: 2}, count); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

// TestCutEverythingInGroups holds that whoever wrote more than once has one
// group, whatever else was written between.
func TestCutEverythingInGroups(t *testing.T) {
	t.Parallel()
	groups := map[string][]string{}
	for _, e := range Cut(load(t, "everything.json")) {
		if e.Kind == envelope.KindMessage {
			groups[e.Group] = append(groups[e.Group], e.Message.ID)
		}
	}
	var sizes []int
	for _, ids := range groups {
		sizes = append(sizes, len(ids))
	}
	slices.Sort(sizes)
	// Eva by her parent id, the group, Zoë, Bea, João, Ana and Leo; the system
	// events are among Bea's and Zoë's.
	if want := []int{2, 2, 5, 7, 7, 8, 8}; !slices.Equal(want, sizes) {
		t.Errorf("groups of %v messages, want %v", sizes, want)
	}
}
