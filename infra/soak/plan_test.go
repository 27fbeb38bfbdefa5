package soak

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPlan_sameSeedSamePlanAndTroubles(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(newPlan(7, 500), newPlan(7, 500)) {
		t.Error("the same seed made two plans")
	}
	if reflect.DeepEqual(newPlan(7, 500).messages, newPlan(8, 500).messages) {
		t.Error("two seeds made one plan")
	}
	if !reflect.DeepEqual(troubles(7, 100, 500), troubles(7, 100, 500)) {
		t.Error("the same seed made two lists of troubles")
	}
}

func TestPlan_holdsWhatItIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, count := range []int{Least, 300, 5000} {
		p := newPlan(1, count)
		sum, tokens := len(p.messages), map[string]bool{}
		for _, m := range p.messages {
			tokens[m.token] = true
		}
		for _, acts := range append(p.acts, p.evening) {
			for _, a := range acts {
				if a.do == replies {
					sum++
				}
			}
		}
		if sum != count {
			t.Errorf("a plan of %d messages has %d", count, sum)
		}
		if len(tokens) != len(p.messages) {
			t.Errorf("%d messages have %d tokens", len(p.messages), len(tokens))
		}
		planned := 0
		for lane, deliveries := range p.deliveries {
			for _, d := range deliveries {
				planned += len(d.messages)
				for _, place := range d.messages {
					if p.messages[place].person%lanes != lane {
						t.Fatalf("message %d is in the lane of somebody else", place)
					}
				}
			}
		}
		if planned != len(p.messages) {
			t.Errorf("deliveries hold %d of %d messages", planned, len(p.messages))
		}
	}
}

func TestPlan_deliveryIsOfWhatsAppsForm(t *testing.T) {
	t.Parallel()
	p := newPlan(1, 2000)
	at, entries, kinds := time.Unix(1_795_300_000, 0), 0, map[string]int{}
	for _, lane := range p.deliveries {
		for _, d := range lane {
			raw, err := p.webhook(d, at)
			if err != nil {
				t.Fatal(err)
			}
			var body struct {
				Entry []struct {
					Changes []struct {
						Field string
						Value struct {
							Messages []map[string]any
							Echoes   []map[string]any `json:"message_echoes"`
						}
					}
				}
			}
			if err := json.Unmarshal(raw, &body); err != nil {
				t.Fatal(err)
			}
			entries = max(entries, len(body.Entry))
			told := 0
			for _, entry := range body.Entry {
				for _, change := range entry.Changes {
					told += len(change.Value.Messages) + len(change.Value.Echoes)
					kinds[change.Field] += len(change.Value.Messages) + len(change.Value.Echoes)
				}
			}
			if want := len(d.messages) + map[bool]int{true: 1}[d.poison]; told != want {
				t.Fatalf("delivery %d tells of %d messages, want %d: %s", d.place, told, want, raw)
			}
		}
	}
	if entries < 2 || kinds["messages"] == 0 || kinds["smb_message_echoes"] == 0 {
		t.Errorf("at most %d entries, of fields %v: want several, of both", entries, kinds)
	}
}

func TestTroubles_eachKindIsThere(t *testing.T) {
	t.Parallel()
	for _, messages := range []int{Least, 20_000} {
		found := map[string]bool{}
		for _, one := range troubles(5, 40, messages) {
			if one.fault != nil {
				found[one.fault.Target+one.fault.Do+one.fault.Path+one.fault.After+one.fault.Name+strings.Repeat("5", one.fault.Status)] = true
			}
		}
		if len(found) < len(kinds())*9/10 { // some differ in their Retry-After alone
			t.Errorf("%d messages: %d kinds of %d are there", messages, len(found), len(kinds()))
		}
	}
}
