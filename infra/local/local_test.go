package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/count"
	"ventana/infra/meter"
	"ventana/infra/price"
	"ventana/shared/secret"
)

// output is a buffer for several goroutines.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(data)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// running is a system under test.
type running struct {
	t *testing.T
	Endpoints
	stdout, stderr *output
	meter          meter.Meter
	stop           func()
}

// startSystem runs testdata/system until the test ends or stop is called.
func startSystem(t *testing.T, data string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, stdout: &output{}, stderr: &output{}}
	ready := make(chan Endpoints, 1)
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, Options{
			Template: "testdata/system/template.yaml", Data: data, Build: t.TempDir(), Stage: "prod",
			Stdout: r.stdout, Stderr: r.stderr, Meter: &r.meter, Dashboard: dashboardOf, OnReady: func(e Endpoints) { ready <- e },
		})
	}()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	select {
	case r.Endpoints = <-ready:
	case err := <-done:
		t.Fatalf("run: %v\n%s", err, r.stderr)
	case <-time.After(10 * time.Minute):
		t.Fatalf("not ready\n%s", r.stderr)
	}
	t.Cleanup(r.stop)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(r.stderr)
		}
	})
	return r
}

// call sends a request and decodes the JSON answer into out, when given.
func (r *running) call(method, url, body string, out any) (status int, text string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			r.t.Fatalf("%s %s: %v: %s", method, url, err, answer)
		}
	}
	return response.StatusCode, string(answer)
}

func (r *running) system() overview {
	r.t.Helper()
	var answer overview
	r.call("GET", r.Sim+"/sim/system", "", &answer)
	return answer
}

func (r *running) move(body string) clockAnswer {
	r.t.Helper()
	var answer clockAnswer
	if status, text := r.call("POST", r.Sim+"/sim/clock", body, &answer); status != 200 {
		r.t.Fatalf("clock: %d %s", status, text)
	}
	return answer
}

// dashboardOf shows what a dashboard is told.
func dashboardOf(of Watched) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "%s %d alarms at %s", of.Stack, len(of.Alarms), of.Now().Format(time.DateOnly)) // the test reads it
	})
}

// counted is the sum of a series since yesterday.
func (r *running) counted(namespace, name string, dimensions ...string) float64 {
	total := 0.0
	for _, value := range r.meter.Values(meter.Of(namespace, name, dimensions...), time.Now().Add(-24*time.Hour), time.Now().Add(48*time.Hour)) {
		total += value
	}
	return total
}

