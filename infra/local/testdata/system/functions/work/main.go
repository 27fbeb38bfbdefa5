// Command work takes the messages of the test system; the body "fail" fails.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func handle(_ context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	var out events.SQSEventResponse
	for _, record := range event.Records {
		fmt.Printf(`{"level":"INFO","message":"took","body":%q}`+"\n", record.Body)
		if record.Body == "fail" {
			out.BatchItemFailures = append(out.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return out, nil
}

func main() { lambda.Start(handle) }
