package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/graph"
)

// whatsapp is the connection whose deliveries can be posted by hand.
const whatsapp = "whatsapp"

// Phones is the part of the WhatsApp simulator in which people act as
// customers and look at their phones.
type Phones interface {
	Customers() []graph.Customer
	Customer(who string) (graph.Customer, bool)
	SetProfile(who string, p graph.Profile) (graph.Customer, error)
	ChangeNumber(ctx context.Context, who, to, userID string) (id string, err error)

	CustomerSend(ctx context.Context, who string, message json.RawMessage) (id string, err error)
	CustomerBatch(ctx context.Context, batch []graph.BatchMessage) (ids []string, err error)
	CustomerEcho(ctx context.Context, who string, message json.RawMessage) (id string, err error)
	Phone(ctx context.Context, who string, call graph.Call) (id string, err error)
	CustomerMessages(who string) []graph.PhoneMessage
	Undelivered(who string) []graph.Undelivered
	OpenMedia(id string) (io.ReadCloser, graph.File, error)

	Notify(ctx context.Context, field, account string, value json.RawMessage) error
}

// phoneControls are the handlers of this file by pattern.
func (s *server) phoneControls() map[string]http.Handler {
	return map[string]http.Handler{
		"/sim/customers":                   control{http.MethodGet: s.listCustomers},
		"/sim/customers/{who}":             control{http.MethodGet: s.showCustomer, http.MethodPost: s.setProfile},
		"/sim/customers/{who}/messages":    control{http.MethodGet: s.phone, http.MethodPost: s.customerSend},
		"/sim/customers/{who}/number":      control{http.MethodPost: s.changeNumber},
		"/sim/customers/{who}/echoes":      control{http.MethodPost: s.customerEcho},
		"/sim/customers/{who}/calls":       control{http.MethodPost: s.call},
		"/sim/customers/{who}/undelivered": control{http.MethodGet: s.undelivered},
		"/sim/batch":                       control{http.MethodPost: s.customerBatch},
		"/sim/notices":                     control{http.MethodPost: s.notify},
		"GET /sim/media/{id}":              http.HandlerFunc(s.media),
	}
}

func (s *server) listCustomers(*http.Request) (any, error) { return s.Graph.Customers(), nil }

func (s *server) showCustomer(r *http.Request) (any, error) {
	c, known := s.Graph.Customer(r.PathValue("who"))
	if !known {
		return nil, &mistake{http.StatusNotFound, "nobody has this address; GET /sim/customers lists everybody"}
	}
	return c, nil
}

// setProfile changes what is known of a customer and shows it.
func (s *server) setProfile(r *http.Request) (any, error) {
	var p graph.Profile
	if err := readStrict(r, &p, `{"name":"…","username":"…","hide_phone":true,"needs_phone":true,"parent_user_id":"…","language":"es","marketing_stopped":true,"marketing_cap":true}`); err != nil {
		return nil, err
	}
	c, err := s.Graph.SetProfile(r.PathValue("who"), p)
	if err != nil {
		return nil, wrong("%v", err)
	}
	return c, nil
}

// changeNumber moves a customer to another phone or BSUID.
func (s *server) changeNumber(r *http.Request) (any, error) {
	var change struct {
		To     string `json:"to"`
		UserID string `json:"user_id"`
	}
	if err := readStrict(r, &change, `{"to":"+34600000009","user_id":"ES.…"} with one of the two or both`); err != nil {
		return nil, err
	}
	id, err := s.Graph.ChangeNumber(r.Context(), r.PathValue("who"), change.To, change.UserID)
	if err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
}

// phone answers what a customer's phone shows.
func (s *server) phone(r *http.Request) (any, error) {
	return s.Graph.CustomerMessages(r.PathValue("who")), nil
}

// customerSend writes as a customer. The message object is Meta's and may have
// any member.
func (s *server) customerSend(r *http.Request) (any, error) { return s.write(r, s.Graph.CustomerSend) }

