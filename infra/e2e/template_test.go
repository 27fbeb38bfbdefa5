package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// WhatsApp pauses a template between two commands for it. The catalogue that the
// function has in mind is a minute old at most, so the second command is sent and
// refused, or not sent at all: either way nothing arrives, its agent reads why,
// and nobody tries again; after the minute nothing is sent.
func TestTemplate_pausedBetweenTwoCommandsIsToldAndNotRetried(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const who, about, sent = "+34600930001", "paused 93001.", "Hola Wanda, nuestro equipo le ha respondido. Responda aquí para leerlo."
	system.walk(t, "1h", "1h") // the templates are read from WhatsApp
	system.says(t, who, about)
	eventually(t, func() error { _, err := system.ticketOf(t, about); return err })
	ticket, err := system.ticketOf(t, about)
	if err != nil {
		t.Fatal(err)
	}
	command := func(value string) {
		system.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), fmt.Sprintf(`{"body":"/wa template reply_waiting es 1=%s","public":false}`, value), nil)
	}
	system.walk(t, "25h", "5h")
	command("Wanda")
	eventually(t, func() error { return system.onPhone(t, who, sent) })
	eventually(t, func() error { return system.noted(t, about, "was sent", "Hola Wanda") })
	system.control(t, http.MethodPost, "/sim/templates", `{"do":"pause","name":"reply_waiting","language":"es"}`, nil)
	command("Olga")
	eventually(t, func() error {
		if system.noted(t, about, "132015") == nil {
			return nil
		}
		return system.noted(t, about, "No template was sent", "PAUSED")
	})
	system.control(t, http.MethodPost, "/sim/faults", `{"target":"graph","path":"/messages$","do":"status","status":500}`, nil) // for whoever tries again
	system.walk(t, "2m", "30s")
	command("Rosa")
	eventually(t, func() error { return system.noted(t, about, "No template was sent", "PAUSED") })
	system.drained(t)
	system.walk(t, "20m", "5m")
	system.drained(t)
	if err := system.onPhone(t, who, sent); err != nil {
		t.Error(err)
	}
	var armed []json.RawMessage
	if system.control(t, http.MethodGet, "/sim/faults", "", &armed); len(armed) != 1 {
		t.Error("something was sent again")
	}
	system.noDeadLetters(t)
}
