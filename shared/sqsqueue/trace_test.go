package sqsqueue

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
	"ventana/shared/telemetry"
)

func traced(id string) string {
	return "Root=1-6921f000-00000000000000000000000" + id + ";Parent=53995c3f42cd8ad8;Sampled=0"
}

// TestReport_oneLineARecordWithItsTrace: each record has one line each time, with
// where it came from, what became of it, and the trace that came with it; one of a
// burst also has that of the first, which what follows from the burst bears.
func TestReport_oneLineARecordWithItsTrace(t *testing.T) {
	t.Parallel()
	event := batch(2, "a1", "a2", "b1", "c1")
	for i, id := range []string{"1", "2", "3"} {
		event.Records[i].Attributes["AWSTraceHeader"] = traced(id)
	}
	queue := newBatch()
	sent := &fakeQueue{}
	handle(t, queue, event, func(ctx context.Context, group []Record) []Outcome {
		if err := NewSender(sent).Send(ctx, "http://q/media", []envelope.Envelope{message("", group[0].ID, "x")}); err != nil {
			t.Error(err)
		}
		return each(map[string]Outcome{"b1": Park("spoiled"), "c1": Wait(1, "not yet")})(ctx, group)
	})
	got := map[string][]string{}
	for line := range bytes.SplitSeq(bytes.TrimSpace(queue.log.Bytes()), []byte("\n")) {
		var said map[string]any
		if err := json.Unmarshal(line, &said); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		text := func(key string) string { s, _ := said[key].(string); return s }
		id := text(telemetry.KeyRecord)
		got[id] = append(got[id], text("msg"), text(telemetry.KeyQueue), text(telemetry.KeyConversation), text(telemetry.KeyTrace), text(telemetry.KeyJoined), text(telemetry.KeyOutcome))
		if said[telemetry.KeyReceives] != 2.0 || said[telemetry.KeyDuration] == nil {
			t.Errorf("%s lacks receives or duration", line)
		}
	}
	const root = "1-6921f000-00000000000000000000000"
	want := map[string][]string{
		"a1": {"record handled", "in.fifo", "a", root + "1", "", "done"},
		"a2": {"record handled", "in.fifo", "a", root + "2", root + "1", "done"},
		"b1": {"record parked", "in.fifo", "b", root + "3", "", "parked"},
		"c1": {"record waits", "in.fifo", "c", "", "", "wait"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	for _, entry := range sent.taken {
		carried := entry.MessageSystemAttributes["AWSTraceHeader"].StringValue
		switch first := *entry.MessageBody; {
		case bytes.Contains([]byte(first), []byte(`"id":"a1"`)) && (carried == nil || *carried != traced("1")):
			t.Error("what follows from the burst does not bear the first one's trace")
		case bytes.Contains([]byte(first), []byte(`"id":"c1"`)) && carried != nil:
			t.Error("a record without a trace gave one on")
		}
	}
	if len(sent.taken) != 3 {
		t.Errorf("%d were sent on, want one a group", len(sent.taken))
	}
}
