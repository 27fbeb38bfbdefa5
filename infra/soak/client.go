package soak

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"ventana/infra/trial"
)

// client speaks to the simulators' controls.
type client struct{ trial.Controls }

// newClient speaks from many goroutines at once.
func newClient(sim string) client {
	return client{trial.Controls{Sim: sim, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4 * lanes}}}}
}

// ticket is a ticket as the inspector sees it.
type ticket struct {
	ID         int64     `json:"id"`
	ExternalID string    `json:"external_id"`
	Requester  string    `json:"requester"`
	Status     string    `json:"status"`
	Comments   []comment `json:"comments"`
}

type comment struct {
	ID          int64        `json:"id,string"`
	AuthorRole  string       `json:"author_role"`
	Body        string       `json:"body"`
	Public      bool         `json:"public"`
	CreatedAt   time.Time    `json:"created_at"` // whole seconds
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// bubble is a message on a customer's phone.
type bubble struct {
	ID   string `json:"id"`
	From string `json:"from"`
	Type string `json:"type"`
	Text string `json:"text"`
	Echo bool   `json:"echo"`
	At   int64  `json:"timestamp,string"` // Unix seconds
	File *struct {
		SHA256 string `json:"sha256"`
	} `json:"file"`
}

// post posts a delivery once and tells whether the API took it with 200. That it
// gave no answer is none.
func (c client) post(ctx context.Context, body []byte) (taken bool, err error) {
	var answer struct {
		Status int `json:"status"`
	}
	err = c.Call(ctx, http.MethodPost, "/sim/deliveries?connection=whatsapp", body, &answer)
	var refusal *trial.RefusedError
	if errors.As(err, &refusal) && refusal.Status == http.StatusBadGateway {
		return false, nil
	}
	return answer.Status == http.StatusOK, err
}

func (c client) phone(ctx context.Context, who string) (shown []bubble, err error) {
	return shown, c.Call(ctx, http.MethodGet, "/sim/customers/"+url.PathEscape(who)+"/messages", nil, &shown)
}

// tickets lists the tickets without their comments.
func (c client) tickets(ctx context.Context) (all []ticket, err error) {
	return all, c.Call(ctx, http.MethodGet, "/sim/agents/tickets?comments=none", nil, &all)
}

// wholeTickets lists the tickets with their comments.
func (c client) wholeTickets(ctx context.Context) (all []ticket, err error) {
	return all, c.Call(ctx, http.MethodGet, "/sim/agents/tickets", nil, &all)
}

// write has an agent write to the customer.
func (c client) write(ctx context.Context, id int64, text string) (comment int64, err error) {
	var written struct {
		ID int64 `json:"id"`
	}
	err = c.Call(ctx, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", id), object{"body": text}, &written)
	return written.ID, err
}

func (c client) set(ctx context.Context, id int64, status string) error {
	return c.Call(ctx, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d", id), object{"status": status}, nil)
}

func (c client) ticket(ctx context.Context, id int64) (one ticket, err error) {
	return one, c.Call(ctx, http.MethodGet, fmt.Sprintf("/sim/agents/tickets/%d", id), nil, &one)
}

// jump moves the clock between two runs.
func (c client) jump(ctx context.Context, by time.Duration) error {
	return c.Call(ctx, http.MethodPost, "/sim/clock", object{"advance": by.String(), "between_runs": true}, nil)
}

// walk moves the clock in steps and lets everything come to its end that each
// sets going.
func (c client) walk(ctx context.Context, by, step time.Duration) error {
	return c.Call(ctx, http.MethodPost, "/sim/clock", object{"advance": by.String(), "step": step.String()}, nil)
}

// system is what the host tells of itself.
type system struct {
	Now       time.Time  `json:"now"`
	Functions []function `json:"functions"`
	Queues    []struct {
		Name        string `json:"name"`
		DeadLetters bool   `json:"dead_letters"`
		Visible     int    `json:"visible"`
		InFlight    int    `json:"in_flight"`
		Delayed     int    `json:"delayed"`
		Messages    []struct {
			ID         string            `json:"id"`
			Attributes map[string]string `json:"attributes"`
		} `json:"messages"`
	} `json:"queues"`
}

type function struct {
	Name        string `json:"name"`
	MemoryMB    int    `json:"memory_mb"`
	Invocations int    `json:"invocations"`
	Errors      int    `json:"errors"`
	Timeouts    int    `json:"timeouts"`
	Running     int    `json:"running"`
	MaxMemory   int64  `json:"max_memory"` // bytes
}

func (c client) system(ctx context.Context) (s system, err error) {
	return s, c.Call(ctx, http.MethodGet, "/sim/system", nil, &s)
}

// running counts runs that are not over.
func (s system) running() (sum int) {
	for _, one := range s.Functions {
		sum += one.Running
	}
	return sum
}

// waiting counts messages in queues that somebody reads.
func (s system) waiting() (sum int) {
	for _, one := range s.Queues {
		if !one.DeadLetters {
			sum += one.Visible + one.InFlight + one.Delayed
		}
	}
	return sum
}
