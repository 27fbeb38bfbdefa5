package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"ventana/infra/sim/former"
	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/provider/cloudapi"
)

// passedOnTheStatuses checks that the former endpoint got each status of a
// delivery, as WhatsApp wrote it, and none is left over here.
func (s *system) passedOnTheStatuses(t *testing.T, body []byte) {
	t.Helper()
	var want []string
	for _, e := range cloudapi.Cut(delivery.Delivery{Connection: "whatsapp", Body: body, At: time.Now()}) {
		if e.Kind == envelope.KindStatus {
			want = append(want, compact(t, []byte(e.Origin)))
		}
	}
	view, err := s.Former(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, event := range view.Events {
		if event.List == "statuses" {
			got = append(got, compact(t, event.Body))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	want, got = slices.Compact(want), slices.Compact(got)
	if len(want) == 0 || !slices.Equal(want, got) {
		t.Errorf("the former endpoint got %d different statuses, want %d", len(got), len(want))
	}
	if unknown := s.logs.count("status of an unknown message"); unknown != 0 {
		t.Errorf("%d statuses were waited with here", unknown)
	}
}

func compact(t *testing.T, raw []byte) string {
	t.Helper()
	var text bytes.Buffer
	if err := json.Compact(&text, raw); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return text.String()
}

// crowd is the customers of a roll-out, each of whom writes once in a phase.
type crowd struct {
	*system
	people []string
	phase  int
	in     map[string]bool // in the phase before
}

// text is what a customer writes in a phase.
func (c *crowd) text(person int) string { return fmt.Sprintf("phase %d person %d", c.phase, person) }

// plays puts a share into force, has everybody write, and checks that everybody is
// on one side.
func (c *crowd) plays(t *testing.T, share float64) (in map[string]bool) {
	t.Helper()
	c.phase++
	document, err := json.Marshal(map[string]string{"policy": fmt.Sprintf("version: 1\nrollout: {share: %g}\n", share)})
	if err != nil {
		t.Fatal(err)
	}
	c.control(t, http.MethodPost, "/sim/policy", string(document), nil)
	c.control(t, http.MethodPost, "/sim/clock", `{"advance":"2m"}`, nil)
	for i, who := range c.people {
		c.says(t, who, c.text(i))
	}
	eventually(t, func() error {
		in = map[string]bool{}
		here, there := c.sides(t)
		for i, who := range c.people {
			text := c.text(i)
			switch {
			case here[text] > 1 || here[text]+min(there[text], 1) > 1:
				t.Fatalf("%q stands here %d times and there %d times", text, here[text], there[text])
			case here[text]+there[text] == 0:
				return fmt.Errorf("%q is nowhere yet", text)
			}
			in[who] = here[text] == 1
		}
		return nil
	})
	return in
}

// sides counts the customers' words on each side.
func (c *crowd) sides(t *testing.T) (here, there map[string]int) {
	t.Helper()
	here, there = map[string]int{}, map[string]int{}
	for _, words := range c.customerWords(t) {
		for _, line := range words {
			here[line]++
		}
	}
	view, err := c.Former(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range view.Events {
		there[event.Text]++
	}
	return here, there
}

// closeAll ends every ticket for good.
func (c *crowd) closeAll(t *testing.T) {
	t.Helper()
	tickets, err := c.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, ticket := range tickets {
		c.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d", ticket.ID), `{"status":"closed"}`, nil)
	}
}

func count(in map[string]bool) (n int) {
	for _, yes := range in {
		if yes {
			n++
		}
	}
	return n
}

// TestRollout_fromNobodyToEverybodyAndBack: at each share everybody falls on one
// side, a larger share moves nobody out, and going back loses nothing and answers
// nobody twice. The former system's own messages are followed by it alone.
func TestRollout_fromNobodyToEverybodyAndBack(t *testing.T) {
	t.Parallel()
	c := &crowd{system: start(t, t.TempDir()), in: map[string]bool{}}
	const people = 40
	for i := range people {
		c.people = append(c.people, fmt.Sprintf("+346001%05d", 90000+i))
	}
	for _, phase := range []struct {
		share    float64
		from, to int
	}{{0, 0, 0}, {0.1, 0, 12}, {0.5, 10, 30}, {1, people, people}} {
		in := c.plays(t, phase.share)
		if got := count(in); got < phase.from || got > phase.to {
			t.Errorf("at %g per cent %d of %d are in", 100*phase.share, got, people)
		}
		for who, was := range c.in {
			if was && !in[who] {
				t.Errorf("at %g per cent %s is out, and was in", 100*phase.share, who)
			}
		}
		c.in = in
	}
	if back := c.plays(t, 0); count(back) != people {
		t.Errorf("%d of %d go on in their open tickets", count(back), people)
	}
	c.closeAll(t)
	if back := c.plays(t, 0); count(back) != 0 {
		t.Errorf("%d are still answered here", count(back))
	}
	if half := c.plays(t, 0.5); count(half) == 0 || count(half) == people {
		t.Errorf("%d are in at a half", count(half))
	}
	c.formerSpeaks(t, c.people[0])
	c.drained(t)
	c.noDeadLetters(t)
}

// formerSpeaks has the former system send a message with its own program, and
// waits until it has heard what became of it.
func (c *crowd) formerSpeaks(t *testing.T, who string) {
	t.Helper()
	body := fmt.Sprintf(`{"messaging_product":"whatsapp","to":%q,"type":"text","text":{"body":"from the former system"}}`, who)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.Endpoints.Sim+"/graph/v26.0/100000000000001/messages", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer local-access-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("send: %v %v", response, err)
	}
	var sent struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	err = json.NewDecoder(response.Body).Decode(&sent)
	_ = response.Body.Close()
	if err != nil || len(sent.Messages) != 1 {
		t.Fatalf("send: %+v %v", sent, err)
	}
	eventually(t, func() error {
		view, err := c.Former(t.Context())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(view.Events, func(e former.Event) bool {
			return e.List == "statuses" && e.ID == sent.Messages[0].ID && e.State == "delivered"
		}) {
			return fmt.Errorf("it has not heard that %s was delivered", sent.Messages[0].ID)
		}
		return nil
	})
}
