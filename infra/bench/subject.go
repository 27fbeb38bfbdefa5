package bench

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ventana/infra/local/lambda"
)

// subject is one program to measure.
type subject struct {
	name    string
	folder  string // of its main package, from the project's root
	clients string // the floor that builds the same SDK clients; empty for floors
	payload string
	binary  string

	zipped int
	starts []time.Duration
	memory int64
}

// The floors' names.
const (
	floorEmpty = "empty function"
	floorSQS   = "clients only (SQS)"
	floorStore = "clients only (DynamoDB, SQS)"
)

func subjects() []*subject {
	consumer := func(name string) *subject {
		return &subject{name: name, folder: "functions/" + name, clients: floorStore, payload: `{"Records":[]}`}
	}
	return []*subject{
		{name: floorEmpty, folder: "infra/bench/floor/empty", payload: "{}"},
		{name: floorSQS, folder: "infra/bench/floor/sqs", payload: "{}"},
		{name: floorStore, folder: "infra/bench/floor/store", payload: "{}"},
		{name: "webhook", folder: "functions/webhook", clients: floorSQS,
			payload: `{"version":"2.0","rawPath":"/health","requestContext":{"http":{"method":"GET","path":"/health"}}}`},
		consumer("inbound"), consumer("outbound"), consumer("status"), consumer("media"), consumer("forward"),
		{name: "catalogue", folder: "functions/catalogue", clients: floorStore, payload: `{"do":"nothing"}`},
		{name: "window", folder: "functions/window", clients: floorStore, payload: `{"do":"nothing"}`},
		{name: "canary", folder: "functions/canary", clients: floorStore, payload: `{"do":"nothing"}`},
		{name: "reconcile", folder: "functions/reconcile", clients: floorStore, payload: `{"do":"nothing"}`},
	}
}

// build compiles the subject twice: for this machine, to be started, and for
// Lambda's arm64, to be weighed.
func (s *subject) build(ctx context.Context, project, output string) error {
	s.binary = filepath.Join(output, s.name, "bootstrap")
	deployed := filepath.Join(output, s.name, "arm64", "bootstrap")
	for binary, architecture := range map[string]string{s.binary: "", deployed: "arm64"} {
		command := exec.CommandContext(ctx, "go", "build", "-tags=lambda.norpc", "-ldflags=-s -w", "-trimpath", "-buildvcs=false", "-o", binary, "./"+s.folder)
		command.Dir = project
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if architecture != "" {
			command.Env = append(command.Env, "GOOS=linux", "GOARCH="+architecture)
		}
		if said, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", s.folder, err, said)
		}
	}
	var err error
	s.zipped, err = zipped(deployed)
	return err
}

// zipped is the size of the archive that is uploaded for a binary.
func zipped(path string) (int, error) {
	binary, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("weigh: %w", err)
	}
	defer func() { _ = binary.Close() }() // read only
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	writer.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	entry, err := writer.Create("bootstrap")
	if err != nil {
		return 0, fmt.Errorf("weigh: %w", err)
	}
	if _, err := io.Copy(entry, binary); err != nil {
		return 0, fmt.Errorf("weigh: %w", err)
	}
	if err := writer.Close(); err != nil {
		return 0, fmt.Errorf("weigh: %w", err)
	}
	return archive.Len(), nil
}

// start starts the subject cold, once.
func (s *subject) start(ctx context.Context) error {
	function, err := lambda.New(lambda.Config{
		Name: "bench", Binary: s.binary, MemoryMB: 256, Timeout: 10 * time.Second, MaxProcesses: 1,
		Environment: environment(),
		// Nothing is called; a closed port makes sure of it.
		Overrides: map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"},
	})
	if err != nil {
		return err
	}
	defer function.Shutdown(ctx)
	if _, _, err := function.Invoke(ctx, []byte(s.payload)); err != nil {
		return fmt.Errorf("start %s: %w", s.name, err)
	}
	report := function.Reports()[0]
	if report.InitFailed {
		return fmt.Errorf("start %s: init failed: %s", s.name, report.Error)
	}
	s.starts = append(s.starts, report.Init)
	s.memory = max(s.memory, report.MaxMemory)
	return nil
}

// environment has every variable that a function of the template is given.
func environment() map[string]string {
	return map[string]string{
		"TABLE_NAME": "bench", "VERIFY_SECRET_URL": "secretsmanager://bench", "CALL_SECRET_URL": "secretsmanager://bench",
		"METRIC_NAMESPACE": "bench", "API_URL": "http://127.0.0.1:9", "OUTBOUND_CONCURRENCY": "20", "BULK_CONCURRENCY": "4", "SENTRY_DSN": "", "SENTRY_ENVIRONMENT": "bench", "CHECK_INS": "",
		"INBOUND_QUEUE_URL": queueURL, "OUTBOUND_QUEUE_URL": queueURL, "STATUS_QUEUE_URL": queueURL, "MEDIA_QUEUE_URL": queueURL, "BULK_QUEUE_URL": queueURL,
		"INBOUND_DLQ_URL": queueURL, "OUTBOUND_DLQ_URL": queueURL, "STATUS_DLQ_URL": queueURL, "MEDIA_DLQ_URL": queueURL, "BULK_DLQ_URL": queueURL,
		"FORWARD_QUEUE_URL": queueURL, "FORWARD_DLQ_URL": queueURL, "DLQ_URLS": queueURL,
	}
}

const queueURL = "http://127.0.0.1:9/000000000000/bench.fifo"
