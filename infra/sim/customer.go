package sim

import (
	"encoding/json"
	"fmt"
	"net/http"

	"ventana/infra/sim/delivery"
)

// whatsapp is the connection whose deliveries can be posted by hand.
const whatsapp = "whatsapp"

func (s *server) listCustomers(*http.Request) (any, error) { return s.Graph.Customers(), nil }

// phone answers what a customer's phone shows.
func (s *server) phone(r *http.Request) (any, error) {
	return s.Graph.CustomerMessages(r.PathValue("who")), nil
}

// customerSend writes as a customer. The message object is Meta's and may have
// any member.
func (s *server) customerSend(r *http.Request) (any, error) {
	body, err := readBody(r, controlBodyMax)
	if err != nil {
		return nil, err
	}
	id, err := s.Graph.CustomerSend(r.Context(), r.PathValue("who"), json.RawMessage(body))
	if err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
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
