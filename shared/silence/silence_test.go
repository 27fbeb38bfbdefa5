package silence_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/silence"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	after := func(d time.Duration) time.Time { return start.Add(d) }
	whole := silence.Run{
		SentAt: start, WebhookAt: after(20 * time.Millisecond), InboundAt: after(time.Second), TicketAt: after(2 * time.Second),
		EventAt: after(4 * time.Second), OutboundAt: after(5 * time.Second), ProbedAt: after(time.Second),
	}
	tests := []struct {
		name   string
		change func(*silence.Run)
		late   silence.Hop
		legs   int
	}{
		{"a run that came through", func(*silence.Run) {}, "", 5},
		{"one that the API never took", func(r *silence.Run) { *r = silence.Run{SentAt: start} }, silence.HopWebhook, 0},
		{"one that stands in the queue", func(r *silence.Run) { *r = silence.Run{SentAt: start, WebhookAt: r.WebhookAt} }, silence.HopInbound, 1},
		{"one that the helpdesk did not take", func(r *silence.Run) { r.TicketAt, r.EventAt, r.OutboundAt = time.Time{}, time.Time{}, time.Time{} }, silence.HopTicket, 2},
		{"one of whose reply no webhook told", func(r *silence.Run) { r.EventAt = time.Time{} }, silence.HopEvent, 3},
		{"one behind a queue that nobody reads", func(r *silence.Run) { r.EventAt, r.OutboundAt, r.ProbedAt = time.Time{}, time.Time{}, time.Time{} }, silence.HopOutbound, 3},
		{"one behind a queue that was read too late", func(r *silence.Run) { r.EventAt, r.ProbedAt = time.Time{}, after(time.Hour) }, silence.HopOutbound, 3},
		{"one whose reply nobody read", func(r *silence.Run) { r.OutboundAt = time.Time{} }, silence.HopOutbound, 4},
		{"a hop at the last moment", func(r *silence.Run) { r.OutboundAt = after(silence.Patience) }, "", 5},
		{"a hop a moment later", func(r *silence.Run) { r.OutboundAt = after(silence.Patience + 1) }, silence.HopOutbound, 5},
		{"the first late hop is told, not those behind it", func(r *silence.Run) {
			r.TicketAt, r.EventAt, r.OutboundAt = after(time.Hour), after(time.Hour), after(time.Hour)
		}, silence.HopTicket, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run := whole
			tt.change(&run)
			got := silence.Judge(run)
			if got.Late != tt.late || len(got.Legs) != tt.legs {
				t.Errorf("got late %q after %d hops, want %q after %d", got.Late, len(got.Legs), tt.late, tt.legs)
			}
		})
	}
	skewed := whole
	skewed.WebhookAt = after(-3 * time.Millisecond)
	want := []silence.Leg{{"webhook", 0}, {"inbound", 1003 * time.Millisecond}, {"ticket", time.Second}, {"event", 2 * time.Second}, {"outbound", time.Second}}
	if diff := cmp.Diff(want, silence.Judge(skewed).Legs); diff != "" {
		t.Errorf("legs (-want +got):\n%s", diff)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 15, 20, 0, 0, time.UTC) // a Monday afternoon
	const hour, week = time.Hour, 7 * 24 * time.Hour
	current := now.Truncate(hour)
	// office fills the working hours of weeks up to quiet hours before now.
	office := func(weeks, perHour, quiet int) silence.Hours {
		heard := silence.Hours{}
		for at := current.Add(-time.Duration(weeks) * week); at.Before(current.Add(-time.Duration(quiet) * hour)); at = at.Add(hour) {
			if weekday := at.Weekday(); at.Hour() >= 8 && at.Hour() < 18 && weekday != time.Saturday && weekday != time.Sunday {
				heard[at] = int64(perHour)
			}
		}
		return heard
	}
	tests := []struct {
		name  string
		heard silence.Hours
		now   time.Time
		want  int
	}{
		{"a busy number without a message for an hour", office(5, 20, 1), now, 1},
		{"the same for three hours", office(5, 20, 3), now, 3},
		{"one that spoke in the last full hour", office(5, 20, 0), now, 0},
		{"one that speaks again in the hour that runs", with(office(5, 20, 3), current, 1), now, 0},
		{"a number that nobody writes to", silence.Hours{}, now, 0},
		{"ten messages an hour are hardly enough", office(5, 10, 1), now, 0},
		{"and are enough in two", office(5, 10, 2), now, 2},
		{"a quiet number is missed after hours", office(5, 4, 3), now, 3},
		{"and not before", office(5, 4, 2), now, 0},
		{"eleven in each of four weeks are enough", office(5, 11, 1), now, 1},
		{"a week of history is none", office(1, 100, 1), now, 0},
		{"two weeks are one hour short of it", office(2, 100, 1), now, 0},
		{"three weeks of history are enough", office(3, 100, 1), now, 1},
		{"the first hour of the day may be an hour later than last week", office(5, 100, 7), now.Add(-6 * hour), 0},
		{"the second may not, and the weekend before it was as silent", office(5, 100, 7), now.Add(-5 * hour), 24},
		{"the weekend is silent every week", office(5, 100, 0), now.Add(-24 * hour), 0},
		{"one loud week is not usual", silence.Hours{current.Add(-4 * week): 1, current.Add(-week - 2*hour): 99, current.Add(-week - hour): 99, current.Add(-week): 99}, now, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			heard := silence.Hours{}
			for at, n := range tt.heard { // what is yet to come is not known
				if !at.After(tt.now) {
					heard[at] = n
				}
			}
			if got := silence.Listen(heard, tt.now); got != tt.want {
				t.Errorf("got %d silent hours, want %d", got, tt.want)
			}
		})
	}
}

func with(heard silence.Hours, at time.Time, n int64) silence.Hours {
	heard[at] = n
	return heard
}
