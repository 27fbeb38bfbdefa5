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
}

// Drive opens the playground at url in a browser of its own and plays a story:
// the customer's text becomes a comment on a ticket, the agent's public reply a
// message on the phone, read by the customer. The path shows both. Errors tell
// the step that did not come true.
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
