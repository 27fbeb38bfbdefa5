// Package dynamotest gives tests a table in a real DynamoDB-compatible
// process, one per test, empty.
//
// It starts dynoxide (installed by `make tools`) on a free port, or uses the
// endpoint that VENTANA_DYNAMODB_ENDPOINT names. A machine with neither fails
// the test with the command that mends it: a skipped store test proves nothing.
package dynamotest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Table makes an empty table with the keys and the indexes of template.yaml and gives a client
// for it.
func Table(t *testing.T) (*dynamodb.Client, string) {
	t.Helper()
	client := dynamodb.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(endpoint(t)),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	table := fmt.Sprintf("ventana-%d", time.Now().UnixNano())
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String(table), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("due_shard"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("due_at"), AttributeType: types.ScalarAttributeTypeN},
			{AttributeName: aws.String("day_shard"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("day_at"), AttributeType: types.ScalarAttributeTypeN},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("due"),
			KeySchema: []types.KeySchemaElement{
				{AttributeName: aws.String("due_shard"), KeyType: types.KeyTypeHash},
				{AttributeName: aws.String("due_at"), KeyType: types.KeyTypeRange},
			},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}, {
			IndexName: aws.String("day"),
			KeySchema: []types.KeySchemaElement{
				{AttributeName: aws.String("day_shard"), KeyType: types.KeyTypeHash},
				{AttributeName: aws.String("day_at"), KeyType: types.KeyTypeRange},
			},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"number"}},
		}},
	})
	if err != nil {
		t.Fatalf("create table: %v", err)
	}
	return client, table
}

func endpoint(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("VENTANA_DYNAMODB_ENDPOINT"); named != "" {
		return named
	}
	_, here, _, _ := runtime.Caller(0)
	binary := filepath.Join(filepath.Dir(here), "../../../.tools/node_modules/@dynoxide/linux-x64/dynoxide")
	if _, err := os.Stat(binary); err != nil {
		t.Fatalf("dynoxide is missing: run `make tools`, or name a DynamoDB-compatible endpoint in VENTANA_DYNAMODB_ENDPOINT (%v)", err)
	}
	for range 10 { // a free port may be another's by the time it is used
		if address, listens := serve(t, binary, freePort(t)); listens {
			return "http://" + address
		}
	}
	t.Fatal("dynoxide does not start")
	return ""
}

// serve starts dynoxide on a port for as long as the test runs; false when it
// ended at once, as it does when the port is taken.
func serve(t *testing.T, binary string, port int) (address string, listens bool) {
	t.Helper()
	process := exec.CommandContext(context.WithoutCancel(t.Context()), binary, "serve", "--port", fmt.Sprint(port))
	says, err := process.StderrPipe()
	if err != nil {
		t.Fatalf("read what dynoxide says: %v", err)
	}
	if err := process.Start(); err != nil {
		t.Fatalf("start dynoxide: %v", err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill() // it may be gone already
		_ = process.Wait()         // killed: the status says nothing
	})
	first, _ := bufio.NewReader(says).ReadString('\n') // nothing, when it ended
	return fmt.Sprintf("127.0.0.1:%d", port), strings.Contains(first, "listening on")
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer func() { _ = listener.Close() }() // its port is all that was wanted
	return listener.Addr().(*net.TCPAddr).Port
}
