package playground_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ventana/infra/local/trail"
	"ventana/infra/sim/playground/playgroundtest"
)

// nasty is what an attacker would write as a customer or an agent.
const nasty = `<img src=x onerror="window.hit=1"> <b>bold</b> & "quotes"`

// open starts the page on a fake of the system and collects what its console
// complains about: a refused script or style, an exception, a missing file.
// The test may expect some of it.
func open(t *testing.T, expected ...string) (*playgroundtest.Page, *fake) {
	t.Helper()
	f, server := newFake(t)
	page, err := playgroundtest.Open(t.Context(), "about:blank")
	if err != nil {
		t.Fatal(err)
	}
	complaints := make(chan string, 100)
	messages := chromedp.Console(page.Tab())
	go func() {
		defer close(complaints)
		for message, err := range messages {
			if err != nil {
				return // the browser is gone
			}
			if message.Type == chromedp.ConsoleError || message.Type == chromedp.ConsoleException || message.Type == chromedp.ConsoleWarning {
				complaints <- fmt.Sprintf("%s: %s", message.Type, message.Text)
			}
		}
	}()
	t.Cleanup(func() {
		page.Close() // ends the messages
		for complaint := range complaints {
			if !slices.ContainsFunc(expected, func(part string) bool { return strings.Contains(complaint, part) }) {
				t.Errorf("the console says %s", complaint)
			}
		}
	})
	if err := chromedp.Do(page.Tab(), chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	return page, f
}

// steps runs until the first error.
func steps(t *testing.T, all ...error) {
	t.Helper()
	for i, err := range all {
		if err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

func TestDriveARoundTrip(t *testing.T) {
	_, server := newFake(t)
	story := playgroundtest.Story{Who: "+34 600 111 222", Says: "Hola, ¿cuándo llega?", Reply: "Mañana por la mañana.", Files: true}
	if err := playgroundtest.Drive(t.Context(), server.URL, story); err != nil {
		t.Fatal(err)
	}
}

func TestTextIsNeverMarkup(t *testing.T) {
	page, _ := open(t)
	if err := page.Say("34600111222", nasty); err != nil {
		t.Fatal(err)
	}
	if err := page.Answer(nasty, nasty); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"phone-messages", "tickets", "ticket-comments", "path"} {
		within := playgroundtest.ID(place)
		steps(t, page.Wait(within, nasty))
		made, err := chromedp.Run(page.Tab(), chromedp.Evaluate[int](fmt.Sprintf(`document.querySelectorAll('%s img, %s .words b, %s .title b').length`, within, within, within)))
		if err != nil || made != 0 {
			t.Errorf("%s holds %d elements made of text, error %v", place, made, err)
		}
	}
	hit, err := chromedp.Run(page.Tab(), chromedp.Evaluate[bool](`window.hit !== undefined`))
	if err != nil || hit {
		t.Errorf("the text ran: %v, error %v", hit, err)
	}
}

func TestTicksFollowTheStatus(t *testing.T) {
	page, f := open(t)
	f.mu.Lock()
	f.arrives("34600111222", "hola")
	ids := map[string]string{}
	for _, status := range []string{"accepted", "sent", "delivered", "read", "played"} {
		ids[status] = f.write("34600111222", "business", "now "+status, status)
	}
	f.lost["34600111222"] = []map[string]any{{"id": "lost", "type": "text", "text": "too late", "timestamp": "1", "code": 131047, "reason": "Re-engagement message"}}
	f.mu.Unlock()
	steps(t, page.Type("phone-number", "34600111222\n"))
	for status, label := range map[string]string{
		"accepted": "not yet sent", "sent": "sent", "delivered": "delivered", "read": "read", "played": "played", "failed": "not delivered",
	} {
		steps(t, page.Wait(fmt.Sprintf(`[data-from=business][data-status=%s] .ticks`, status), label))
	}
	steps(t, page.Wait(`[data-status=failed]`, "Re-engagement message (131047)"))

	f.mu.Lock()
	f.climb("34600111222", ids["accepted"], "read")
	f.mu.Unlock()
	steps(t, page.Wait(`[data-from=business][data-status=read]`, "now accepted"))
}

func TestNotesStatusesAndTagsOfATicket(t *testing.T) {
	page, f := open(t)
	steps(t,
		page.Say("34600111222", "hola"),
		page.Wait(playgroundtest.ID("ticket")+"[data-status=open]", "hola"),
		page.Click("label:has("+playgroundtest.ID("reply-internal")+")"),
		page.Type("reply-input", "between us\n"),
		page.Wait(playgroundtest.ID("ticket-comments")+" [data-public=false][data-role=agent]", "between us"),
		page.Type("tag-input", "Vip Customer\n"),
		page.Wait(playgroundtest.ID("tags"), "vip_customer"),
		page.Click(`[aria-label="Remove tag whatsapp"]`),
		page.WaitFor("the tag to go", `!document.querySelector('[data-testid="tags"]').textContent.includes('whatsapp')`),
		page.Click(playgroundtest.ID("status-closed")),
		page.Wait(playgroundtest.ID("ticket")+"[data-status=closed]", ""),
		page.WaitFor("the reply to be refused", `document.querySelector('[data-testid="reply-input"]').disabled`),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, message := range f.phones["34600111222"] {
		if strings.Contains(message.Text, "between us") {
			t.Error("the note reached the phone")
		}
	}
}

func TestClockFaultsAndNumbers(t *testing.T) {
	page, f := open(t, "status of 422")
	steps(t,
		page.Say("34600111222", "hola"),
		page.Wait("#window[data-state=open]", "23 h 59 min left"),
		page.Click(`[data-advance="23h"]`),
		page.Wait("#window[data-state=closing]", "min"),
		page.Wait(playgroundtest.ID("clock"), "23 h ahead"),
		page.Type("clock-custom", "2h\n"),
		page.Wait("#window[data-state=closed]", "Window closed"),
		page.Type("clock-custom", "soon\n"),
		page.Wait("#toast", "give a duration"),
		page.Click(playgroundtest.ID("fault-zendesk-429")),
		page.Click(playgroundtest.ID("fault-kill-inbound")),
		page.Wait(playgroundtest.ID("faults"), "zendesk answers 429, again in 2 s3 left"),
		page.Wait(playgroundtest.ID("faults"), "inbound dies after zendesk PUT1 left"),
		page.Click(playgroundtest.ID("faults-clear")),
		page.Wait(playgroundtest.ID("faults"), "Nothing is broken"),
		page.Wait(playgroundtest.ID("queues")+" tr", "inbound010204"),
		page.Wait("#letters-head", "Dead letters and why: 204"),
		page.Wait("#letters-list", "unreadable · whatsapp · reason: no JSON"),
		page.Wait("#letters-list [data-more]", "ventana-inbound-dlq.fifo · and 203 older ones, not listed here"),
		page.Wait(playgroundtest.ID("functions")+" tr", "webhook42"),
	)
	if left := f.faults.List(); len(left) != 0 {
		t.Errorf("still armed: %+v", left)
	}
}

func TestAMessageThatIsRefusedStaysInTheField(t *testing.T) {
	page, f := open(t, "status of 422")
	f.refuse.Store(true)
	steps(t,
		page.Type("phone-number", "34600111222\n"),
		page.Type("phone-input", "keep me\n"),
		page.Wait("#toast", "not today"),
		page.WaitFor("the text to come back", `document.querySelector('[data-testid="phone-input"]').value === 'keep me'`),
	)
}

func TestARestartedSystemIsFollowed(t *testing.T) {
	page, f := open(t, "net::ERR_")
	steps(t,
		page.Wait("#live[data-state=live]", "Live"),
		page.Say("34600111222", "before"),
		page.Wait(playgroundtest.ID("path")+" li[data-state=done]", "before"),
	)
	f.trail.Store(trail.New(f.now)) // its numbers begin again
	f.server.CloseClientConnections()
	steps(t,
		page.WaitFor("the old path to go", `!document.querySelector('[data-testid="path"]').textContent.includes('before')`),
		page.Say("34600111222", "after"),
		page.Wait(playgroundtest.ID("path")+" li[data-state=done]", "after"),
	)
}
