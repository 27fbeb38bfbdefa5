package sentry

import (
	"context"
	"log/slog"
	"slices"
)

// Watch has every error that is logged become an event besides.
func (r *Reporter) Watch(next slog.Handler) slog.Handler {
	if r == nil {
		return next
	}
	return &watched{Handler: next, reporter: r}
}

// watched is a log handler whose errors Sentry is told.
type watched struct {
	slog.Handler
	reporter   *Reporter
	attributes []slog.Attr
}

// Handle logs a record, and tells it when it is an error.
func (w *watched) Handle(ctx context.Context, record slog.Record) error {
	err := w.Handler.Handle(ctx, record)
	if record.Level >= slog.LevelError {
		attributes := slices.Clone(w.attributes)
		record.Attrs(func(a slog.Attr) bool {
			attributes = append(attributes, a)
			return true
		})
		w.reporter.logged(record.Message, attributes)
	}
	return err
}

// WithAttrs keeps attributes for events too.
func (w *watched) WithAttrs(attributes []slog.Attr) slog.Handler {
	return &watched{w.Handler.WithAttrs(attributes), w.reporter, append(slices.Clone(w.attributes), attributes...)}
}

// WithGroup groups in the log alone: what a group holds is not told.
func (w *watched) WithGroup(name string) slog.Handler {
	return &watched{w.Handler.WithGroup(name), w.reporter, w.attributes}
}
