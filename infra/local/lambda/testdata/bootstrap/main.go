// Command bootstrap is a function that misbehaves on demand, for the tests of
// the Runtime API host.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do    string `json:"do"`
	Bytes int    `json:"bytes"`
	Milli int    `json:"milli"`
}

type answer struct {
	Stream      string   `json:"stream"`
	RequestID   string   `json:"request_id"`
	ARN         string   `json:"arn"`
	RemainingMS int64    `json:"remaining_ms"`
	Environment []string `json:"environment,omitempty"`
	Text        string   `json:"text,omitempty"`
}

func handle(ctx context.Context, e event) (answer, error) {
	info, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	out := answer{
		Stream:      os.Getenv("AWS_LAMBDA_LOG_STREAM_NAME"),
		RequestID:   info.AwsRequestID,
		ARN:         info.InvokedFunctionArn,
		RemainingMS: time.Until(deadline).Milliseconds(),
	}
	switch e.Do {
	case "environment":
		out.Environment = os.Environ()
	case "error":
		return out, errors.New("the handler says no")
	case "panic":
		panic("the handler panics")
	case "exit":
		os.Exit(3)
	case "sleep":
		time.Sleep(time.Duration(e.Milli) * time.Millisecond)
	case "exit after the answer":
		time.AfterFunc(time.Duration(e.Milli)*time.Millisecond, func() { os.Exit(0) })
	case "allocate":
		block := make([]byte, e.Bytes)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		time.Sleep(time.Duration(e.Milli) * time.Millisecond)
		out.Text = fmt.Sprint(block[0])
	case "large answer":
		out.Text = strings.Repeat("x", e.Bytes)
	case "print":
		fmt.Println(`{"level":"INFO","message":"printed"}`)
	}
	return out, nil
}

func main() {
	if os.Getenv("BROKEN") != "" {
		fmt.Fprintln(os.Stderr, "TABLE_NAME: required")
		os.Exit(1)
	}
	if path := os.Getenv("SIGTERM_FILE"); path != "" {
		lambda.StartWithOptions(handle, lambda.WithEnableSIGTERM(func() {
			_ = os.WriteFile(path, []byte("heard"), 0o600)
		}))
	}
	lambda.Start(handle)
}
