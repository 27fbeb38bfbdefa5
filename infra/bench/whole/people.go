package whole

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// token is a word that no other text of this system carries.
func (s *system) token() string { return fmt.Sprintf("bench-%d", s.next.Add(1)) }

// phone and name are a customer's.
func phone(i int) string { return fmt.Sprintf("+346001%05d", i) }
func name(i int) string  { return fmt.Sprintf("Cliente %05d", i) }

// says has a customer write. The call comes back before the webhook is posted.
func (s *system) says(ctx context.Context, who string, message any) error {
	return s.Call(ctx, http.MethodPost, "/sim/customers/"+url.PathEscape(who)+"/messages", message, nil)
}

// text is a message of words, document one with a file of so many bytes.
func text(words string) any {
	return map[string]any{"type": "text", "text": map[string]string{"body": words}}
}

func document(words string, size int) any {
	return map[string]any{"type": "document", "document": map[string]any{"filename": "factura.pdf", "caption": words, "size": size}}
}

// replies has an agent write on a ticket, with files or without.
func (s *system) replies(ctx context.Context, ticket int64, words string, files ...any) error {
	body := map[string]any{"body": words, "public": true}
	if len(files) > 0 {
		body["files"] = files
	}
	return s.Call(ctx, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket), body, nil)
}

// meets has so many customers write for the first time, some at once, and gives
// their tickets. Each writes again, so that what follows is no beginning.
func (s *system) meets(ctx context.Context, crowd int, tell func(done, total int, what string)) ([]int64, error) {
	var met atomic.Int64
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(8)
	for i := range crowd {
		work.Go(func() error {
			if err := s.Call(inner, http.MethodPost, "/sim/customers/"+url.PathEscape(phone(i)), map[string]string{"name": name(i)}, nil); err != nil {
				return err
			}
			for range 2 {
				if _, err := s.arrives(inner, i); err != nil {
					return err
				}
			}
			tell(int(met.Add(1)), crowd, "customers met")
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return s.tickets(ctx, crowd)
}

// arrives has a customer write, waits until it stands in their ticket and gives
// how long that took.
func (s *system) arrives(ctx context.Context, customer int) (time.Duration, error) {
	token := s.token()
	arrived := s.meter.expect(token)
	begun := time.Now()
	if err := s.says(ctx, phone(customer), text("¿Cuándo llega mi pedido? "+token)); err != nil {
		return 0, err
	}
	at, err := arrived(ctx)
	return at.Sub(begun), err
}

// leaves has an agent write, waits until WhatsApp has accepted it and gives how long
// that took.
func (s *system) leaves(ctx context.Context, ticket int64, files ...any) (time.Duration, error) {
	token := s.token()
	arrived := s.meter.expect(token)
	begun := time.Now()
	if err := s.replies(ctx, ticket, "Sale mañana. "+token, files...); err != nil {
		return 0, err
	}
	at, err := arrived(ctx)
	return at.Sub(begun), err
}

// tickets gives the ticket of each of so many customers that were met.
func (s *system) tickets(ctx context.Context, crowd int) ([]int64, error) {
	var all []struct {
		ID        int64  `json:"id"`
		Requester string `json:"requester"` // name
	}
	if err := s.Call(ctx, http.MethodGet, "/sim/agents/tickets?comments=none", nil, &all); err != nil {
		return nil, err
	}
	known := map[string]int64{}
	for _, one := range all {
		known[one.Requester] = one.ID
	}
	tickets := make([]int64, crowd)
	for i := range tickets {
		if tickets[i] = known[name(i)]; tickets[i] == 0 {
			return nil, fmt.Errorf("bench: %s has no ticket", name(i))
		}
	}
	return tickets, nil
}
