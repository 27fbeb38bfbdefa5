package sqs

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func newServer(t *testing.T) *Server {
	t.Helper()
	s, err := New(Options{Dir: t.TempDir(), Region: "r", AccountID: "1", BaseURL: "http://h"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // some tests break the journal on purpose
	return s
}

func (s *Server) mustSend(t *testing.T, queue, group string, n int) {
	t.Helper()
	for i := range n {
		in := &sendInput{QueueURL: queue, draft: draft{MessageBody: "x", MessageGroupID: group}}
		if group != "" {
			in.MessageDeduplicationID = group + strings.Repeat("i", i)
		}
		if _, err := s.sendMessage(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInFlightLimit(t *testing.T) {
	t.Parallel()
	if inFlightLimit != 120_000 {
		t.Errorf("inFlightLimit = %d", inFlightLimit)
	}
	for _, c := range []struct{ queue, group string }{{"q", ""}, {"q.fifo", "g"}} {
		t.Run(c.queue, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.inFlightLimit = 2
			attributes := map[string]string{}
			if c.group != "" {
				attributes["FifoQueue"] = "true"
			}
			if _, _, err := s.CreateQueue(c.queue, attributes); err != nil {
				t.Fatal(err)
			}
			s.mustSend(t, c.queue, c.group, 3)
			got, err := s.Receive(t.Context(), c.queue, 10, 0)
			if err != nil || len(got) != 2 {
				t.Fatalf("received %d, %v, want 2", len(got), err)
			}
			over := "OverLimit"
			if c.group != "" {
				over = ""
			}
			_, err = s.Receive(t.Context(), c.queue, 10, 0)
			var refused *apiError
			if errors.As(err, &refused); (refused == nil) != (over == "") || refused != nil && refused.query != over {
				t.Errorf("a short poll over the limit gave %v, want %q", err, over)
			}
			if got, err := s.Receive(t.Context(), c.queue, 10, 10*time.Millisecond); err != nil || len(got) != 0 {
				t.Errorf("a long poll over the limit gave %d, %v", len(got), err)
			}
		})
	}
}

// The digest of one attribute is known from published examples.
func TestMD5Attributes(t *testing.T) {
	t.Parallel()
	stamp := "1493147359900"
	got := md5Attributes(map[string]Attribute{"timestamp": {DataType: "Number", StringValue: &stamp}})
	if want := "235c5c510d26fb653d073faed50ae77c"; got != want {
		t.Errorf("md5Attributes = %s, want %s", got, want)
	}
}

func TestBrokenJournal_acceptsNothingMore(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	if _, _, err := s.CreateQueue("q", nil); err != nil {
		t.Fatal(err)
	}
	if err := s.journal.file.Close(); err != nil { // as a full disk would
		t.Fatal(err)
	}
	in := &sendInput{QueueURL: "q", draft: draft{MessageBody: "x"}}
	for range 2 {
		_, err := s.sendMessage(t.Context(), in)
		if err == nil {
			t.Fatal("a message that is not on disk was accepted")
		}
		if e := wireError(err); e.status != 500 || strings.Contains(e.message, "journal") {
			t.Errorf("on the wire: %d %s", e.status, e.message)
		}
	}
}

func TestMemory_forgetsByAge(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	y := newMemory()
	y.remember("a", remembered{ID: "1", At: start})
	y.remember("b", remembered{ID: "2", At: start.Add(time.Minute)})
	if _, found := y.recall("a", start.Add(5*time.Minute-time.Nanosecond)); !found {
		t.Error("a is forgotten too early")
	}
	if _, found := y.recall("a", start.Add(5*time.Minute)); found {
		t.Error("a is remembered too long")
	}
	if got, found := y.recall("b", start.Add(5*time.Minute)); !found || got.ID != "2" {
		t.Errorf("b = %v, %v", got, found)
	}
	if len(y.oldest) != 1 {
		t.Errorf("%d keys are kept, want 1", len(y.oldest))
	}
}
