package sentry

import (
	"log/slog"
	"path"
	"strings"

	sdk "github.com/getsentry/sentry-go"

	"ventana/shared/telemetry"
)

// byPlace groups events by their stack and not by what they say.
const byPlace = "{{ default }}"

// event is what happened, as a constant says it, with what is known of the cause.
func (r *Reporter) event(title, cause string, tags map[string]string, groups ...string) *sdk.Event {
	event := sdk.NewEvent()
	event.Level = sdk.LevelError
	event.Tags = tags
	event.Tags[telemetry.KeyFunction] = r.settings.Function
	event.Tags["function_version"] = r.settings.Version
	if request, _ := r.request.Load().(string); request != "" {
		event.Tags["request_id"] = request
	}
	event.Exception = []sdk.Exception{{Type: title, Value: cause, Stacktrace: stack()}}
	event.Fingerprint = append([]string{r.settings.Function, title}, groups...)
	return event
}

// stack is where the caller is, without this package and the logger. Of a panic
// that was recovered in a deferred call it still has the place.
func stack() *sdk.Stacktrace {
	trace := sdk.NewStacktrace()
	if trace == nil {
		return nil
	}
	var kept []sdk.Frame
	for _, frame := range trace.Frames {
		if frame.Module == "log/slog" || frame.Module == "ventana/shared/sentry" {
			continue
		}
		// A path of the machine on which it was built says nothing to anybody.
		frame.Filename, frame.AbsPath = path.Join(frame.Module, path.Base(frame.Filename)), ""
		frame.InApp = strings.HasPrefix(frame.Module, "ventana/") || frame.Module == "main"
		kept = append(kept, frame)
	}
	return &sdk.Stacktrace{Frames: kept}
}

// logged tells of an error that was logged. Of its attributes those go that have
// a form (see tagOf); the error is described, not quoted.
func (r *Reporter) logged(title string, attributes []slog.Attr) {
	tags := map[string]string{}
	var cause, panicked string
	for _, attribute := range attributes {
		switch attribute.Key {
		case telemetry.KeyError:
			if err, is := attribute.Value.Any().(error); is {
				cause = describe(err)
			}
		case telemetry.KeyPanic:
			if value, is := attribute.Value.Any().(telemetry.Panic); is {
				panicked = panicOf(value.Value)
			}
		default:
			if value, fits := tagOf(attribute); fits {
				tags[attribute.Key] = value
			}
		}
	}
	code := tags[telemetry.KeyCode]
	if panicked != "" {
		r.tell(r.event(sentence(title), panicked, tags, byPlace))
		return
	}
	r.tell(r.event(sentence(title), joined(code, cause), tags, code, cause))
}

// joined puts a colon between what is there.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, ": ")
}
