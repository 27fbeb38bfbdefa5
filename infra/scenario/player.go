package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// DefaultWithin is how long an expectation may take when it does not say.
const DefaultWithin = 20 * time.Second

// Player plays scenarios against the system at API and Sim.
type Player struct {
	API, Sim string
	Events   string // the folder of sample deliveries
	Out      io.Writer
	Client   *http.Client
}

// Result counts what held and what fell short.
type Result struct {
	Held, Short int
}

// Play plays one scenario and tells its story while it goes. A step that falls
// short ends the scenario: what follows would mislead.
func (p *Player) Play(ctx context.Context, story Scenario) Result {
	fmt.Fprintf(p.Out, "\n%s\n", story.Name)
	if text := strings.TrimSpace(story.Story); text != "" {
		fmt.Fprintf(p.Out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	}
	var result Result
	for _, step := range story.Steps {
		started := time.Now()
		if err := p.do(ctx, step); err != nil {
			result.Short++
			fmt.Fprintf(p.Out, "  ✗ %s\n      %s\n", step.Say, strings.ReplaceAll(err.Error(), "\n", "\n      "))
			return result
		}
		result.Held++
		fmt.Fprintf(p.Out, "  ✓ %-72s %6d ms\n", step.Say, time.Since(started).Milliseconds())
	}
	return result
}

func (p *Player) do(ctx context.Context, step Step) error {
	switch {
	case step.Customer != nil:
		return p.write(ctx, *step.Customer)
	case step.Deliver != nil:
		return p.deliver(ctx, *step.Deliver)
	case step.Agent != nil:
		return p.answer(ctx, *step.Agent)
	case step.Ticket != nil:
		return p.change(ctx, *step.Ticket)
	case step.Fault != nil:
		if (*step.Fault)["clear"] == true {
			return p.call(ctx, http.MethodDelete, "/sim/faults", nil, nil)
		}
		return p.post(ctx, "/sim/faults", step.Fault, nil)
	case step.Clock != nil:
		body := map[string]string{"advance": step.Clock.Advance}
		if step.Clock.Step != "" {
			body["step"] = step.Clock.Step
		}
		return p.post(ctx, "/sim/clock", body, nil)
	}
	return p.expect(ctx, step)
}

func (p *Player) write(ctx context.Context, customer Customer) error {
	texts := customer.Texts
	if customer.Text != "" {
		texts = append(texts, customer.Text)
	}
	messages := []map[string]any{}
	for _, text := range texts {
		messages = append(messages, map[string]any{"type": "text", "text": map[string]string{"body": text}})
	}
	if customer.Message != nil {
		messages = append(messages, customer.Message)
	}
	for _, message := range messages {
		if err := p.post(ctx, "/sim/customers/"+url.PathEscape(customer.Who)+"/messages", message, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *Player) deliver(ctx context.Context, d Deliver) error {
	raw := []byte(d.Raw)
	if d.File != "" {
		var err error
		if raw, err = os.ReadFile(filepath.Join(p.Events, d.File)); err != nil {
			return err
		}
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
	body := map[string]any{"body": agent.Reply, "public": true}
	if agent.Note != "" {
		body = map[string]any{"body": agent.Note, "public": false}
	}
	if agent.Repeat > 1 {
		body["body"] = strings.Repeat(body["body"].(string), agent.Repeat)
	}
	return p.post(ctx, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), body, nil)
}

func (p *Player) change(ctx context.Context, change Change) error {
	ticket, err := p.find(ctx, change.About)
	if err != nil {
		return err
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

func (p *Player) post(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.call(ctx, http.MethodPost, path, raw, into)
}

// call speaks to the simulators' control surface.
func (p *Player) call(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, p.Sim+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := p.Client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // read to its end below
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s answered %d: %s", method, path, response.StatusCode, raw)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}
