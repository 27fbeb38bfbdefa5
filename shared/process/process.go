// Package process starts a function: its logger, its environment, and an end
// that Lambda reports as a failed init when something is missing. It is where
// Sentry hooks in: Main has errors of the log told, Start runs and their ends.
package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"ventana/shared/telemetry"
)

// Main runs a function. An error before the first record is logged and ends
// the process with status 1.
func Main(name string, run func(ctx context.Context, getenv func(string) string) error) {
	reporter := openReporter(name, os.Getenv)
	log := telemetry.NewLogger(name, reporter.Watch)
	ctx := context.WithValue(context.Background(), reporterKey{}, reporter)
	if err := run(ctx, os.Getenv); err != nil {
		log.Error("function did not start", telemetry.KeyError, err)
		reporter.Flush(ctx)
		os.Exit(1)
	}
}

// Settings reads an environment and collects what is missing.
type Settings struct {
	getenv   func(string) string
	problems []error
}

// Read starts reading an environment.
func Read(getenv func(string) string) *Settings { return &Settings{getenv: getenv} }

// Required is the value of a variable that must be set.
func (s *Settings) Required(name string) string {
	value := s.getenv(name)
	if value == "" {
		s.problems = append(s.problems, fmt.Errorf("%s: required", name))
	}
	return value
}

// Count is the value of a variable that must be set, to a whole number above 0.
func (s *Settings) Count(name string) int {
	text := s.Required(name)
	value, err := strconv.Atoi(text)
	if text != "" && (err != nil || value < 1) {
		s.problems = append(s.problems, fmt.Errorf("%s: must be a whole number above 0", name))
	}
	return value
}

// Err names every missing variable at once.
func (s *Settings) Err() error { return errors.Join(s.problems...) }