// customerEcho writes to a customer as the business does in its phone app.
func (s *server) customerEcho(r *http.Request) (any, error) { return s.write(r, s.Graph.CustomerEcho) }

// call calls between a customer and the business.
func (s *server) call(r *http.Request) (any, error) {
	var call graph.Call
	if err := readStrict(r, &call, `{"by":"customer","answered":true,"seconds":200}`); err != nil {
		return nil, err
	}
	id, err := s.Graph.Phone(r.Context(), r.PathValue("who"), call)
	if err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
}

// write hands a message object on.
func (*server) write(r *http.Request, send func(context.Context, string, json.RawMessage) (string, error)) (any, error) {
	body, err := readBody(r, fileBodyMax)
	if err != nil {
		return nil, err
	}
	id, err := send(r.Context(), r.PathValue("who"), json.RawMessage(body))
	if err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
}

// customerBatch writes as many customers, told in one webhook.
func (s *server) customerBatch(r *http.Request) (any, error) {
	var batch struct {
		Messages []graph.BatchMessage `json:"messages"`
	}
	const form = `{"messages":[{"customer":"+34600000001","message":{"type":"text","text":{"body":"hola"}}}]}`
	if err := readStrict(r, &batch, form); err != nil {
		return nil, err
	}
	if len(batch.Messages) == 0 {
		return nil, wrong("messages: there are none, send %s", form)
	}
	ids, err := s.Graph.CustomerBatch(r.Context(), batch.Messages)
	if err != nil {
		return nil, wrong("%v", err)
	}
	return map[string][]string{"ids": ids}, nil
}

// notify posts a webhook of any field.
func (s *server) notify(r *http.Request) (any, error) {
	var notice struct {
		Field   string          `json:"field"`
		Account string          `json:"account"`
		Value   json.RawMessage `json:"value"`
	}
	if err := readStrict(r, &notice, `{"field":"account_update","value":{"event":"…"},"account":"200000000000001"}`); err != nil {
		return nil, err
	}
	if err := s.Graph.Notify(r.Context(), notice.Field, notice.Account, notice.Value); err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]bool{"ok": true}, nil
}

// media gives the bytes of a file that went over the wire. They are strangers'
// and must not act in this origin's name, whatever they hold.
func (s *server) media(w http.ResponseWriter, r *http.Request) {
	body, file, err := s.Graph.OpenMedia(r.PathValue("id"))
	if err != nil {
		refuse(w, &mistake{http.StatusNotFound, fmt.Sprintf("%v; GET /sim/customers/{phone or bsuid}/messages shows the files", err)})
		return
	}
	defer func() { _ = body.Close() }() // only read
	w.Header().Set("Content-Type", file.MIME)
	w.Header().Set("Content-Length", strconv.FormatInt(file.Size, 10))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox")
	_, _ = io.Copy(w, body) // the reader is gone if this fails
}

// deliver posts raw bytes as the vendor of the connection would.
func (s *server) deliver(r *http.Request) (any, error) {
	if connection := r.URL.Query().Get("connection"); connection != whatsapp {
		return nil, wrong("connection %q has no raw deliveries, use ?connection=%s", connection, whatsapp)
	}
	body, err := readBody(r, deliveryBodyMax)
	if err != nil {
		return nil, err
	}
	status, answer, err := s.Graph.Deliver(r.Context(), body)
	if err != nil {
		return nil, &mistake{http.StatusBadGateway, fmt.Sprintf("the API did not answer, see whether it runs: %v", err)}
	}
	return struct {
		Status int    `json:"status"`
		Body   string `json:"body"`
	}{status, answer}, nil
}

// listDeliveries lists the webhooks posted, of one connection if asked.
func (s *server) listDeliveries(r *http.Request) (any, error) {
	connection := r.URL.Query().Get("connection")
	list := []delivery.Delivery{}
	for _, d := range s.Poster.List() {
		if connection == "" || d.Connection == connection {
			list = append(list, d)
		}
	}
	return list, nil
}
