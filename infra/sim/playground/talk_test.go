package playground_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ventana/infra/sim/graph"
	"ventana/infra/sim/playground/playgroundtest"
)

const (
	customer = "34600111222"
	phone    = `[data-testid="phone-messages"] `
	ticket   = `[data-testid="ticket-comments"] `
)

// ownFile writes a file for the browser's dialog.
func ownFile(t *testing.T, name string, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFilesOfThisMachineGoBothWays(t *testing.T) {
	page, f := open(t)
	steps(t,
		page.Say(customer, "hola"),
		page.Wait(playgroundtest.ID("ticket"), "hola"),
		page.Type("phone-input", "llegó roto"),
		page.Pick("phone-file", ownFile(t, "foto.png", 3000), ownFile(t, "nota.txt", 1234567)),
		page.Wait(phone+"[data-type=image]", "llegó roto"),
		page.WaitFor("the picture itself", fmt.Sprintf(`document.querySelector('%s img.thumb')?.naturalWidth > 0`, phone)),
		page.Wait(phone+"[data-type=document] .file", "nota.txtTXT · 1.2 MB"),
		page.WaitFor("the caption to be gone from the field", `document.querySelector('[data-testid="phone-input"]').value === ''`),
		page.Wait(ticket+playgroundtest.ID("attachment"), "PNG · 2.9 KB"),
		page.Wait(ticket+playgroundtest.ID("attachment"), "nota.txtTXT · 1.2 MB"),
		page.Click(playgroundtest.ID("reply-attach")),
		page.Pick("reply-file", ownFile(t, "vale.txt", 2048), ownFile(t, "carta.txt", 10)),
		page.Wait(playgroundtest.ID("reply-files")+" li", "carta.txtTXT · 10 B"),
		page.Wait(playgroundtest.ID("reply-files")+" li", "vale.txtTXT · 2 KB"),
		page.Click(playgroundtest.ID("attach-document")),
		page.Click(playgroundtest.ID("attach-video")),
		page.Click(`[aria-label="Remove montaje.mp4"]`),
		page.Press(playgroundtest.ID("reply-send"), ""),
		page.Wait(phone+"[data-from=business] .file", "vale.txtTXT · 2 KB"),
		page.Wait(phone+"[data-from=business] .file", "catalogo.pdfPDF · 45 MB"),
		page.Wait(ticket+"[data-role=agent] "+playgroundtest.ID("attachment"), "45 MB"),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	if got := f.comments[0]; len(got.Files) != 3 || len(got.Files[0].Content) != 2048 || got.Body != "" || !got.Public {
		t.Errorf("the agent's comment has %d files and the text %q, want three files alone, in public", len(got.Files), got.Body)
	}
}

func TestButtonsAreTapped(t *testing.T) {
	page, f := open(t)
	steps(t,
		page.Say(customer, "hola"),
		page.Wait(playgroundtest.ID("ticket"), "hola"),
		page.Click(playgroundtest.ID("reply-commands")),
		page.Click(playgroundtest.ID("wa-template")),
		page.WaitFor("the templates that can be sent", `[...document.querySelectorAll('datalist#templates option')].map((e) => e.value).join() === 'case_update'`),
		page.Type("wa-field-0", "case_update"),
		page.Type("wa-field-2", "first_name=Ana"),
		page.Wait(playgroundtest.ID("wa-preview"), "/wa template case_update first_name=Ana"),
		page.Click(playgroundtest.ID("wa-buttons")),
		page.Wait(playgroundtest.ID("wa-preview"), "/wa buttons Shall we call you? | Yes | No"),
		page.Press(playgroundtest.ID("wa-send"), ""),
		page.Wait(ticket+"[data-public=false]", "/wa buttons Shall we call you? | Yes | No"),
		page.Press(phone+playgroundtest.ID("tap"), "Yes"),
		page.Wait(phone+"[data-from=customer]", "Shall we call you?Yes"),
		page.Wait(ticket+"[data-role=customer]", "Yes"),
		page.WaitFor("the button to be marked", fmt.Sprintf(`[...document.querySelectorAll('%s [data-testid="tap"]')].filter((e) => e.querySelector('[aria-label="Chosen"]')).map((e) => e.textContent).join() === 'Yes'`, phone)),
		page.Wait(playgroundtest.ID("path")+" li[data-state=done]", "/wa buttons Shall we call you? | Yes | No"),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.comments) != 1 || f.comments[0].Public {
		t.Errorf("comments %+v, want one internal note", f.comments)
	}
}

func TestReactionsAndAnswersStandWhereTheyBelong(t *testing.T) {
	page, f := open(t)
	press := func(from, what, text string) error {
		if err := page.Press(phone+"[data-from="+from+"] "+playgroundtest.ID("actions"), ""); err != nil {
			return err
		}
		return page.Press(phone+".bar:not([hidden]) "+playgroundtest.ID(what), text)
	}
	steps(t,
		page.Say(customer, "¿Cuándo llega?"),
		page.Answer("¿Cuándo llega?", "Mañana"),
		press("business", "react", "❤️"),
		page.Wait(phone+"[data-from=business] .reactions", "❤️"),
		page.Wait(ticket+"[data-role=customer]", "❤️"),
		page.Press(phone+"[data-from=business] "+playgroundtest.ID("actions"), ""),
		page.Press(phone+playgroundtest.ID("react")+"[aria-pressed=true]", "❤️"),
		page.WaitFor("the reaction to go", fmt.Sprintf(`!document.querySelector('%s .reaction')`, phone)),
		press("business", "reply", ""),
		page.Wait("#pending", "Reply to Mañana"),
		page.Type("phone-input", "Perfecto\n"),
		page.Wait(phone+"[data-from=customer]", "MañanaPerfecto"),
		page.WaitFor("the strip to go", `document.querySelector('#pending').hidden`),
		page.Press(ticket+playgroundtest.ID("quote"), ""),
		page.Wait(playgroundtest.ID("reply-quote"), "Perfecto"),
		page.Type("reply-input", "Gracias <b>&\n"),
		page.Wait(phone+"[data-from=business]", "Gracias"),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	if got, want := f.comments[1].HTMLBody, "<blockquote><p>Perfecto</p></blockquote><p>Gracias &lt;b&gt;&amp;</p>"; got != want {
		t.Errorf("the quoting reply is %q, want %q", got, want)
	}
}

func TestWhatTheBusinessDoesIsSeenOnThePhone(t *testing.T) {
	page, f := open(t)
	f.mu.Lock()
	f.know(customer)
	own := f.put(customer, graph.PhoneMessage{From: "customer", Type: "text", Text: "hola", Status: "read", ReadByBusiness: true, Typing: true})
	f.put(customer, graph.PhoneMessage{From: "business", Type: "reaction", Text: "👍", Quotes: own, Status: "sent"})
	f.put(customer, graph.PhoneMessage{From: "business", Type: "text", Text: "del móvil", Echo: true, Status: "delivered"})
	f.put(customer, graph.PhoneMessage{
		From: "business", Type: "template", Template: "cita", Text: "Su cita es mañana.", Status: "read",
		Object: []byte(`{"footer":{"text":"Clínica"},"buttons":[{"type":"QUICK_REPLY","text":"Anular"},{"type":"URL","text":"Ver"}]}`),
	})
	edited := f.put(customer, graph.PhoneMessage{From: "customer", Type: "text", Text: "el lunes", Status: "delivered"})
	f.put(customer, graph.PhoneMessage{From: "customer", Type: "edit", Text: "el martes", Quotes: edited, Status: "delivered"})
	f.put(customer, graph.PhoneMessage{From: "customer", Type: "text", Text: "a todos", Group: "R3JvdXBGYWtl", Status: "delivered"})
	f.mu.Unlock()
	steps(t,
		page.Type("phone-number", customer+"\n"),
		page.Wait(phone+"[data-status=read] .ticks", "read"),
		page.Wait(phone+"[data-from=customer] .reactions", "👍"),
		page.Wait(playgroundtest.ID("typing")+":not([hidden])", "typing"),
		page.Wait(phone+"[data-from=business]", "From the phone appdel móvil"),
		page.Wait(phone+"[data-from=customer]", "el martesedited"),
		page.Wait(phone+"[data-type=template]", "Template citaSu cita es mañana.Clínica"),
		page.Wait(phone+".tap:disabled", "Ver"),
		page.WaitFor("four bubbles", fmt.Sprintf(`document.querySelectorAll('%s > li').length === 4`, strings.TrimSpace(phone))),
		page.Press(phone+playgroundtest.ID("tap"), "Anular"),
		page.Wait(phone+"[data-from=customer][data-type=button]", "Su cita es mañana.Anular"),
		page.Press("#chats button", "Group"),
		page.Wait(phone+"[data-from=customer]", "a todos"),
		page.WaitFor("only the group's messages", fmt.Sprintf(`document.querySelectorAll('%s > li').length === 1`, strings.TrimSpace(phone))),
		page.Type("phone-input", "yo también\n"),
		page.Wait(phone+"[data-from=customer]", "yo también"),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	if last := f.phones[customer][len(f.phones[customer])-1]; last.Group != "R3JvdXBGYWtl" {
		t.Errorf("written in the group: %+v", last)
	}
}

func TestTheMenuOnTheCustomer(t *testing.T) {
	page, f := open(t)
	const userID = "ES.9f3K2QpXz7LmTt41"
	f.mu.Lock()
	f.know(userID)
	f.put(userID, graph.PhoneMessage{From: "business", Type: "interactive", Text: "¿Su número?", Status: "read", Object: []byte(`{"type":"request_contact_info"}`)})
	f.mu.Unlock()
	steps(t,
		page.Type("phone-number", userID+"\n"),
		page.Press(phone+playgroundtest.ID("tap"), "Share phone number"),
		page.Type("number-input", "+34 600 111 222\n"),
		page.Wait(phone+"[data-type=contacts]", "+34600111222"),
		page.Say(customer, "hola"),
		page.Click(playgroundtest.ID("person-menu")),
		page.Type("person-name", "Ana Ruiz"),
		page.Click(playgroundtest.ID("person-hide_phone")),
		page.Click(playgroundtest.ID("person-save")),
		page.WaitFor("the menu to close", `document.querySelector('#person-panel').hidden`),
		page.Click(playgroundtest.ID("person-menu")),
		page.Type("person-number", "+34 600 333 444\n"),
		page.Wait("#caller-address", "+34600333444"),
		page.Wait(phone+"[data-type=system]", "User changed"),
	)
	f.mu.Lock()
	defer f.mu.Unlock()
	got := f.described[0]
	if got.Name == nil || *got.Name != "Ana Ruiz" || got.HidePhone == nil || !*got.HidePhone || got.Username != nil || got.NeedsPhone != nil {
		t.Errorf("described as %+v, want the name and the hidden phone alone", got)
	}
}

func TestMenusAreClosedWithTheKeyboard(t *testing.T) {
	page, _ := open(t)
	steps(t, page.Say(customer, "hola"))
	for button, part := range map[string]string{"phone-attach": "#tray", "person-menu": "#person-panel", "actions": ".bar"} {
		focused := fmt.Sprintf(`document.activeElement === document.querySelector('[data-testid="%s"]')`, button)
		steps(t,
			page.WaitFor("the focus on "+button, fmt.Sprintf(`(document.querySelector('[data-testid="%s"]').focus(), %s)`, button, focused)),
			chromedp.Do(page.Tab(), chromedp.KeyEvent("\r")),
			page.WaitFor(part+" to open", fmt.Sprintf(`!document.querySelector('%s').hidden`, part)),
			page.WaitFor("the focus to be in "+part, fmt.Sprintf(`document.querySelector('%s').contains(document.activeElement)`, part)),
			chromedp.Do(page.Tab(), chromedp.KeyEvent("\u001b")),
			page.WaitFor(part+" to close", fmt.Sprintf(`document.querySelector('%s').hidden`, part)),
			page.WaitFor("the focus to be back", focused),
		)
	}
}
