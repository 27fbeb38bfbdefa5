package e2e

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/silence"
)

// table is the system's own, as the functions read it.
func (s *system) table() *dynamostore.Store {
	client := dynamodb.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(s.Endpoints.DynamoDB),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	return dynamostore.New(client, s.Endpoints.Table, time.Now, rand.Text)
}

// canary waits until the run after another one has come as far as a hop; an empty
// hop is all the way. It gives the run's id.
func (s *system) canary(t *testing.T, after string, stuck silence.Hop) string {
	t.Helper()
	var id string
	eventually(t, func() error {
		run, known, err := s.table().CanaryRun(t.Context(), "main")
		if err != nil || !known || run.ID == after {
			return fmt.Errorf("no new canary: %t %w", known, err)
		}
		id = run.ID
		if got := silence.Judge(run).Late; got != stuck {
			return fmt.Errorf("the canary came as far as before %q, want before %q", got, stuck)
		}
		return nil
	})
	return id
}

// late waits until the function has said which hop is late.
func (s *system) late(t *testing.T, times int) {
	t.Helper()
	eventually(t, func() error {
		if got := s.logs.count("canary is late"); got != times {
			return fmt.Errorf("%d canaries were called late, want %d", got, times)
		}
		return nil
	})
}

// The canary goes through API, queues, helpdesk and back, in a ticket of its own
// that no agent finds open; what stops it is told by its hop; and it comes through
// again afterwards, in the same ticket.
func TestCanary_allTheWayAndWhatStopsIt(t *testing.T) {
	t.Parallel()
	system := startWith(t, t.TempDir(), map[string]string{"CanaryMinutes": "15"})
	system.walk(t, "15m", "5m")
	first := system.canary(t, "", "")
	system.drained(t)
	tickets, err := system.Tickets(t.Context())
	if err != nil || len(tickets) != 1 {
		t.Fatalf("got %d tickets, %v, want the canary's", len(tickets), err)
	}
	if ticket := tickets[0]; ticket.Status != "solved" || !slices.Contains(ticket.Tags, helpdesk.CanaryTag) || len(ticket.Comments) != 2 {
		t.Errorf("got %+v, want it solved, tagged, with the canary and its reply", ticket)
	}

	system.control(t, http.MethodPost, "/sim/faults", `{"target":"zendesk","path":"(POST|PUT) .*tickets","do":"status","status":503,"retry_after":30,"times":1000}`, nil)
	system.walk(t, "15m", "5m")
	second := system.canary(t, first, silence.HopTicket)
	system.walk(t, "15m", "5m")
	system.late(t, 1)
	third := system.canary(t, second, silence.HopTicket)
	system.control(t, http.MethodDelete, "/sim/faults", "", nil)
	system.walk(t, "5m", "30s")
	if got := system.canary(t, second, ""); got != third {
		t.Errorf("got canary %s, want %s to come through when the helpdesk is back", got, third)
	}

	// The helpdesk's webhooks are refused: the sweep finds the reply, and the event is missing.
	system.control(t, http.MethodPost, "/sim/faults", `{"target":"api","path":"/webhooks/zendesk","do":"status","status":500,"times":1000}`, nil)
	system.walk(t, "15m", "5m")
	fourth := system.canary(t, third, silence.HopEvent)
	system.control(t, http.MethodDelete, "/sim/faults", "", nil)
	system.control(t, http.MethodPost, "/sim/faults", `{"target":"api","path":"/webhooks/whatsapp","do":"status","status":503}`, nil)
	system.walk(t, "15m", "5m")
	fifth := system.canary(t, fourth, silence.HopWebhook)
	system.walk(t, "15m", "5m")
	system.canary(t, fifth, "")
	system.drained(t)
	if got := system.logs.count("canary not taken"); got != 1 {
		t.Errorf("%d canaries were not taken, want 1", got)
	}
	if tickets, err = system.Tickets(t.Context()); err != nil || len(tickets) > 2 { // two when midnight came in between
		t.Errorf("got %d tickets, %v, want the one of the day", len(tickets), err)
	}
	system.noDeadLetters(t)
	if got := system.logs.count("number is silent"); got != 0 {
		t.Errorf("a number was called silent %d times", got)
	}
}

// A number that was busy in every hour of three weeks, and then hears nothing, is
// told; one that nobody ever wrote to is not, and neither is one that speaks again.
func TestSilence_busyNumberThatFallsSilentIsTold(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	table, now := system.table(), time.Now()
	for hour := 2; hour < 3*7*24+4; hour++ {
		if err := table.Heard(t.Context(), "main", now.Add(-time.Duration(hour)*time.Hour), 30); err != nil {
			t.Fatal(err)
		}
	}
	system.walk(t, "1h", "1h")
	eventually(t, func() error {
		if got := system.logs.count("number is silent"); got != 1 {
			return fmt.Errorf("told %d times, want once", got)
		}
		return nil
	})
	system.says(t, "+34600950001", "silent 95001.")
	eventually(t, func() error { _, err := system.ticketOf(t, "silent 95001."); return err })
	system.drained(t)
	system.walk(t, "1h", "1h")
	system.drained(t)
	if got := system.logs.count("number is silent"); got != 1 {
		t.Errorf("told %d times, want no more since a customer wrote", got)
	}
}
