package telemetry

import (
	"context"
	"strings"
)

// lambdaTrace is the key under which the Lambda runtime client keeps the header of
// the run: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const lambdaTrace = "x-amzn-trace-id"

type traceKey struct{}

// WithTrace makes a header the one of the work under ctx: of the queue's message, not
// of the run that happens to handle it. An empty one changes nothing.
func WithTrace(ctx context.Context, header string) context.Context {
	if header == "" {
		return ctx
	}
	return context.WithValue(ctx, traceKey{}, header)
}

// Trace is the X-Ray header of the work under ctx, as X-Ray and SQS take it: that of
// the message that is handled, else of the run. Empty where there is none. It is
// there whether X-Ray records the run or not.
func Trace(ctx context.Context) string {
	if header, ok := ctx.Value(traceKey{}).(string); ok {
		return header
	}
	header, _ := ctx.Value(lambdaTrace).(string)
	return header
}

// TraceID is the root of a header: the same from the webhook through every queue,
// 35 characters, and what X-Ray calls the trace's id.
func TraceID(header string) string {
	for part := range strings.SplitSeq(header, ";") {
		if root, found := strings.CutPrefix(strings.TrimSpace(part), "Root="); found {
			return root
		}
	}
	return ""
}
