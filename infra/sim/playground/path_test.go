package playground_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ventana/infra/local/trail"
	"ventana/infra/sim/playground/playgroundtest"
)

const inboundQueue = "ventana-inbound.fifo"

// hook is a webhook's run and what it sent.
func hook(run string, messages ...string) []trail.Event {
	return []trail.Event{
		{Kind: trail.Invoked, Function: "webhook", RequestID: run, LogStream: "w" + run},
		{Kind: trail.Sent, Queue: inboundQueue, Messages: messages, Function: "webhook", RequestID: run, LogStream: "w" + run},
		{Kind: trail.Finished, Function: "webhook", RequestID: run, LogStream: "w" + run, TookMS: 3},
		{Kind: trail.Request, Method: "POST", Path: "/webhooks/whatsapp", Status: 200, TookMS: 3, RequestID: run},
	}
}

func taken(messages ...string) trail.Event {
	return trail.Event{Kind: trail.Received, Queue: inboundQueue, Function: "inbound", Messages: messages}
}

func invoked(run string, messages ...string) trail.Event {
	return trail.Event{Kind: trail.Invoked, Function: "inbound", RequestID: run, LogStream: "s" + run, Messages: messages}
}

func finished(run string, failed []string, messages ...string) trail.Event {
	return trail.Event{
		Kind: trail.Finished, Queue: inboundQueue, Function: "inbound", RequestID: run, LogStream: "s" + run, TookMS: 8,
		Messages: messages, Failed: failed,
	}
}

func called(run, path string) trail.Event {
	return trail.Event{
		Kind: trail.Call, Target: "zendesk", Method: "PUT", Path: path, Status: 200, TookMS: 5,
		Function: "inbound", RequestID: run, LogStream: "s" + run,
	}
}

// happens adds events to the trail.
func (f *fake) happens(events ...trail.Event) {
	for _, event := range events {
		f.trail.Load().Add(event)
	}
}

// journey is the selector of the journeys in a state.
func journey(state string) string {
	return fmt.Sprintf("%s li[data-state=%s]", playgroundtest.ID("path"), state)
}

// countJourneys checks how many journeys the page shows.
func countJourneys(t *testing.T, page *playgroundtest.Page, want int) {
	t.Helper()
	got, err := chromedp.Run(page.Tab(), chromedp.Evaluate[int](`document.querySelectorAll('[data-testid="path"] > li').length`))
	if err != nil || got != want {
		t.Errorf("%d journeys, want %d; error %v", got, want, err)
	}
}

func TestAMessageGivenBackGoesOnOnTheSamePath(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h", "m")...)
	died := finished("a", []string{"m"}, "m")
	died.Error = "Runtime.ExitError"
	f.happens(taken("m"), invoked("a", "m"), died, called("a", "/api/v2/tickets/1"))
	steps(t,
		page.Wait(journey("waiting"), "will be tried again"),
		page.Wait(journey("waiting"), "PUT /api/v2/tickets/1 200"),
		page.Wait(journey("waiting"), "Runtime.ExitError, given back"),
	)
	f.happens(taken("m"))
	steps(t, page.Wait(journey("moving"), "on its way"))
	f.happens(invoked("b", "m"), finished("b", nil, "m"))
	steps(t, page.Wait(journey("done"), "inbound ×2"))
	countJourneys(t, page, 1)
}

func TestAJoinedBatchShowsEachMessageWithTheSameRun(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h1", "m1")...)
	f.happens(hook("h2", "m2", "m3")...)
	f.happens(taken("m1", "m2", "m3"), invoked("a", "m1", "m2", "m3"), called("a", "/api/v2/tickets/7"), finished("a", []string{"m3"}, "m1", "m2", "m3"))
	steps(t,
		page.WaitFor("two messages to be done", fmt.Sprintf(`[...document.querySelectorAll('%s')].filter((e) => e.textContent.includes('with 2 more') && e.textContent.includes('tickets/7')).length === 2`, journey("done"))),
		page.Wait(journey("waiting"), "with 2 more, given back"),
	)
	countJourneys(t, page, 3)
}

