package proof

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"ventana/infra/trial"
)

// object is the body of a control.
type object = map[string]any

// client speaks to the simulators' controls.
type client struct{ trial.Controls }

// lanes is how many customers or agents act at once.
const lanes = 8

func newClient(sim string) client {
	return client{trial.Controls{Sim: sim, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * lanes}}}}
}

func (c client) post(ctx context.Context, path string, body any) error {
	return c.Call(ctx, http.MethodPost, path, body, nil)
}

// write has a customer write.
func (c client) write(ctx context.Context, one customer) error {
	path := "/sim/customers/" + url.PathEscape(one.who)
	profile := object{"name": one.name, "marketing_cap": one.capped}
	if one.hidden {
		profile["hide_phone"] = true
	}
	if err := c.post(ctx, path, profile); err != nil {
		return err
	}
	message := object{"type": "text", "text": object{"body": "Where is my order?"}}
	if one.ad {
		message["referral"] = object{"source_type": "ad", "source_id": "120200000000001", "source_url": "https://fb.me/spring", "headline": "Spring", "ctwa_clid": "clid"}
	}
	return c.post(ctx, path+"/messages", message)
}

// comment has an agent write on a ticket.
func (c client) comment(ctx context.Context, ticket int64, text string, public bool) error {
	return c.post(ctx, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket), object{"body": text, "public": public})
}

// tickets are the tickets by their customer's name.
func (c client) tickets(ctx context.Context) (map[string]int64, error) {
	var all []struct {
		ID        int64  `json:"id"`
		Requester string `json:"requester"`
	}
	if err := c.Call(ctx, http.MethodGet, "/sim/agents/tickets?comments=none", nil, &all); err != nil {
		return nil, err
	}
	byName := map[string]int64{}
	for _, one := range all {
		byName[one.Requester] = one.ID
	}
	return byName, nil
}

// bill is the simulator's.
func (c client) bill(ctx context.Context) (bill Bill, err error) {
	return bill, c.Call(ctx, http.MethodGet, "/sim/bill", nil, &bill)
}

// jump moves the clock at once: each schedule that is due fires one time.
func (c client) jump(ctx context.Context, by time.Duration) error {
	return c.post(ctx, "/sim/clock", object{"advance": by.String(), "between_runs": true})
}

// walk moves the clock in steps and lets everything come to its end that each sets
// going.
func (c client) walk(ctx context.Context, by, step time.Duration) error {
	return c.post(ctx, "/sim/clock", object{"advance": by.String(), "step": step.String()})
}

// load is what is under way: messages in queues, and runs.
func (c client) load(ctx context.Context) (waiting, running int, err error) {
	var told struct {
		Functions []struct {
			Running int `json:"running"`
		} `json:"functions"`
		Queues []struct {
			DeadLetters bool `json:"dead_letters"`
			Visible     int  `json:"visible"`
			InFlight    int  `json:"in_flight"`
			Delayed     int  `json:"delayed"`
		} `json:"queues"`
	}
	if err := c.Call(ctx, http.MethodGet, "/sim/system", nil, &told); err != nil {
		return 0, 0, err
	}
	for _, one := range told.Functions {
		running += one.Running
	}
	for _, one := range told.Queues {
		if !one.DeadLetters {
			waiting += one.Visible + one.InFlight + one.Delayed
		}
	}
	return waiting, running, nil
}
