// Command failing is a function that fails as it is told.
package main

import (
	"context"
	"errors"

	"ventana/shared/process"
)

func main() {
	process.Main("failing", func(ctx context.Context, _ func(string) string) error {
		process.Start(ctx, handle)
		return nil
	})
}

func handle(_ context.Context, task struct{ Do string }) (string, error) {
	var none []string
	switch task.Do {
	case "fail":
		return "", errors.New("nobody has +34 600111222")
	case "panic":
		panic("nobody has +34 600111222")
	case "index":
		return none[3], nil
	}
	return "done", nil
}
