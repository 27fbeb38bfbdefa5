// Command web is the API of the test system: it enqueues the body, and answers
// GET with what it was given.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func handle(_ context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if event.RequestContext.HTTP.Method == http.MethodGet {
		body := event.QueryStringParameters["hub.challenge"]
		if body == "" {
			body = os.Getenv("STAGE") + " " + os.Getenv("VERIFY_SECRET_URL")
		}
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: body}, nil
	}
	message, err := json.Marshal(map[string]string{
		"QueueUrl": os.Getenv("QUEUE_URL"), "MessageBody": event.Body,
		"MessageGroupId": event.PathParameters["connection"], "MessageDeduplicationId": event.RequestContext.RequestID,
	})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	request, err := http.NewRequest(http.MethodPost, os.Getenv("AWS_ENDPOINT_URL_SQS"), bytes.NewReader(message))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "AmazonSQS.SendMessage")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return events.APIGatewayV2HTTPResponse{}, fmt.Errorf("send: status %d", response.StatusCode)
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK}, nil
}

func main() { lambda.Start(handle) }
