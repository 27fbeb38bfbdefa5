package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// What stands for something that is known only while a story is played.
const (
	placeID  = "{id}"
	placeNow = "{now}"
)

func (p *Player) do(ctx context.Context, step Step) error {
	switch {
	case step.Customer != nil:
		return p.write(ctx, *step.Customer, "messages")
	case step.Tap != nil:
		return p.tap(ctx, *step.Tap)
	case step.Echo != nil:
		return p.write(ctx, *step.Echo, "echoes")
	case step.Call != nil:
		return p.post(ctx, "/sim/customers/"+url.PathEscape(step.Call.Who)+"/calls", step.Call, nil)
	case step.Number != nil:
		return p.move(ctx, *step.Number)
	case step.Deliver != nil:
		return p.deliver(ctx, *step.Deliver)
	case step.Notice != nil:
		return p.post(ctx, "/sim/notices", step.Notice, nil)
	case step.Agent != nil:
		return p.answer(ctx, *step.Agent)
	case step.Ticket != nil:
		return p.change(ctx, *step.Ticket)
	case step.Fault != nil:
		if (*step.Fault)["clear"] == true {
			return p.call(ctx, http.MethodDelete, "/sim/faults", nil, nil)
		}
		return p.post(ctx, "/sim/faults", step.Fault, nil)
	case step.Limits != nil:
		return p.post(ctx, "/sim/limits", step.Limits, nil)
	case step.Review != nil:
		return p.post(ctx, "/sim/templates", step.Review, nil)
	case step.Policy != nil:
		return p.govern(ctx, step.Policy)
	case step.Clock != nil:
		if err := p.rest(ctx); err != nil {
			return err
		}
		body := map[string]string{"advance": step.Clock.Advance}
		if step.Clock.Step != "" {
			body["step"] = step.Clock.Step
		}
		return p.post(ctx, "/sim/clock", body, nil)
	}
	return p.expect(ctx, step)
}

// govern brings a policy into force.
func (p *Player) govern(ctx context.Context, document *Policy) error {
	text, err := yaml.Marshal(document)
	if err != nil {
		return err
	}
	filled, err := p.fillPolicy(ctx, string(text))
	if err != nil {
		return err
	}
	return p.post(ctx, "/sim/policy", map[string]string{"policy": filled}, nil)
}

// write writes to or from a customer's phone.
func (p *Player) write(ctx context.Context, customer Customer, what string) error {
	texts := customer.Texts
	if customer.Text != "" {
		texts = append(texts, customer.Text)
	}
	var messages []json.RawMessage
	for _, text := range texts {
		raw, err := json.Marshal(map[string]any{"type": "text", "text": map[string]string{"body": text}})
		if err != nil {
			return err
		}
		messages = append(messages, raw)
	}
	if customer.Message != nil {
		raw, err := json.Marshal(customer.Message)
		if err != nil {
			return err
		}
		if raw, err = p.fill(ctx, raw, customer.Who, customer.About); err != nil {
			return err
		}
		messages = append(messages, raw)
	}
	for _, message := range messages {
		if err := p.call(ctx, http.MethodPost, phone(customer.Who)+"/"+what, message, nil); err != nil {
			return err
		}
	}
	return nil
}

// phone is the control of a customer.
func phone(who string) string { return "/sim/customers/" + url.PathEscape(who) }

// fill puts into JSON what is known only now.
func (p *Player) fill(ctx context.Context, raw []byte, who, about string) ([]byte, error) {
	text := string(raw)
	if strings.Contains(text, placeID) {
		id, err := p.messageID(ctx, who, about)
		if err != nil {
			return nil, err
		}
		text = strings.ReplaceAll(text, placeID, id)
	}
	if strings.Contains(text, placeNow) {
		now, err := p.now(ctx)
		if err != nil {
			return nil, err
		}
		text = strings.ReplaceAll(text, placeNow, strconv.FormatInt(now.Unix(), 10))
	}
	return []byte(text), nil
}

// restless is how long a clock waits for functions to end.
const restless = 5 * time.Second

// rest waits until no function runs, or for a while: a jump of hours takes the
// lease of a run that is in the middle of its work, which no real clock does.
func (p *Player) rest(ctx context.Context) error {
	for begun := time.Now(); time.Since(begun) < restless; {
		system, err := p.System(ctx)
		if err != nil || !system.runs() {
			return err
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
	return nil
}

// now is the story's time.
func (p *Player) now(ctx context.Context) (time.Time, error) {
	var clock struct {
		Now time.Time `json:"now"`
	}
	err := p.call(ctx, http.MethodGet, "/sim/clock", nil, &clock)
	return clock.Now, err
}

// messageID finds the newest message on a phone that shows a text.
func (p *Player) messageID(ctx context.Context, who, about string) (string, error) {
	messages, err := p.Messages(ctx, who)
	if err != nil {
		return "", err
	}
	id := ""
	for _, message := range messages {
		if strings.Contains(message.Text, about) {
			id = message.ID
		}
	}
	if id == "" || about == "" {
		return "", fmt.Errorf("no message on the phone shows %q", about)
	}
	return id, nil
}

// move changes a customer's number or BSUID.
func (p *Player) move(ctx context.Context, number Number) error {
	body := map[string]string{}
	if number.To != "" {
		body["to"] = number.To
	}
	if number.UserID != "" {
		body["user_id"] = number.UserID
	}
	return p.post(ctx, phone(number.Who)+"/number", body, nil)
}

func (p *Player) deliver(ctx context.Context, d Deliver) error {
	raw := []byte(d.Raw)
	if d.File != "" {
		var err error
		if raw, err = os.ReadFile(filepath.Join(p.Events, d.File)); err != nil {
			return err
		}
	}
	raw, err := p.fill(ctx, raw, d.Who, d.About)
	if err != nil {
		return err
	}
	type answer struct {
		Status int    `json:"status"`
		Body   string `json:"body"`
	}
	times := max(d.Times, 1)
	answers := make(chan error, times)
	for range times {
		go func() {
			var got answer
			err := p.call(ctx, http.MethodPost, "/sim/deliveries?connection=whatsapp", raw, &got)
			if err == nil && d.Status != 0 && got.Status != d.Status {
				err = fmt.Errorf("the API answered %d, want %d: %s", got.Status, d.Status, got.Body)
			}
			answers <- err
		}()
	}
	for range times {
		if err := <-answers; err != nil {
			return err
		}
	}
	return nil
}

func (p *Player) answer(ctx context.Context, agent Agent) error {
	ticket, err := p.find(ctx, agent.About)
	if err != nil {
		return err
	}
	body := map[string]any{"public": agent.Note == ""}
	text := agent.Reply
	if agent.Note != "" {
		text = agent.Note
	}
	switch {
	case agent.HTML != "":
		body["html_body"] = agent.HTML
	case text != "":
		body["body"] = strings.Repeat(text, max(agent.Repeat, 1))
	}
	if len(agent.Files) > 0 {
		body["files"] = agent.Files
	}
	return p.post(ctx, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), body, nil)
}

func (p *Player) change(ctx context.Context, change Change) error {
	ticket, err := p.find(ctx, change.About)
	if err != nil {
		return err
	}
	if err := p.setFields(ctx, ticket, change.Fields); err != nil {
		return err
	}
	if change.Status == "" && change.Tags == nil {
		return nil
	}
	body := map[string]any{}
	if change.Status != "" {
		body["status"] = change.Status
	}
	if change.Tags != nil {
		body["tags"] = change.Tags
	}
	return p.post(ctx, fmt.Sprintf("/sim/agents/tickets/%d", ticket.ID), body, nil)
}
