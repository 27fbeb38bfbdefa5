package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/infra/local/dynamo"
	"ventana/shared/clock"
)

// Attached is what another program of this machine needs of a running system.
type Attached struct {
	Endpoints
	Database *dynamodb.Client
	// Queues is a client of the queue server, nil when an older system runs.
	Queues *sqs.Client
	// CallURL and VerifyURL are the addresses of the documents, as the functions
	// have them.
	CallURL, VerifyURL string
	// Clock is the one that functions and simulators follow.
	Clock *clock.Clock
}

// Attach finds the system that runs on a data folder. The error says how to
// start one when none does.
func Attach(data string) (Attached, error) {
	root, err := filepath.Abs(data)
	if err != nil {
		return Attached{}, fmt.Errorf("data folder: %w", err)
	}
	f := &folder{root: root}
	text, err := os.ReadFile(f.path("endpoints.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return Attached{}, fmt.Errorf("no local system runs on %s; start one with `make run`, or name its folder with VENTANA_DATA", root)
	}
	if err != nil {
		return Attached{}, fmt.Errorf("endpoints: %w", err)
	}
	attached := Attached{CallURL: f.callURL(), VerifyURL: f.verifyURL(), Clock: clock.New(f.path("clock"))}
	if err := json.Unmarshal(text, &attached.Endpoints); err != nil {
		return Attached{}, fmt.Errorf("endpoints in %s: %w", root, err)
	}
	if attached.DynamoDB == "" {
		return Attached{}, fmt.Errorf("the local system on %s has no table; its template has none, or the system is an older one: start it anew", root)
	}
	attached.Database = dynamo.NewClient(attached.DynamoDB, region)
	if attached.SQS != "" {
		attached.Queues = sqs.New(sqs.Options{
			Region: region, BaseEndpoint: aws.String(attached.SQS),
			Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		})
	}
	return attached, nil
}
