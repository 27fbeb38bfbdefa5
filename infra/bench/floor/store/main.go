// Command store is the floor of the functions that use the table: it only
// builds the same SDK clients.
package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"runtime"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func main() {
	slog.SetDefault(slog.New(lambdacontext.NewLogHandler()))
	configuration, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		slog.Error("no configuration", "err", err)
		os.Exit(1)
	}
	table, queue, secrets := dynamodb.NewFromConfig(configuration), sqs.NewFromConfig(configuration), secretsmanager.NewFromConfig(configuration)
	lambda.Start(func(context.Context, json.RawMessage) (struct{}, error) {
		runtime.KeepAlive(table)
		runtime.KeepAlive(queue)
		runtime.KeepAlive(secrets)
		return struct{}{}, nil
	})
}
