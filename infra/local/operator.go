package local

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// operator is what somebody has changed by hand on the running stack, in a console
// of AWS's: what deploying the template again would put right. It may be used by
// many goroutines.
type operator struct {
	mu        sync.Mutex
	off       map[string]bool // mappings by queue and schedules by name that are disabled
	reserved  map[string]int  // concurrency of functions, by short name
	forbidden map[string]bool // functions that schedules may not start, by short name
}

// change is the body of POST /sim/aws.
type change struct {
	// Do is one of "mapping" (enable or disable a queue's event source mapping),
	// "schedule" (the same for a schedule), "concurrency" (reserve, or with null
	// reserve none), "permission" (whether schedules may start a function).
	Do       string `json:"do"`
	Name     string `json:"name"` // of the queue ("inbound"), schedule ("sweep") or function
	Enabled  *bool  `json:"enabled"`
	Reserved *int   `json:"reserved"`
}

// serveAWS changes the running stack as somebody with a console would.
func (h *host) serveAWS(w http.ResponseWriter, r *http.Request) {
	var body change
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<10))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&body)
	if err == nil {
		err = h.change(r.Context(), body)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, body)
}

func (h *host) change(ctx context.Context, c change) error {
	if c.Do != "concurrency" && c.Enabled == nil {
		return fmt.Errorf("%q needs enabled, true or false", c.Do)
	}
	known := map[string][]string{"concurrency": h.shortNames(), "permission": h.shortNames(), "mapping": h.mappingNames(), "schedule": h.scheduleNames()}
	names := known[c.Do]
	if names == nil {
		return fmt.Errorf("do %q: use mapping, schedule, concurrency or permission", c.Do)
	}
	if !slices.Contains(names, c.Name) {
		return fmt.Errorf("name %q: use one of %v", c.Name, names)
	}
	h.operator.apply(c)
	if c.Do == "mapping" {
		h.emptyQueues(ctx) // ends the long polls that were begun before
	}
	return nil
}

func (o *operator) apply(c change) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.off == nil {
		o.off, o.reserved, o.forbidden = map[string]bool{}, map[string]int{}, map[string]bool{}
	}
	switch c.Do {
	case "permission":
		o.forbidden[c.Name] = !*c.Enabled
	case "concurrency":
		delete(o.reserved, c.Name)
		if c.Reserved != nil {
			o.reserved[c.Name] = *c.Reserved
		}
	default:
		o.off[c.Do+" "+c.Name] = !*c.Enabled
	}
}

// disabled tells whether a mapping or schedule was switched off.
func (o *operator) disabled(kind, name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.off[kind+" "+name]
}

// throttles tells whether so many runs of a function are as many as were reserved.
func (o *operator) throttles(function string, running int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	most, reserved := o.reserved[function]
	return reserved && running >= most
}

// refuses tells whether schedules may not start a function.
func (o *operator) refuses(function string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.forbidden[function]
}

// queueName is how people call a queue: InboundQueue is inbound.
func queueName(logicalID string) string {
	return strings.ToLower(strings.TrimSuffix(logicalID, "Queue"))
}

func (h *host) mappingNames() []string {
	var names []string
	for _, mapping := range h.template.Mappings {
		names = append(names, queueName(mapping.QueueID))
	}
	return names
}

func (h *host) scheduleNames() []string {
	var names []string
	for _, schedule := range h.template.Schedules {
		names = append(names, schedule.Name)
	}
	return names
}

func (h *host) shortNames() []string {
	var names []string
	for _, id := range h.functions.ids() {
		names = append(names, shortName(id))
	}
	return names
}
