// Command web is the API of the test system: it enqueues the body, once for
// each value of ?once=, and answers GET with what it was given.
package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

type handler struct{ queue *sqs.Client }

func (h handler) handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if event.RequestContext.HTTP.Method == http.MethodGet {
		body := event.QueryStringParameters["hub.challenge"]
		if body == "" {
			body = os.Getenv("STAGE") + " " + os.Getenv("VERIFY_SECRET_URL")
		}
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: body}, nil
	}
	_, err := h.queue.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: aws.String(os.Getenv("QUEUE_URL")), MessageBody: &event.Body,
		MessageGroupId:         aws.String(event.PathParameters["connection"]),
		MessageDeduplicationId: aws.String(cmp.Or(event.QueryStringParameters["once"], event.RequestContext.RequestID)),
	})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK}, nil
}

func main() {
	configuration, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	lambda.Start(handler{sqs.NewFromConfig(configuration)}.handle)
}
