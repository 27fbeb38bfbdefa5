package local

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"ventana/infra/local/lambda"
	"ventana/infra/local/scheduler"
	"ventana/infra/local/sqs"
)

// peeked is how many dead letters of each queue are shown, the newest: more
// than a person reads, and still an answer of less than a megabyte.
const peeked = 1000

// overview is what GET /sim/system answers.
type overview struct {
	clockAnswer
	API       string             `json:"api"`
	Sim       string             `json:"sim"`
	Functions []functionOverview `json:"functions"`
	Queues    []queueOverview    `json:"queues"`
	Schedules []scheduler.State  `json:"schedules"`
}

type functionOverview struct {
	Name     string `json:"name"`
	Timeout  string `json:"timeout"`
	MemoryMB int    `json:"memory_mb"`
	lambda.Stats
}

type queueOverview struct {
	Name        string       `json:"name"`
	DeadLetters bool         `json:"dead_letters"`
	Function    string       `json:"function,omitempty"` // that takes from it
	Visible     int          `json:"visible"`
	InFlight    int          `json:"in_flight"`
	Delayed     int          `json:"delayed"`
	OldestAt    time.Time    `json:"oldest_at,omitzero"`
	Messages    []deadLetter `json:"messages,omitempty"`  // of dead-letter queues only, newest first
	NotShown    int          `json:"not_shown,omitempty"` // dead letters older than those
}

// deadLetter says what a parked message is, never what it says.
type deadLetter struct {
	ID         string            `json:"id"`
	Group      string            `json:"group,omitempty"`
	Receives   string            `json:"receives,omitempty"`
	SentMS     string            `json:"sent_ms,omitempty"`
	Bytes      int               `json:"bytes"`
	Kind       string            `json:"kind,omitempty"`       // of the envelope
	Connection string            `json:"connection,omitempty"` // of the envelope
	Attributes map[string]string `json:"attributes,omitempty"` // the reason among them
}

func (h *host) serveSystem(w http.ResponseWriter, _ *http.Request) {
	answer := overview{clockAnswer: h.clockNow(), API: h.api.URL, Sim: h.sim.URL, Schedules: h.scheduler.States()}
	for _, described := range h.template.Functions {
		answer.Functions = append(answer.Functions, functionOverview{
			Name: shortName(described.LogicalID), Timeout: described.Timeout.String(), MemoryMB: described.MemoryMB,
			Stats: h.functions[described.LogicalID].Stats(),
		})
	}
	answer.Queues = h.queueOverviews()
	writeJSON(w, http.StatusOK, answer)
}

func (h *host) queueOverviews() []queueOverview {
	counts := map[string]sqs.QueueStats{}
	for _, stats := range h.queues.Stats() {
		counts[stats.Name] = stats
	}
	var all []queueOverview
	for _, queue := range h.template.Queues {
		stats := counts[queue.Name]
		one := queueOverview{
			Name: queue.Name, DeadLetters: h.isDeadLetter(queue),
			Visible: stats.Visible, InFlight: stats.InFlight, Delayed: stats.Delayed, OldestAt: stats.OldestSentAt,
		}
		for _, mapping := range h.template.Mappings {
			if mapping.QueueID == queue.LogicalID {
				one.Function = shortName(mapping.FunctionID)
			}
		}
		if one.DeadLetters {
			messages, err := h.queues.PeekNewest(queue.Name, peeked)
			if err == nil { // otherwise the counts must do
				one.Messages = mask(messages)
				one.NotShown = max(0, one.Visible+one.InFlight+one.Delayed-peeked)
			}
		}
		all = append(all, one)
	}
	return all
}

// mask keeps coordinates and reasons and leaves the text out.
func mask(messages []sqs.Message) []deadLetter {
	var all []deadLetter
	for _, message := range messages {
		var envelope struct {
			Kind       string `json:"kind"`
			Connection string `json:"connection"`
		}
		_ = json.Unmarshal([]byte(message.Body), &envelope) // a foreign body has neither
		one := deadLetter{
			ID: message.ID, Group: message.Attributes["MessageGroupId"],
			Receives: message.Attributes["ApproximateReceiveCount"], SentMS: message.Attributes["SentTimestamp"],
			Bytes: len(message.Body), Kind: envelope.Kind, Connection: envelope.Connection,
			Attributes: map[string]string{},
		}
		for name, value := range message.MessageAttributes {
			if value.StringValue != nil {
				one.Attributes[name] = *value.StringValue
			}
		}
		all = append(all, one)
	}
	return all
}

// serveReports lists the last summaries, of one function with ?function=.
// ?last=N limits them to N each.
func (h *host) serveReports(w http.ResponseWriter, r *http.Request) {
	wanted := r.URL.Query().Get("function")
	last, err := strconv.Atoi(r.URL.Query().Get("last"))
	if err != nil || last < 0 {
		last = 1000
	}
	answer := map[string][]lambda.Report{}
	for _, id := range h.functions.ids() {
		name := shortName(id)
		if wanted != "" && wanted != name {
			continue
		}
		reports := h.functions[id].Reports()
		answer[name] = reports[max(0, len(reports)-last):]
	}
	writeJSON(w, http.StatusOK, answer)
}
