// Command work takes the messages of the test system. The body "fail" fails;
// "park" goes to the dead-letter queue; "call URL" asks that URL first, in the
// name of this process.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/deadletter"
)

func handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	var out events.SQSEventResponse
	for _, record := range event.Records {
		fmt.Printf(`{"level":"INFO","message":"took","body":%q}`+"\n", record.Body)
		if url, found := strings.CutPrefix(record.Body, "call "); found {
			if err := call(ctx, url); err != nil {
				return out, err
			}
		}
		if record.Body == "park" {
			if err := park(ctx, record); err != nil {
				return out, err
			}
		}
		if record.Body == "fail" {
			out.BatchItemFailures = append(out.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return out, nil
}

func park(ctx context.Context, record events.SQSMessage) error {
	configuration, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	_, err = sqs.NewFromConfig(configuration).SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: aws.String(os.Getenv("DLQ_URL")), MessageBody: &record.Body,
		MessageGroupId: aws.String(record.Attributes["MessageGroupId"]), MessageDeduplicationId: &record.MessageId,
		MessageAttributes: map[string]types.MessageAttributeValue{
			deadletter.AttributeRecord: {DataType: aws.String("String"), StringValue: &record.MessageId},
		},
	})
	return err
}

func call(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "ventana (work; "+os.Getenv("AWS_LAMBDA_LOG_STREAM_NAME")+")")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func main() { lambda.Start(handle) }
