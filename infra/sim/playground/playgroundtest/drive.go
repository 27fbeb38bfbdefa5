package playgroundtest

import (
	"context"
	"fmt"
)

// Story is one round trip.
type Story struct {
	Who   string // phone number or BSUID of the customer
	Says  string // what the customer writes
	Reply string // what the agent answers
	Files bool   // whether a file goes each way after that
}

// Drive opens the playground at url in a browser of its own and plays a story:
// the customer's text becomes a comment on a ticket, the agent's public reply a
// message on the phone, read by the customer. The path shows both. With Files a
// PDF goes each way then. Errors tell the step that did not come true.
func Drive(ctx context.Context, url string, story Story) error {
	page, err := Open(ctx, url)
	if err != nil {
		return err
	}
	defer page.Close()
	if err := page.Say(story.Who, story.Says); err != nil {
		return err
	}
	if err := page.Answer(story.Says, story.Reply); err != nil {
		return err
	}
	for _, text := range []string{story.Says, story.Reply} {
		if err := page.Wait(ID("path")+" li[data-state=done]", text); err != nil {
			return fmt.Errorf("path: %w", err)
		}
	}
	if !story.Files {
		return nil
	}
	if err := page.SendFile("pdf"); err != nil {
		return err
	}
	return page.AttachFile("pdf", "2 MB", "factura.pdf")
}

// SendFile presses a button behind the plus of the phone ("photo", "pdf",
// "document", …) and waits until the open ticket has a file of the size that the
// phone shows.
func (p *Page) SendFile(button string) error {
	if err := p.Click(ID("phone-attach")); err != nil {
		return fmt.Errorf("what a customer can send: %w", err)
	}
	if err := p.Click(ID("send-" + button)); err != nil {
		return fmt.Errorf("send %s: %w", button, err)
	}
	about := ID("phone-messages") + " [data-from=customer] .file .file-about"
	if err := p.Wait(about, "B"); err != nil {
		return fmt.Errorf("customer's %s: %w", button, err)
	}
	said, err := p.Text(about)
	if err != nil {
		return err
	}
	if err := p.Wait(ID("ticket-comments")+" [data-role=customer] "+ID("attachment"), said); err != nil {
		return fmt.Errorf("customer's %s in the ticket: %w", button, err)
	}
	return nil
}

// AttachFile attaches what a button of the reply makes ("photo", "pdf", …),
// sends it with words that name it, and waits for a file of that name and size
// on the phone, with the words under it.
func (p *Page) AttachFile(button, size, name string) error {
	words := "Attached: " + name
	for _, step := range []func() error{
		func() error { return p.Click(ID("reply-attach")) },
		func() error { return p.Click(ID("attach-" + button)) },
		func() error { return p.Wait(ID("reply-files"), name) },
		func() error { return p.Type("reply-input", words+"\n") },
		func() error { return p.Wait(ID("phone-messages")+" [data-from=business]", words) },
		func() error { return p.Wait(ID("phone-messages")+" [data-from=business] .file", name) },
		func() error { return p.Wait(ID("phone-messages")+" [data-from=business] .file-about", size) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("agent's file %s: %w", name, err)
		}
	}
	return nil
}

// Say writes as a customer and waits for the bubble.
func (p *Page) Say(who, text string) error {
	if err := p.Type("phone-number", who+"\n"); err != nil {
		return fmt.Errorf("choose customer: %w", err)
	}
	if err := p.Type("phone-input", text+"\n"); err != nil {
		return fmt.Errorf("write as customer: %w", err)
	}
	if err := p.Wait(ID("phone-messages")+" [data-from=customer]", text); err != nil {
		return fmt.Errorf("customer's bubble: %w", err)
	}
	return nil
}

// Answer waits for a ticket with the customer's text, opens it, replies in
// public and waits for the reply on the phone and its blue ticks.
func (p *Page) Answer(says, reply string) error {
	if err := p.Wait(ID("ticket"), says); err != nil {
		return fmt.Errorf("ticket: %w", err)
	}
	if err := p.openTicket(says); err != nil {
		return err
	}
	if err := p.Wait(ID("ticket-comments")+" [data-role=customer][data-public=true]", says); err != nil {
		return fmt.Errorf("customer's comment: %w", err)
	}
	if err := p.Type("reply-input", reply+"\n"); err != nil {
		return fmt.Errorf("reply: %w", err)
	}
	bubble := ID("phone-messages") + " [data-from=business]"
	if err := p.Wait(bubble, reply); err != nil {
		return fmt.Errorf("reply on the phone: %w", err)
	}
	if err := p.Wait(bubble+"[data-status=read]", reply); err != nil {
		return fmt.Errorf("blue ticks: %w", err)
	}
	return nil
}

// openTicket presses the ticket whose last comment is text.
func (p *Page) openTicket(text string) error {
	press := fmt.Sprintf(`(() => {
		const ticket = [...document.querySelectorAll(%s)].find((e) => e.textContent.includes(%s));
		ticket?.click();
		return ticket !== undefined;
	})()`, quote(ID("ticket")), quote(text))
	return p.WaitFor("a ticket to open", press)
}