func TestAParkedMessageSaysWhereTheReasonIs(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h", "m1", "m2")...)
	f.happens(
		taken("m1", "m2"), invoked("a", "m1", "m2"),
		trail.Event{Kind: trail.Parked, Queue: "ventana-inbound-dlq.fifo", Messages: []string{"p"}, Record: "m1", Function: "inbound", RequestID: "a", LogStream: "sa"},
		finished("a", nil, "m1", "m2"),
	)
	steps(t,
		page.Wait(journey("parked"), "parked: reason in dead letters"),
		page.Wait(journey("done"), "Customer message"),
	)
	countJourneys(t, page, 2)
}

func TestADroppedDuplicateIsKnownAlready(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h1", "m")...)
	again := hook("h2")
	again[1].Known = []string{"m"}
	f.happens(again...)
	steps(t, page.Wait(journey("known"), "known already"), page.Wait(journey("moving"), "on its way"))
	f.happens(taken("m"), invoked("a", "m"), finished("a", nil, "m"))
	steps(t, page.Wait(journey("done"), "inbound"), page.Wait(journey("known"), "known already"))
	countJourneys(t, page, 2)
}

// What a busy machine makes of a sweep, two messages and a customer who waits:
// everything at once, and told in whichever order.
func TestAnOverlappingSweepTakesNothingFromTheMessages(t *testing.T) {
	page, f := open(t)
	first, second := hook("h1", "m1"), hook("h2", "m2")
	f.happens(
		trail.Event{Kind: trail.Fired, Target: "sweep", Function: "reconcile", RequestID: "s"},
		second[1], // the send before its run
		trail.Event{Kind: trail.Invoked, Function: "reconcile", RequestID: "s", LogStream: "ss"},
		first[0], first[1], taken("m2"), called("b", "/api/v2/tickets/2"), second[0], invoked("b", "m2"), taken("m1"),
		trail.Event{Kind: trail.Sent, Queue: "ventana-outbound.fifo", Messages: []string{"m3"}, Function: "reconcile", RequestID: "s", LogStream: "ss"},
		invoked("a", "m1"), finished("b", nil, "m2"), called("a", "/api/v2/tickets/1"), second[2], second[3],
	)
	steps(t,
		page.Wait(journey("done"), "/api/v2/tickets/2"),
		page.Wait(journey("moving")+"[data-kind=inbound]", "/api/v2/tickets/1"),
		page.Wait(journey("moving")+"[data-kind=outbound]", "reconcile"),
	)
	f.happens(
		finished("a", nil, "m1"), first[2], first[3],
		trail.Event{Kind: trail.Received, Queue: "ventana-outbound.fifo", Function: "outbound", Messages: []string{"m3"}},
		trail.Event{Kind: trail.Invoked, Function: "outbound", RequestID: "c", LogStream: "sc", Messages: []string{"m3"}},
		trail.Event{Kind: trail.Finished, Function: "reconcile", RequestID: "s", LogStream: "ss", TookMS: 40},
		trail.Event{Kind: trail.Finished, Function: "outbound", RequestID: "c", LogStream: "sc", TookMS: 4, Messages: []string{"m3"}},
	)
	steps(t, page.WaitFor("all to be done", fmt.Sprintf(`document.querySelectorAll('%s').length === 3`, journey("done"))))
	countJourneys(t, page, 3)
	texts, err := chromedp.Run(page.Tab(), chromedp.Evaluate[[]string](fmt.Sprintf(`[...document.querySelectorAll('%s')].map((e) => e.textContent)`, journey("done"))))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if strings.Contains(text, "tickets/1") && strings.Contains(text, "tickets/2") {
			t.Errorf("a journey has the calls of another: %s", text)
		}
	}
}

