package week

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"ventana/infra/trial"
)

// client speaks to the simulators' controls.
type client struct{ trial.Controls }

// ticket is a ticket as the inspector sees it.
type ticket struct {
	ID       int64     `json:"id"`
	Comments []comment `json:"comments"`
}

type comment struct {
	AuthorRole string    `json:"author_role"`
	Body       string    `json:"body"`
	Public     bool      `json:"public"`
	CreatedAt  time.Time `json:"created_at"` // whole seconds
}

// message is a bubble on a customer's phone.
type message struct {
	ID     string `json:"id"`
	From   string `json:"from"`
	Text   string `json:"text"`
	Status string `json:"status"`
	At     int64  `json:"timestamp,string"` // Unix seconds
}

func (c client) post(ctx context.Context, path string, body any) error {
	return c.Call(ctx, http.MethodPost, path, body, nil)
}

// phone is the path of a customer.
func phone(who string) string { return "/sim/customers/" + url.PathEscape(who) }

func (c client) phone(ctx context.Context, who string) (shown []message, err error) {
	return shown, c.Call(ctx, http.MethodGet, phone(who)+"/messages", nil, &shown)
}

func (c client) tickets(ctx context.Context) (all []ticket, err error) {
	return all, c.Call(ctx, http.MethodGet, "/sim/agents/tickets", nil, &all)
}

// move moves the clock in steps and lets everything come to its end that each
// sets going.
func (c client) move(ctx context.Context, by, step time.Duration) (time.Time, error) {
	return c.advance(ctx, map[string]string{"advance": max(by, time.Millisecond).String(), "step": step.String()})
}

// jump moves the clock at once: each schedule that is due fires one time.
func (c client) jump(ctx context.Context, by time.Duration) (time.Time, error) {
	return c.advance(ctx, map[string]string{"advance": by.String()})
}

func (c client) advance(ctx context.Context, body map[string]string) (time.Time, error) {
	var at struct {
		Now     time.Time `json:"now"`
		Drained bool      `json:"drained"`
	}
	if err := c.Call(ctx, http.MethodPost, "/sim/clock", body, &at); err != nil {
		return at.Now, err
	}
	if !at.Drained {
		return at.Now, fmt.Errorf("the system did not come to rest at %s", at.Now.Format(time.RFC3339))
	}
	return at.Now, nil
}

// armed counts the faults that have not struck yet.
func (c client) armed(ctx context.Context) (kills, doubles int, err error) {
	var left []struct {
		Do    string `json:"do"`
		Times int    `json:"times"`
	}
	err = c.Call(ctx, http.MethodGet, "/sim/faults", nil, &left)
	for _, one := range left {
		if one.Do == "kill" {
			kills += one.Times
		} else {
			doubles += one.Times
		}
	}
	return kills, doubles, err
}

// runs are how often the function has run and how many runs ended badly.
func (c client) runs(ctx context.Context, function string) (all, failed int, err error) {
	var system struct {
		Functions []struct {
			Name        string `json:"name"`
			Invocations int    `json:"invocations"`
			Errors      int    `json:"errors"`
		} `json:"functions"`
	}
	err = c.Call(ctx, http.MethodGet, "/sim/system", nil, &system)
	for _, one := range system.Functions {
		if one.Name == function {
			all, failed = one.Invocations, one.Errors
		}
	}
	return all, failed, err
}
