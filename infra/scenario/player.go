package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// DefaultWithin is how long an expectation may take when it does not say. What
// holds, holds in a fraction of a second; on a machine that stands still for a
// moment a call's answer gets lost, and such a reply is held for two minutes.
const DefaultWithin = 3 * time.Minute

// Player plays scenarios against the system at API and Sim, one at a time.
type Player struct {
	API, Sim string
	Events   string // the folder of sample deliveries
	Out      io.Writer
	Client   *http.Client

	letters int // dead letters when the story began
}

// Result counts what held and what fell short.
type Result struct {
	Held, Short int
	Why         string // the step that fell short, and what was so instead
}

// Play plays one scenario and tells its story while it goes. A step that falls
// short ends the scenario: what follows would mislead.
func (p *Player) Play(ctx context.Context, story Scenario) Result {
	fmt.Fprintf(p.Out, "\n%s\n", story.Name)
	if text := strings.TrimSpace(story.Story); text != "" {
		fmt.Fprintf(p.Out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	}
	var result Result
	if system, err := p.System(ctx); err == nil { // else the first step tells
		p.letters, _ = system.DeadLetters()
	}
	for _, step := range story.Steps {
		started := time.Now()
		if err := p.do(ctx, step); err != nil {
			result.Short++
			result.Why = step.Say + ": " + err.Error()
			fmt.Fprintf(p.Out, "  ✗ %s\n      %s\n", step.Say, strings.ReplaceAll(err.Error(), "\n", "\n      "))
			return result
		}
		result.Held++
		fmt.Fprintf(p.Out, "  ✓ %-72s %6d ms\n", step.Say, time.Since(started).Milliseconds())
	}
	return result
}

func (p *Player) post(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.call(ctx, http.MethodPost, path, raw, into)
}

// call speaks to the simulators: to their controls, and as an inspector to the
// helpdesk.
func (p *Player) call(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, p.Sim+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(path, "/zendesk/") {
		request.SetBasicAuth(inspectorUser, inspectorToken)
	}
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
