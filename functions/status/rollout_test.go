package main

import (
	"errors"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// passing receives a status with its origin.
func (w *world) passing(t *testing.T, s envelope.Status) sqsqueue.Outcome {
	t.Helper()
	return w.receive(t, w.at, 1, envelope.Envelope{Kind: envelope.KindStatus, Status: &s, Origin: `{"statuses":["` + s.ID + s.State + `"]}`})
}

func TestRollout_statusesOfOthersGoToWhoSentThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	theirs, ours, early := status("delivered", ""), status("delivered", ""), status("sent", "")
	theirs.ID, theirs.Marker = "wamid.theirs", "tkt=991"
	early.ID, early.Marker = "wamid.early", dynamostore.SendMarker("not known yet")
	if outcome := w.passing(t, theirs); !outcome.Holds() || len(w.onward) != 0 {
		t.Errorf("without a former endpoint: got %+v and %d passed on", outcome, len(w.onward))
	}
	w.former = &secret.Former{URL: "https://former.example", AppSecret: "0123456789abcdef"}
	if outcome := w.passing(t, theirs); outcome != sqsqueue.Done() {
		t.Errorf("got %+v", outcome)
	}
	if outcome := w.passing(t, ours); outcome != sqsqueue.Done() {
		t.Errorf("got %+v", outcome)
	}
	if outcome := w.passing(t, early); !outcome.Holds() {
		t.Errorf("got %+v for one of ours that is early", outcome)
	}
	if len(w.onward) != 1 || w.onward[0].Forward.Body != `{"statuses":["wamid.theirsdelivered"]}` {
		t.Fatalf("got %+v passed on, want the other's alone", w.onward)
	}
	counts, err := w.store.RolloutCounts(t.Context(), rollout.Day(w.at))
	if err != nil || counts["main"] != (rollout.Counts{Statuses: 1}) {
		t.Errorf("counted %+v, %v", counts, err)
	}
	w.queueFails = errors.New("queue does not answer")
	if outcome := w.passing(t, theirs); !outcome.Holds() {
		t.Errorf("got %+v from a queue that fails, want it to come again", outcome)
	}
}

func TestRollout_noticesConcernBothSides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.former = &secret.Former{URL: "https://former.example", AppSecret: "0123456789abcdef"}
	told := envelope.Envelope{Kind: envelope.KindNotice, Origin: `{"entry":[]}`, Notice: &envelope.Notice{
		Field: "account_update", Event: "DISABLED_UPDATE", Account: "200000000000001", At: w.at,
	}}
	if outcome := w.receive(t, w.at, 1, told); outcome != sqsqueue.Done() {
		t.Errorf("got %+v", outcome)
	}
	told.Origin = "" // too large to travel twice
	if outcome := w.receive(t, w.at, 1, told); outcome != sqsqueue.Done() {
		t.Errorf("got %+v", outcome)
	}
	if len(w.onward) != 1 || len(kept(t, w)) == 0 {
		t.Errorf("got %d passed on, %d kept", len(w.onward), len(kept(t, w)))
	}
	if counts, err := w.store.RolloutCounts(t.Context(), rollout.Day(w.at)); err != nil || counts["200000000000001"] != (rollout.Counts{News: 1}) {
		t.Errorf("counted %+v, %v; want the news under its account, as it has no number", counts, err)
	}
}

func kept(t *testing.T, w *world) []envelope.Notice {
	t.Helper()
	notices, err := w.store.Notices(t.Context(), "whatsapp", "200000000000001", w.at.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	return notices
}
