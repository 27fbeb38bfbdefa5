package dynamo

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/template"
)

// binary is dynoxide where it is installed already; tests install nothing.
func binary(t *testing.T) string {
	t.Helper()
	project, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(project, ".tools", "node_modules", "@dynoxide", "linux-x64", "dynoxide")
	if _, err := os.Stat(path); err != nil {
		t.Skip("dynoxide is not installed: `make run` does it")
	}
	return path
}

func newTable() template.Table {
	return template.Table{
		Name:         "Table",
		Attributes:   []template.Attribute{{Name: "pk", Type: "S"}, {Name: "sk", Type: "S"}},
		Keys:         []template.Key{{Name: "pk", Kind: "HASH"}, {Name: "sk", Kind: "RANGE"}},
		BillingMode:  "PAY_PER_REQUEST",
		TTLAttribute: "expires_at",
	}
}

func TestTableSurvivesARestartAndGrows(t *testing.T) {
	t.Parallel()
	path := binary(t)
	file := filepath.Join(t.TempDir(), "dynamodb.db")
	table := newTable()
	for round := range 3 {
		process, err := Start(t.Context(), path, file, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		client := NewClient(process.Endpoint, "eu-west-1")
		if round == 2 {
			table.Attributes = append(table.Attributes, template.Attribute{Name: "due_shard", Type: "S"}, template.Attribute{Name: "due_at", Type: "N"})
			table.Indexes = []template.Index{{
				Name: "due", Projection: "ALL",
				Keys: []template.Key{{Name: "due_shard", Kind: "HASH"}, {Name: "due_at", Kind: "RANGE"}},
			}}
		}
		if err := EnsureTable(t.Context(), client, table); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		got, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String("Table")})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(len(table.Indexes), len(got.Table.GlobalSecondaryIndexes)); diff != "" {
			t.Errorf("indexes in round %d (-want +got):\n%s", round, diff)
		}
		process.Stop()
	}
}

func TestOtherSystemsAreToldWhatToDo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		t.Skip("this system has a binary")
	}
	if _, err := Binary(t.Context(), t.TempDir(), io.Discard); !errors.Is(err, ErrNoBinary) {
		t.Errorf("error %v, want ErrNoBinary", err)
	}
}

func TestBrokenBinaryIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := Start(t.Context(), "/bin/false", filepath.Join(t.TempDir(), "db"), io.Discard); err == nil {
		t.Error("no error")
	}
}
