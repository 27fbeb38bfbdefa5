package offer_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/limit"
	"ventana/shared/offer"
)

// filled is a table whose portfolio has reached so many people.
type filled struct {
	*table
	count   int
	queries int
}

func (f *filled) Reached(context.Context, string, time.Time) ([]limit.Bucket, error) {
	f.queries++
	return []limit.Bucket{{Hour: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Count: f.count}}, f.err
}

func TestUse_isReadOnceAMinuteAndWhenAnHourEnds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 59, 30, 0, time.UTC)
	stands := &filled{table: &table{}, count: 100}
	book := offer.NewBook(stands, func() time.Time { return at }, nil)
	used := func() int {
		t.Helper()
		use, err := book.Use(t.Context(), "p", "main")
		if err != nil || use.Most != 250 {
			t.Fatalf("%+v, %v", use, err)
		}
		return use.Used(at)
	}
	used()
	stands.count = 120
	at = at.Add(20 * time.Second)
	if got := used(); got != 100 || stands.queries != 1 {
		t.Errorf("got %d after %d queries, want what was read a moment ago", got, stands.queries)
	}
	at = at.Add(20 * time.Second) // 11:00:10: what the last hour counted in the end is what this one has less
	if got := used(); got != 120 {
		t.Errorf("got %d in the next hour, want the last one read once more", got)
	}
}

func TestMeans_tierCountsOutsideTheWindowForWhoDoesNotCountYet(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)
	closed, open := conversation.Conversation{LastInboundAt: now.Add(-25 * time.Hour)}, conversation.Conversation{LastInboundAt: now.Add(-time.Hour)}
	for _, tt := range []struct {
		name     string
		occasion offer.Occasion
		count    int
		full     bool
	}{
		{"a full tier", offer.Occasion{Portfolio: "p", Talk: closed}, 250, true},
		{"one with room", offer.Occasion{Portfolio: "p", Talk: closed}, 249, false},
		{"an open window", offer.Occasion{Portfolio: "p", Talk: open}, 250, false},
		{"somebody who counts already", offer.Occasion{Portfolio: "p", Talk: closed, Contact: dynamostore.Contact{OutsideAt: now.Add(-23 * time.Hour)}}, 250, false},
		{"somebody who counts no more", offer.Occasion{Portfolio: "p", Talk: closed, Contact: dynamostore.Contact{OutsideAt: now.Add(-26 * time.Hour)}}, 250, true},
		{"where nothing is sent", offer.Occasion{Talk: closed}, 250, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			book := offer.NewBook(&filled{table: &table{}, count: tt.count}, func() time.Time { return now }, nil)
			means, err := book.Means(t.Context(), tt.occasion)
			if err != nil || means.Tier.Full != tt.full {
				t.Errorf("got %+v, %v", means.Tier, err)
			}
			if want := limit.HourOf(now).Add(limit.Counted); tt.full && !means.Tier.RoomAt.Equal(want) {
				t.Errorf("got room at %s, want %s", means.Tier.RoomAt, want)
			}
		})
	}
}

func TestUse_tableThatFailsIsTheCallers(t *testing.T) {
	t.Parallel()
	book, _, _ := newWorld(&table{err: errors.New("throttled")})
	if _, err := book.Use(t.Context(), "p", "main"); err == nil {
		t.Error("got no error")
	}
}