// TestSystem tells one story, because a system takes seconds to start.
func TestSystem(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	r := startSystem(t, data)

	// Ready means reachable, and files that say where.
	if !strings.HasSuffix(r.stdout.String(), "\n"+ReadyLine+"\n") {
		t.Errorf("standard output %q does not end with the ready line", r.stdout)
	}
	var written Endpoints
	text, err := os.ReadFile(filepath.Join(data, "endpoints.json"))
	if err != nil || json.Unmarshal(text, &written) != nil || written != r.Endpoints {
		t.Errorf("endpoints.json %q (%v), want %+v", text, err, r.Endpoints)
	}
	if _, text := r.call("GET", r.API+"/health", "", nil); text != "prod file://"+data+"/secrets/verify.json" {
		t.Errorf("the function sees %q", text)
	}

	// A webhook goes through the queue to the worker; the walk drains.
	for range 3 {
		if status, text := r.call("POST", r.API+"/webhooks/a", `{"n":1}`, nil); status != 200 {
			t.Fatalf("webhook: %d %s", status, text)
		}
	}
	got := r.move(`{"advance":"11m","step":"1m"}`)
	if diff := cmp.Diff(map[string]int{"tick": 2}, got.Fired); diff != "" || !*got.Drained {
		t.Errorf("the walk fired (-want +got), drained %t:\n%s", *got.Drained, diff)
	}
	// What passed through is measured, and a dashboard is told of it.
	const queue = "ventana-local-work.fifo"
	if sent := r.counted("AWS/SQS", "NumberOfMessagesSent", "QueueName", queue); sent != 3 {
		t.Errorf("%v messages were sent, want 3", sent)
	}
	for name, got := range map[string]float64{
		"taken":   r.counted("AWS/SQS", "NumberOfMessagesReceived", "QueueName", queue),
		"deleted": r.counted("AWS/SQS", "NumberOfMessagesDeleted", "QueueName", queue),
	} {
		if got < 3 { // more when the walk began while the first of them was handled
			t.Errorf("%v messages were %s, want 3 at least", got, name)
		}
	}
	r.checkCounts(data, map[string]float64{
		price.HTTPAPIRequest:      6, // /health twice, WhatsApp's verification, and the webhooks
		price.LambdaRequest:       r.countedOfEach("AWS/Lambda", "Invocations"),
		price.SchedulerInvocation: 2,
		price.LogGB:               r.countedOfEach("AWS/Logs", "IncomingBytes") / count.GB,
	})
	if _, text := r.call("GET", r.Sim+"/dashboard", "", nil); text != "ventana-local 0 alarms at "+time.Now().UTC().Add(11*time.Minute).Format(time.DateOnly) {
		t.Errorf("the dashboard is told %q", text)
	}
	if got := r.move(`{"advance":"1s","between_runs":true}`); got.Drained != nil || got.Offset != "11m1s" {
		t.Errorf("the jump between runs answered %+v", got)
	}
	if got := r.move(`{"advance":"23h"}`); got.Fired["tick"] != 1 || got.Offset != "23h11m1s" {
		t.Errorf("the jump answered %+v, want one tick", got)
	}

	// A message that always fails is received twice, then it is a dead letter.
	r.call("POST", r.API+"/webhooks/b", "fail", nil)
	for range 3 {
		r.move(`{"advance":"31s"}`)
	}
	system := r.system()
	for _, queue := range system.Queues {
		if want := queue.DeadLetters; (queue.Visible == 1) != want || queue.InFlight != 0 {
			t.Errorf("queue %+v", queue)
		}
		if queue.DeadLetters && (len(queue.Messages) != 1 || queue.Messages[0].Group != "b" || queue.Messages[0].Bytes != 4) {
			t.Errorf("dead letters %+v", queue.Messages)
		}
	}
	if len(system.Functions) != 2 || system.Functions[1].Name != "work" || system.Functions[1].Errors != 0 || system.Functions[1].Invocations < 6 {
		t.Errorf("functions %+v", system.Functions)
	}
	if !strings.Contains(r.stderr.String(), "work      INFO   took body=") {
		t.Error("the function's log line is missing")
	}
	for _, wrong := range []string{`{}`, `{"advance":"-1h"}`, `{"advance":"1h","step":"x"}`, `{"advance":"1h","step":"1m","between_runs":true}`, `{"forward":"1h"}`} {
		if status, text := r.call("POST", r.Sim+"/sim/clock", wrong, nil); status != 400 {
			t.Errorf("clock %s: %d %s, want 400", wrong, status, text)
		}
	}

	// A kill hits the process that made the call, right after its answer; the
	// message comes again by its visibility timeout.
	before := system.Functions[1]
	if status, text := r.call("POST", r.Sim+"/sim/faults", `{"target":"function","name":"work","do":"kill","after":"zendesk GET"}`, nil); status != 200 {
		t.Fatalf("fault: %d %s", status, text)
	}
	r.call("POST", r.API+"/webhooks/c", "call "+r.Sim+"/zendesk/api/v2/tickets.json", nil)
	r.move(`{"advance":"31s"}`)
	r.move(`{"advance":"31s"}`)
	after := r.system().Functions[1]
	if after.Errors != before.Errors+1 || after.Invocations < before.Invocations+2 {
		t.Errorf("work went from %+v to %+v, want one error and a second run", before.Stats, after.Stats)
	}

	// The data folder takes one host; a restart goes on with it.
	if err := Run(t.Context(), Options{Data: data, Stdout: io.Discard, Stderr: io.Discard}); err == nil || !strings.Contains(err.Error(), "another `ventana local`") {
		t.Errorf("second host: %v", err)
	}
	begun := time.Now()
	r.stop()
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if _, err := os.Stat(filepath.Join(data, "endpoints.json")); !os.IsNotExist(err) {
		t.Errorf("endpoints.json is there after the stop: %v", err)
	}
	again := startSystem(t, data)
	if offset := again.system().Offset; !strings.HasPrefix(offset, "23h13m") {
		t.Errorf("offset after the restart %s", offset)
	}
	again.checkAddresses(data)
	again.checkTrail()
}

// checkAddresses: the call document follows the simulators to their ports of this run.
func (r *running) checkAddresses(data string) {
	r.t.Helper()
	var call secret.Call
	text, err := os.ReadFile(filepath.Join(data, "secrets", "call.json"))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &call); err != nil || len(call.Connections) != 2 {
		r.t.Fatalf("call.json (%v): %s", err, text)
	}
	for _, connection := range call.Connections {
		if status, body := r.call("GET", connection.BaseURL, "", nil); status >= 500 || !strings.HasPrefix(body, "{") {
			r.t.Errorf("%s at %s answers %d %s", connection.ID, connection.BaseURL, status, body)
		}
	}
}

func TestTemplateErrorStopsTheRun(t *testing.T) {
	t.Parallel()
	err := Run(t.Context(), Options{
		Template: "testdata/system/template.yaml", Data: t.TempDir(), Stage: "nowhere", Stdout: io.Discard, Stderr: io.Discard,
	})
	if err == nil || !strings.Contains(err.Error(), "Stage") {
		t.Errorf("error %v, want one that names Stage", err)
	}
}

func TestFreshWipesOnlyWhatIsOurs(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, name := range []string{"clock", "dynamodb.db", "dynamodb.db-wal", "letter.txt"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := openFolder(root, true)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff([]string{"letter.txt", "lock", "secrets", "sim", "sqs"}, got); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
}

func TestSecretsKeepEdits(t *testing.T) {
	t.Parallel()
	f, err := openFolder(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	write := func(host string) string {
		t.Helper()
		if err := f.writeSecrets(map[string]string{"/graph": host + "/graph", "/zendesk": host + "/zendesk", "/former": host + "/former"}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(f.path("secrets", "call.json"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first := write("http://127.0.0.1:1")
	edited := strings.Replace(first, `"language": "en"`, `"language": "es"`, 1)
	if err := os.WriteFile(f.path("secrets", "call.json"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(edited, "127.0.0.1:1/", "127.0.0.1:2/")
	if diff := cmp.Diff(want, write("http://127.0.0.1:2")); diff != "" {
		t.Errorf("call.json (-want +got):\n%s", diff)
	}
}
