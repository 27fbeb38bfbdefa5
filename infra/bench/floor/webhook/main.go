// Command webhook is the floor of the warm webhook: it checks the HMAC of a
// delivery and puts its body into one queue, in one batch, and that is all.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func main() {
	configuration, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		slog.Error("no configuration", "err", err)
		os.Exit(1)
	}
	queue, url, secret := sqs.NewFromConfig(configuration), os.Getenv("INBOUND_QUEUE_URL"), []byte(os.Getenv("APP_SECRET"))
	lambda.Start(func(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		signed := hmac.New(sha256.New, secret)
		_, _ = signed.Write([]byte(request.Body)) // a hash takes everything
		sum := hex.EncodeToString(signed.Sum(nil))
		if !hmac.Equal([]byte("sha256="+sum), []byte(request.Headers["x-hub-signature-256"])) {
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusForbidden}, nil
		}
		out, err := queue.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{{
			Id: aws.String("0"), MessageBody: &request.Body, MessageGroupId: aws.String(sum[:24]), MessageDeduplicationId: aws.String(sum),
		}}})
		if err != nil || len(out.Failed) > 0 {
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusServiceUnavailable}, err
		}
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: "accepted"}, nil
	})
}
