package local

import (
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/trail"
)

// checkTrail sends messages through the test system and follows each by ids.
func (r *running) checkTrail() {
	r.t.Helper()
	r.checkCall()
	r.checkFailure()
	r.checkParking()
	r.checkDuplicate()
	r.checkSchedule()
	if _, text := r.call("GET", r.Sim+"/sim/trail", "", nil); strings.Contains(text, "call http") {
		r.t.Error("the trail holds the text of a message")
	}
}

// happened lists the events after one, until wanted says that it is enough.
func (r *running) happened(after int64, wanted func([]trail.Event) bool) []trail.Event {
	r.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var got struct{ Events []trail.Event }
		r.call("GET", r.Sim+"/sim/trail", "", &got)
		fresh := slices.DeleteFunc(got.Events, func(e trail.Event) bool { return e.ID <= after })
		if wanted(fresh) {
			return fresh
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("not all of it has happened: %+v", fresh)
		}
	}
}

func (r *running) last() int64 {
	r.t.Helper()
	var got struct{ Last int64 }
	r.call("GET", r.Sim+"/sim/trail?since=1000000000", "", &got)
	return got.Last
}

// kinds are the events of one kind.
func kinds(events []trail.Event, kind string) []trail.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e trail.Event) bool { return e.Kind != kind })
}

// of is the first event of a kind and a function; the zero event is none.
func of(events []trail.Event, kind, function string) trail.Event {
	for _, e := range events {
		if e.Kind == kind && e.Function == function {
			return e
		}
	}
	return trail.Event{}
}

// post sends one message and returns what happened up to the n-th end of work.
func (r *running) post(path, body string, n int) []trail.Event {
	r.t.Helper()
	after := r.last()
	if status, text := r.call("POST", r.API+path, body, nil); status != 200 {
		r.t.Fatalf("webhook: %d %s", status, text)
	}
	return r.happened(after, func(events []trail.Event) bool {
		ends := slices.DeleteFunc(kinds(events, trail.Finished), func(e trail.Event) bool { return e.Function != "work" })
		return len(ends) >= n && len(kinds(events, trail.Request)) > 0 && of(events, trail.Finished, "web").ID > 0
	})
}

// checkChain follows one message from the request to the end of its run and
// returns its id and the run's.
func (r *running) checkChain(events []trail.Event) (message, run string) {
	r.t.Helper()
	request, web, sent := kinds(events, trail.Request)[0], of(events, trail.Invoked, "web"), of(events, trail.Sent, "web")
	if request.RequestID == "" || len(sent.Messages) != 1 || web.LogStream == "" {
		r.t.Fatalf("request %+v, invoked %+v, sent %+v: want ids", request, web, sent)
	}
	received, work := kinds(events, trail.Received)[0], of(events, trail.Invoked, "work")
	ends := []string{of(events, trail.Finished, "web").RequestID, of(events, trail.Finished, "work").RequestID}
	got := [][]string{
		{web.RequestID, sent.RequestID, ends[0]}, {sent.LogStream}, received.Messages, work.Messages,
		of(events, trail.Finished, "work").Messages, {ends[1]},
	}
	want := [][]string{
		{request.RequestID, request.RequestID, request.RequestID}, {web.LogStream}, sent.Messages, sent.Messages,
		sent.Messages, {work.RequestID},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.t.Errorf("chain of ids (-want +got):\n%s\nin %+v", diff, events)
	}
	if sent.ID > received.ID || received.ID > work.ID {
		r.t.Errorf("sent is event %d, received %d, invoked %d: want that order", sent.ID, received.ID, work.ID)
	}
	return sent.Messages[0], work.RequestID
}

func (r *running) checkCall() {
	r.t.Helper()
	events := r.post("/webhooks/t", "call "+r.Sim+"/zendesk/api/v2/tickets.json", 1)
	_, run := r.checkChain(events)
	call := of(events, trail.Call, "work")
	if call.RequestID != run || call.Target != "zendesk" || len(of(events, trail.Finished, "work").Failed) != 0 {
		r.t.Errorf("call %+v, want one of run %s, which nothing failed", call, run)
	}
}

func (r *running) checkFailure() {
	r.t.Helper()
	events := r.post("/webhooks/t", "fail", 1)
	message, first := r.checkChain(events)
	if got := of(events, trail.Finished, "work").Failed; !slices.Equal(got, []string{message}) {
		r.t.Errorf("failed %q, want %q", got, message)
	}
	after := r.last()
	r.move(`{"advance":"31s"}`)
	again := r.happened(after, func(events []trail.Event) bool { return of(events, trail.Finished, "work").ID > 0 })
	second := of(again, trail.Invoked, "work")
	if !slices.Equal(second.Messages, []string{message}) || second.RequestID == first || len(kinds(again, trail.Sent)) != 0 {
		r.t.Errorf("invoked again %+v, want another run with %s", second, message)
	}
	r.move(`{"advance":"31s"}`) // to the dead letters, out of the way of its group
}

func (r *running) checkParking() {
	r.t.Helper()
	events := r.post("/webhooks/t", "park", 1)
	message, run := r.checkChain(events)
	parked := of(events, trail.Parked, "work")
	if parked.Record != message || parked.RequestID != run || len(parked.Messages) != 1 || parked.Messages[0] == message {
		r.t.Errorf("parked %+v, want %s as another message, by run %s", parked, message, run)
	}
	if got := of(events, trail.Finished, "work").Failed; len(got) != 0 {
		r.t.Errorf("failed %q, want nothing: it is in the dead-letter queue", got)
	}
}

func (r *running) checkDuplicate() {
	r.t.Helper()
	message, _ := r.checkChain(r.post("/webhooks/t?once=x", "hello", 1))
	events := r.post("/webhooks/t?once=x", "hello", 0)
	sent := of(events, trail.Sent, "web")
	if len(sent.Messages) != 0 || !slices.Equal(sent.Known, []string{message}) || sent.RequestID != kinds(events, trail.Request)[0].RequestID {
		r.t.Errorf("sent %+v, want that %s was known", sent, message)
	}
}

func (r *running) checkSchedule() {
	r.t.Helper()
	after := r.last()
	r.move(`{"advance":"5m"}`)
	events := r.happened(after, func(events []trail.Event) bool {
		return slices.ContainsFunc(kinds(events, trail.Finished), func(e trail.Event) bool { return len(e.Messages) == 0 })
	})
	fired, run := kinds(events, trail.Fired), of(events, trail.Invoked, "work")
	if len(kinds(events, trail.Clock)) != 1 {
		r.t.Errorf("%+v, want one move of the clock", events)
	}
	if len(fired) != 1 || fired[0].RequestID != run.RequestID || len(run.Messages) != 0 {
		r.t.Errorf("fired %+v, invoked %+v: want one run without messages", fired, run)
	}
	r.checkDouble()
}

// checkDouble: a fault makes a schedule invoke its target twice at once, one time.
func (r *running) checkDouble() {
	r.t.Helper()
	r.call("POST", r.Sim+"/sim/faults", `{"target":"function","name":"work","do":"double"}`, nil)
	for _, want := range []int{2, 1} {
		after := r.last()
		r.move(`{"advance":"5m"}`)
		events := r.happened(after, func([]trail.Event) bool { return true })
		runs := map[string]bool{}
		for _, event := range kinds(events, trail.Finished) {
			runs[event.RequestID] = true
		}
		if fired := len(kinds(events, trail.Fired)); fired != want || len(runs) != want {
			r.t.Errorf("the schedule fired %d times for %d runs, want %d: %+v", fired, len(runs), want, events)
		}
	}
}
