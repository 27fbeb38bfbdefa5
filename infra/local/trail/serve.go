package trail

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP gives the trail to a browser.
func (t *Trail) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, err := start(r)
	if err != nil {
		http.Error(w, `{"error":"since: a number is required"}`, http.StatusBadRequest)
		return
	}
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		t.stream(w, r, id)
		return
	}
	events, _ := t.since(id)
	if events == nil {
		events = []Event{}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"events": events, "last": t.Last()}) // a client that left needs no answer
}

func start(r *http.Request) (int64, error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("since")
	}
	if text == "" {
		return 0, nil
	}
	return strconv.ParseInt(text, 10, 64)
}

// stream sends server-sent events until the browser leaves.
func (t *Trail) stream(w http.ResponseWriter, r *http.Request, id int64) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	control := http.NewResponseController(w)
	for {
		events, more := t.since(id)
		for _, e := range events {
			id = e.ID
			text, _ := json.Marshal(e) // numbers, strings and times always encode
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Kind, text); err != nil {
				return
			}
		}
		if control.Flush() != nil {
			return
		}
		select {
		case <-more:
		case <-r.Context().Done():
			return
		}
	}
}
