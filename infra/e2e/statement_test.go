package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/infra/local"
	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// An agent's reply of which neither webhook nor sweep told, and a customer's
// message that stands on the ticket twice, both made by hand: the statement of
// the day names both, the reply arrives, and the agents are told of the double.
func TestStatement_namesTheLostAndTheDoubledAndRepairsTheFirst(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const who, about, lost = "+34600940001", "statement 94001.", "This was overlooked."
	attached, err := local.Attach(system.data)
	if err != nil {
		t.Fatal(err)
	}
	store := dynamostore.New(attached.Database, attached.Table, attached.Clock.Now, nil)

	// The day that is compared begins at midnight, so that the test is not cut by it.
	now := attached.Clock.Now()
	system.control(t, http.MethodPost, "/sim/clock", fmt.Sprintf(`{"advance":%q}`, now.Truncate(24*time.Hour).Add(34*time.Hour).Sub(now).Round(time.Second)), nil)
	day := statement.DayOf(attached.Clock.Now())
	system.says(t, who, about)
	eventually(t, func() error { _, err := system.ticketOf(t, about); return err })
	ticket, err := system.ticketOf(t, about)
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint(ticket.ID)
	comment := func(body string) {
		t.Helper()
		system.control(t, http.MethodPost, "/sim/agents/tickets/"+id+"/comments", fmt.Sprintf(`{"body":%q,"public":true}`, body), nil)
	}
	comment("This one arrives.")
	eventually(t, func() error { return system.onPhone(t, who, "This one arrives.") })
	system.drained(t)

	// By hand: the webhook is lost, and the sweep believes that it has been there.
	system.control(t, http.MethodPost, "/sim/faults", `{"target":"api","path":"/webhooks/zendesk","do":"status","status":500,"times":50}`, nil)
	if err := store.MoveWatermark(t.Context(), "zendesk", attached.Clock.Now().Add(30*time.Minute)); err != nil {
		t.Fatal(err)
	}
	comment(lost)
	// By hand: the customer's comment again, with its marker.
	var audits struct {
		Audits []struct {
			Metadata struct {
				Custom map[string]json.RawMessage `json:"custom"`
			} `json:"metadata"`
		} `json:"audits"`
	}
	system.inspect(t, http.MethodGet, "/tickets/"+id+"/audits", "", &audits)
	system.inspect(t, http.MethodPut, "/tickets/"+id, fmt.Sprintf(`{"ticket":{"comment":{"body":%q,"public":true},"metadata":{"ventana":%s}}}`,
		about, audits.Audits[0].Metadata.Custom["ventana"]), nil)

	system.walk(t, "40m", "5m")
	system.control(t, http.MethodDelete, "/sim/faults", "", nil)
	system.drained(t)
	if err := system.onPhone(t, who, "This one arrives."); err != nil {
		t.Fatalf("the reply was not lost: %v", err)
	}

	system.walk(t, "14h30m", "30m")
	system.walk(t, "1h30m", "5m")
	var told statement.Statement
	eventually(t, func() error {
		var known bool
		if told, known, err = store.StatementOf(t.Context(), day); err == nil && !known {
			err = fmt.Errorf("no statement of %s at %s", day, attached.Clock.Now())
		}
		return err
	})
	if got, want := told.Sentence(), "0 of 3 unaccounted, 1 repaired, 1 doubled"; got != want {
		t.Errorf("got %q, want %q: %+v", got, want, told.Lines)
	}
	var kinds []string
	for _, finding := range told.Total().Findings {
		kinds = append(kinds, fmt.Sprintf("%s on %s: %s", finding.Kind, finding.Ticket, finding.Repair))
	}
	slices.Sort(kinds)
	if want := []string{"doubled on " + id + ": told", "unsent on " + id + ": looked at again"}; !slices.Equal(kinds, want) {
		t.Errorf("named %q, want %q", kinds, want)
	}
	eventually(t, func() error { return system.onPhone(t, who, "This one arrives.", lost) })
	eventually(t, func() error { return system.noted(t, about, "repeats what stands on this ticket already") })
	system.noDeadLetters(t)
}

// inspect speaks to the simulated helpdesk as its administrator.
func (s *system) inspect(t *testing.T, method, path, body string, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.Endpoints.Sim+"/zendesk/api/v2"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth("agent@example.com/token", "local-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(response.Body); err != nil || response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, raw.String(), err)
	}
	if into != nil {
		if err := json.Unmarshal(raw.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
}