func TestARunThatNeverBeganGivesItsMessagesBack(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h", "m")...)
	failed := finished("a", []string{"m"}, "m")
	failed.Error = "Runtime.ExitError"
	f.happens(taken("m"), failed)
	steps(t, page.Wait(journey("waiting"), "Runtime.ExitError"))
	f.happens(taken("m"), finished("", []string{"m"}, "m")) // no process could be started
	steps(t, page.Wait(journey("waiting"), "will be tried again"))
	f.happens(taken("m"), invoked("b", "m"), finished("b", nil, "m"))
	steps(t, page.Wait(journey("done"), "inbound ×2"))
}

// file is what a run does that hands a file on, and what becomes of it.
func file(run, message string, failed ...string) []trail.Event {
	const queue = "ventana-media"
	media := fmt.Sprint("media", len(failed))
	return []trail.Event{
		{Kind: trail.Sent, Queue: queue, Messages: []string{message}, Function: "inbound", RequestID: run, LogStream: "s" + run},
		{Kind: trail.Received, Queue: queue, Function: "media", Messages: []string{message}},
		{Kind: trail.Invoked, Function: "media", RequestID: media, LogStream: media, Messages: []string{message}},
		{Kind: trail.Call, Target: "graph", Method: "GET", Path: "/v26.0/5001", Status: 200, TookMS: 2, Function: "media", RequestID: media, LogStream: media},
		{Kind: trail.Finished, Queue: queue, Function: "media", RequestID: media, LogStream: media, TookMS: 40, Messages: []string{message}, Failed: failed},
	}
}

func TestAFileGoesItsOwnWayOnThePathOfItsMessage(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h", "m")...)
	f.happens(taken("m"), invoked("a", "m"), called("a", "/api/v2/tickets/1"))
	f.happens(file("a", "f1", "f1")...)
	f.happens(finished("a", nil, "m"))
	way := journey("done") + " .file-way"
	steps(t, page.Wait(way+"[data-state=waiting]", "File · will be tried again"))
	f.happens(file("a", "f1")[1:]...)
	steps(t,
		page.Wait(way+"[data-state=done]", "media ×2"),
		page.Wait(journey("done"), "GET /v26.0/5001 200"),
	)
	countJourneys(t, page, 1)
}

func TestAFileOfARunWithSeveralMessagesStandsAlone(t *testing.T) {
	page, f := open(t)
	f.happens(hook("h", "m1", "m2")...)
	f.happens(taken("m1", "m2"), invoked("a", "m1", "m2"))
	f.happens(file("a", "f1")...)
	f.happens(finished("a", nil, "m1", "m2"))
	steps(t, page.Wait(journey("done")+"[data-kind=media]", "media"))
	countJourneys(t, page, 3)
}

func TestStatusesInARowAreOneLine(t *testing.T) {
	page, f := open(t)
	status := func(message string, failed ...string) []trail.Event {
		const queue = "ventana-status"
		return []trail.Event{
			{Kind: trail.Sent, Queue: queue, Messages: []string{message}, Function: "webhook", RequestID: "h" + message, LogStream: "w"},
			{Kind: trail.Received, Queue: queue, Function: "status", Messages: []string{message}},
			{Kind: trail.Invoked, Function: "status", RequestID: "r" + message, LogStream: "s", Messages: []string{message}},
			{Kind: trail.Finished, Queue: queue, Function: "status", RequestID: "r" + message, LogStream: "s", TookMS: 4, Messages: []string{message}, Failed: failed},
		}
	}
	f.happens(status("s1")...)
	f.happens(status("s2")...)
	f.happens(status("s3", "s3")...)
	f.happens(status("s4")...)
	f.happens(status("s5")[:1]...)
	f.happens(status("s6")[:1]...)
	steps(t,
		page.Wait(journey("done"), "Delivery status ×2"),
		page.Wait(journey("waiting"), "will be tried again"),
		page.WaitFor("those on their way to stand alone", fmt.Sprintf(`document.querySelectorAll('%s').length === 2`, journey("moving"))),
	)
	countJourneys(t, page, 5)
}
