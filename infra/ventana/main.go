package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the next one ends the program at once, as usual.
	context.AfterFunc(ctx, stop)
	err := newRootCommand().ExecuteContext(ctx)
	stop()
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "ventana: %v\n", err)
	var use *useError
	if errors.As(err, &use) {
		os.Exit(2)
	}
	os.Exit(1)
}

// useError is a command line that cannot be understood.
type useError struct{ err error }

func (e *useError) Error() string { return e.err.Error() }

func (e *useError) Unwrap() error { return e.err }
