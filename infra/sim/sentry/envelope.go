package sentry

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// parse reads an envelope: a header line, then pairs of an item's header line and
// its payload of the announced length, or up to the line's end without one.
func parse(body []byte) (id string, items []Item, err error) {
	line, rest, _ := bytes.Cut(body, []byte("\n"))
	var header struct {
		EventID string `json:"event_id"`
		SentAt  string `json:"sent_at"`
		DSN     string `json:"dsn"`
	}
	if err := json.Unmarshal(line, &header); err != nil {
		return "", nil, wrong("invalid envelope header: %v", err)
	}
	if header.EventID != "" && !isID(header.EventID) {
		return "", nil, wrong("invalid envelope header: event_id %q", header.EventID)
	}
	if _, err := time.Parse(time.RFC3339, header.SentAt); header.SentAt != "" && err != nil {
		return "", nil, wrong("invalid envelope header: sent_at %q", header.SentAt)
	}
	for len(bytes.TrimSpace(rest)) > 0 {
		var item Item
		if item, rest, err = next(rest); err != nil {
			return "", nil, err
		}
		if err := check(item, header.EventID); err != nil {
			return "", nil, err
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		return "", nil, wrong("envelope without items")
	}
	return header.EventID, items, nil
}

// next cuts the first item off.
func next(rest []byte) (Item, []byte, error) {
	line, rest, _ := bytes.Cut(rest, []byte("\n"))
	var header struct {
		Type   string `json:"type"`
		Length *int   `json:"length"`
	}
	if err := json.Unmarshal(line, &header); err != nil || header.Type == "" {
		return Item{}, nil, wrong("invalid item header: %s", line)
	}
	if header.Length == nil {
		payload, rest, _ := bytes.Cut(rest, []byte("\n"))
		return Item{header.Type, payload}, rest, nil
	}
	length := *header.Length
	if length < 0 || length > len(rest) {
		return Item{}, nil, wrong("unexpected end of file: the item announces %d bytes, %d are left", length, len(rest))
	}
	payload, rest := rest[:length], rest[length:]
	if len(rest) > 0 && rest[0] != '\n' {
		return Item{}, nil, wrong("missing newline after the item's %d bytes", length)
	}
	return Item{header.Type, payload}, bytes.TrimPrefix(rest, []byte("\n")), nil
}

func isID(text string) bool { return regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(text) }

// check looks at an event or a check-in as the relay does.
func check(item Item, id string) error {
	switch item.Type {
	case "event":
		return checkEvent(item.Payload, id)
	case "check_in":
		return checkCheckIn(item.Payload)
	}
	return nil
}

func checkEvent(payload []byte, id string) error {
	if len(payload) > eventMax {
		return &refusal{http.StatusRequestEntityTooLarge, "event payload exceeded size limits"}
	}
	var event struct {
		EventID   string          `json:"event_id"`
		Timestamp string          `json:"timestamp"`
		Level     string          `json:"level"`
		Platform  string          `json:"platform"`
		Message   string          `json:"message"`
		Exception json.RawMessage `json:"exception"`
	}
	if err := json.Unmarshal(payload, &event); err != nil {
		return wrong("invalid event payload: %v", err)
	}
	_, err := time.Parse(time.RFC3339, event.Timestamp)
	switch {
	case !isID(event.EventID) || event.EventID != id:
		return wrong("event_id %q is not the envelope's %q", event.EventID, id)
	case err != nil:
		return wrong("invalid event payload: timestamp %q", event.Timestamp)
	case !slices.Contains([]string{"debug", "info", "warning", "error", "fatal"}, event.Level):
		return wrong("invalid event payload: level %q", event.Level)
	case event.Platform == "":
		return wrong("invalid event payload: no platform")
	case event.Message == "" && len(event.Exception) == 0:
		return wrong("invalid event payload: neither message nor exception")
	}
	return nil
}

func checkCheckIn(payload []byte) error {
	if len(payload) > eventMax {
		return &refusal{http.StatusRequestEntityTooLarge, "check-in exceeded size limits"}
	}
	var in struct {
		ID     string   `json:"check_in_id"`
		Slug   string   `json:"monitor_slug"`
		Status string   `json:"status"`
		Took   *float64 `json:"duration"`
		Config *struct {
			Schedule struct {
				Type  string `json:"type"`
				Value any    `json:"value"`
				Unit  string `json:"unit"`
			} `json:"schedule"`
		} `json:"monitor_config"`
	}
	if err := json.Unmarshal(payload, &in); err != nil {
		return wrong("invalid check-in: %v", err)
	}
	switch {
	case !isID(in.ID):
		return wrong("invalid check-in: check_in_id %q", in.ID)
	case !regexp.MustCompile(`^[a-zA-Z0-9_-]{1,50}$`).MatchString(in.Slug):
		return wrong("invalid check-in: monitor_slug %q", in.Slug)
	case !slices.Contains([]string{"in_progress", "ok", "error"}, in.Status):
		return wrong("invalid check-in: status %q", in.Status)
	case in.Took != nil && *in.Took < 0:
		return wrong("invalid check-in: duration %v", *in.Took)
	case in.Config == nil:
		return nil
	}
	schedule := in.Config.Schedule
	every, isNumber := schedule.Value.(float64)
	units := []string{"minute", "hour", "day", "week", "month", "year"}
	interval := schedule.Type == "interval" && isNumber && every >= 1 && slices.Contains(units, schedule.Unit)
	if _, isText := schedule.Value.(string); !interval && (schedule.Type != "crontab" || !isText) {
		return wrong("invalid check-in: schedule %+v", schedule)
	}
	return nil
}
