package sim

import (
	"encoding/json"
	"net/http"

	"ventana/infra/sim/sentry"
)

// Sentry is the part of Sentry's stand-in that the controls use.
type Sentry interface {
	http.Handler
	Items() []sentry.Item
}

// sentryControls are the handlers of this file by pattern.
func (s *server) sentryControls() map[string]http.Handler {
	return map[string]http.Handler{"/sim/sentry": control{http.MethodGet: s.listTold}}
}

// listTold shows what was taken, oldest first.
func (s *server) listTold(*http.Request) (any, error) {
	told := map[string][]json.RawMessage{"events": {}, "check_ins": {}}
	for _, item := range s.Sentry.Items() {
		switch item.Type {
		case "event":
			told["events"] = append(told["events"], item.Payload)
		case "check_in":
			told["check_ins"] = append(told["check_ins"], item.Payload)
		}
	}
	return told, nil
}
