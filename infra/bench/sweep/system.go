package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/infra/bench/fill"
	"ventana/infra/local/build"
	"ventana/infra/local/dynamo"
	"ventana/infra/local/lambda"
	"ventana/infra/local/template"
	"ventana/shared/clock"
	"ventana/shared/secret"
)

const (
	region     = "eu-west-1"
	functionID = "WindowFunction"
)

// Project says what is measured.
type Project struct {
	Root string // the repository's
	// Binary is the function window, built for this machine; empty builds it.
	Binary string
	// Endpoint speaks DynamoDB's protocol; empty starts the stand-in.
	Endpoint string
}

// system is the table, the account and the function, on one clock.
type system struct {
	clock    *clock.Clock
	table    string
	client   *dynamodb.Client // past the edge: what fills is not counted
	edge     *edge
	desk     *desk
	pattern  fill.Pattern
	function template.Function
	config   lambda.Config
	process  *lambda.Function
	logged   atomic.Int64 // bytes since the last run

	closers []func()
}

// start brings it all up under a folder of its own. Whatever comes back, close
// ends it.
func start(ctx context.Context, project Project) (*system, error) {
	s := &system{}
	folder, err := os.MkdirTemp("", "ventana-sweep-")
	if err != nil {
		return s, fmt.Errorf("sweep: %w", err)
	}
	s.later(func() { _ = os.RemoveAll(folder) }) // a temporary folder
	s.clock = clock.New(filepath.Join(folder, "clock"))
	if err := s.startTable(ctx, project, folder); err != nil {
		return s, err
	}
	if err := s.startDesk(ctx); err != nil {
		return s, err
	}
	return s, s.prepare(ctx, project, folder)
}

func (s *system) later(end func()) { s.closers = append(s.closers, end) }

// close ends what was started, the last first.
func (s *system) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
}

// startTable makes the template's table and puts the edge before it.
func (s *system) startTable(ctx context.Context, project Project, folder string) error {
	described, err := template.Load(filepath.Join(project.Root, "template.yaml"), nil, template.Local{
		Stack: "bench", Region: region, Account: "000000000000", QueueEndpoint: "http://127.0.0.1:9",
	})
	if err != nil {
		return err
	}
	for _, one := range described.Functions {
		if one.LogicalID == functionID {
			s.function = one
		}
	}
	if s.function.LogicalID == "" || len(described.Tables) != 1 {
		return fmt.Errorf("sweep: the template has no %s, or not one table", functionID)
	}
	endpoint := project.Endpoint
	if endpoint == "" {
		binary, err := dynamo.Binary(ctx, project.Root, io.Discard)
		if err != nil {
			return err
		}
		process, err := dynamo.Start(ctx, binary, filepath.Join(folder, "table.db"), io.Discard)
		if err != nil {
			return err
		}
		s.later(process.Stop)
		endpoint = process.Endpoint
	}
	s.client, s.table = dynamo.NewClient(endpoint, region), described.Tables[0].Name
	if s.edge, err = newEdge(endpoint); err != nil {
		return err
	}
	if err := dynamo.EnsureTable(ctx, s.client, described.Tables[0]); err != nil {
		return err
	}
	s.pattern, err = fill.NewPattern(ctx, s.client, s.table, s.clock.Now)
	return err
}

// startDesk opens the account, with the field that set-up accounts have.
func (s *system) startDesk(ctx context.Context) error {
	var handler atomic.Pointer[desk]
	url, err := s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.Load().ServeHTTP(w, r) }))
	if err != nil {
		return err
	}
	if s.desk, err = newDesk(url, s.clock); err != nil {
		return err
	}
	s.later(func() { _ = s.desk.account.Close() }) // kept in memory
	handler.Store(s.desk)
	return s.desk.addField(ctx)
}

// serve answers on a free port of the loopback interface.
func (s *system) serve(handler http.Handler) (url string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("sweep: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Close
	s.later(func() { _ = server.Close() })     // what still runs is over with the bench
	return "http://" + listener.Addr().String(), nil
}

// prepare builds the function and writes what it is given.
func (s *system) prepare(ctx context.Context, project Project, folder string) error {
	binary := project.Binary
	if binary == "" {
		built, err := build.All(ctx, project.Root, folder, []build.Function{
			{LogicalID: functionID, CodeURI: s.function.CodeURI, Handler: s.function.Handler},
		}, func(string, time.Duration) {})
		if err != nil {
			return err
		}
		binary = built[functionID]
	}
	document, err := json.Marshal(s.document())
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	secrets := filepath.Join(folder, "call.json")
	if err := os.WriteFile(secrets, document, 0o600); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	url, err := s.serve(s.edge)
	if err != nil {
		return err
	}
	s.config = lambda.Config{
		Name: s.function.Name, Binary: binary, Region: region, MaxProcesses: 1,
		Environment: s.function.Environment, MemoryMB: s.function.MemoryMB, Timeout: s.function.Timeout,
		LogFormat: s.function.LogFormat, LogLevel: s.function.LogLevel,
		Overrides: map[string]string{
			"AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
			"AWS_SESSION_TOKEN": "local", "CALL_SECRET_URL": "file://" + secrets, clock.Variable: filepath.Join(folder, "clock"),
		},
		OnLog: func(line lambda.LogLine) { s.logged.Add(int64(len(line.Text)) + 1) },
	}
	s.later(func() { _ = s.renew(context.WithoutCancel(ctx), false) }) // ending one fails never
	return nil
}

// document is the call document of a business with one number.
func (s *system) document() secret.Call {
	return secret.Call{Connections: []secret.CallConnection{
		{
			ID: "whatsapp", Kind: secret.KindCloudAPI, BaseURL: "http://127.0.0.1:9", GraphVersion: "v26.0", AccessToken: "bench-access-token", Portfolio: "bench",
			Numbers: []secret.Number{{
				ID: "main", PhoneNumberID: "100000000000001", WABAID: "200000000000001", Display: "+34 600 000 000", Helpdesk: "zendesk",
			}},
		},
		{
			ID: "zendesk", Kind: secret.KindZendesk, BaseURL: s.desk.url, Language: "en",
			OAuth: &secret.OAuth{ClientID: clientID, ClientSecret: clientSecret}, Fields: secret.Fields{Window: s.desk.window},
		},
	}}
}

// renew ends the function's process and, when another is wanted, starts one: its
// peak memory is then its own.
func (s *system) renew(ctx context.Context, another bool) error {
	if s.process != nil {
		s.process.Shutdown(ctx)
		s.process = nil
	}
	if !another {
		return nil
	}
	var err error
	s.process, err = lambda.New(s.config)
	return err
}

// errRun says that the function failed, and how.
var errRun = errors.New("the sweep failed")

// run lets the function do one sweep, now, and tells what it used. failed is
// the function's own failure, which is not the bench's.
func (s *system) run(ctx context.Context) (used Counts, failed error, err error) {
	s.edge.take()
	s.desk.take()
	s.logged.Store(0)
	_, said, err := s.process.Invoke(ctx, []byte(`{"do":"sweep"}`))
	if err != nil {
		return Counts{}, nil, err
	}
	if said != nil {
		failed = fmt.Errorf("%w: %s", errRun, said)
	}
	reports := s.process.Reports()
	report := reports[len(reports)-1]
	used = s.edge.take().plus(s.desk.take())
	used.Runs, used.Peak, used.LogBytes = 1, report.MaxMemory, int(s.logged.Load())
	used.BilledMS = float64((report.Duration + time.Millisecond - 1).Milliseconds()) // whole ones, as Lambda bills
	return used, failed, nil
}
