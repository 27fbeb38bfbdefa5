package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Nobody said yes.
var (
	errNotAsked = errors.New("nothing was changed: nobody can be asked here; look at what would be done above and add --yes")
	errDeclined = errors.New("nothing was changed")
)

// isInteractive tells whether a person can answer.
func isInteractive(in io.Reader) bool {
	file, ok := in.(*os.File)
	return ok && isTerminal(file)
}

// confirmed asks who sits at the terminal. Anything but y or yes is no.
func confirmed(ctx context.Context, in io.Reader, out io.Writer, question string) error {
	if _, err := fmt.Fprintf(out, "\n%s [y/N] ", question); err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	answered := make(chan string, 1)
	go func() { // a read does not end with the context, and Ctrl-C must
		answer, err := bufio.NewReader(in).ReadString('\n')
		if err == nil || answer != "" {
			answered <- strings.ToLower(strings.TrimSpace(answer))
		}
		close(answered)
	}()
	select {
	case <-ctx.Done():
		return errDeclined
	case answer, given := <-answered:
		switch {
		case !given:
			return errNotAsked
		case answer != "y" && answer != "yes":
			return errDeclined
		}
		return nil
	}
}
