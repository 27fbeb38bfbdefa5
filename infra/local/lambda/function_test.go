package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// newBuilder builds testdata/bootstrap once for all tests.
func newBuilder(folder string) func(t *testing.T) string {
	build := sync.OnceValues(func() ([]byte, error) {
		cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", filepath.Join(folder, "bootstrap"), "./testdata/bootstrap")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		return cmd.CombinedOutput()
	})
	return func(t *testing.T) string {
		t.Helper()
		if output, err := build(); err != nil {
			t.Fatalf("build bootstrap: %v\n%s", err, output)
		}
		return filepath.Join(folder, "bootstrap")
	}
}

type answer struct {
	Stream      string   `json:"stream"`
	RequestID   string   `json:"request_id"`
	ARN         string   `json:"arn"`
	RemainingMS int64    `json:"remaining_ms"`
	Environment []string `json:"environment"`
}

func newFunction(t *testing.T, binary string, change func(*Config)) *Function {
	t.Helper()
	cfg := Config{Name: "stack-inbound", Binary: binary, Alias: "live", Timeout: 10 * time.Second}
	if change != nil {
		change(&cfg)
	}
	f, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		f.Shutdown(ctx)
	})
	return f
}

func invoke(t *testing.T, f *Function, event string) (answer, *FunctionError) {
	t.Helper()
	response, failure, err := f.Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Fatalf("invoke %s: %v", event, err)
	}
	var out answer
	if failure == nil {
		if err := json.Unmarshal(response, &out); err != nil {
			t.Fatalf("answer %q: %v", response, err)
		}
	}
	return out, failure
}

// TestFunction holds the tests that share one compiled program.
func TestFunction(t *testing.T) {
	t.Parallel()
	build := newBuilder(t.TempDir())
	tests := map[string]func(t *testing.T, binary string){
		"a warm process takes the next event":                   warmProcess,
		"the environment is clean and complete":                 cleanEnvironment,
		"a handler error leaves the process alive":              handlerError,
		"a panic fails one event and not the next":              panicked,
		"an exit fails the event":                               exited,
		"an idle process that ends costs no event":              idleExit,
		"a timeout kills the process":                           timedOut,
		"a kill in flight fails the event at once":              killedInFlight,
		"events run side by side up to the maximum":             parallel,
		"memory above the size kills the process":               memoryKill,
		"a peak just before the answer counts":                  memoryPeak,
		"an event above 6 MB is refused":                        largeEvent,
		"an answer above 6 MB is an error":                      largeAnswer,
		"a failed initialisation is told with its exit":         failedInit,
		"a missing binary is an error":                          missingBinary,
		"a caller who leaves does not stop the invocation":      callerLeaves,
		"an extension hears SIGTERM at shutdown":                sigterm,
		"nothing is taken after shutdown":                       afterShutdown,
		"a process is known by both of its names":               knownByName,
		"log lines and reports carry stream and request":        logsAndReports,
		"many events and random kills leave nothing behind":     churn,
		"a reserved variable is refused":                        reservedVariable,
		"an environment above 4 KB is refused":                  largeEnvironment,
		"a waiting event gets the place of a process that died": waiterAfterDeath,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, build(t))
		})
	}
}

func warmProcess(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	first, _ := invoke(t, f, `{}`)
	second, _ := invoke(t, f, `{}`)
	if first.Stream != second.Stream {
		t.Errorf("streams %q and %q, want one process", first.Stream, second.Stream)
	}
	if first.RequestID == second.RequestID {
		t.Errorf("both events have request id %q", first.RequestID)
	}
	if want := "arn:aws:lambda:eu-west-1:000000000000:function:stack-inbound:live"; first.ARN != want {
		t.Errorf("arn %q, want %q", first.ARN, want)
	}
	if first.RemainingMS < 9000 || first.RemainingMS > 10000 {
		t.Errorf("remaining %d ms, want nearly 10000", first.RemainingMS)
	}
	if got := f.Stats(); got.ColdStarts != 1 || got.Processes != 1 {
		t.Errorf("stats %+v, want one cold start and one process", got)
	}
}

func knownByName(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	first, _ := invoke(t, f, `{}`)
	name := applicationID(first.Stream)
	if len(name) == 0 || len(name) > 50 || strings.Trim(name, "0123456789abcdef") != "" {
		t.Errorf("name %q, want at most 50 characters that the AWS SDK takes", name)
	}
	logStream, requestID, found := f.Working(name)
	if logStream != first.Stream || requestID != "" || !found {
		t.Errorf("%s is %q with event %q, %t; want %q and none", name, logStream, requestID, found, first.Stream)
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := f.InvokeAs(context.Background(), "request-1", []byte(`{"do":"sleep","milli":30000}`))
		done <- err
	}()
	for requestID == "" {
		time.Sleep(time.Millisecond)
		_, requestID, _ = f.Working(first.Stream)
	}
	if requestID != "request-1" {
		t.Errorf("works on %q, want the caller's request-1", requestID)
	}
	f.Kill(first.Stream)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, _, found := f.Working(name); found {
		t.Error("a dead process is known")
	}
}

func cleanEnvironment(t *testing.T, binary string) {
	f := newFunction(t, binary, func(c *Config) {
		c.Environment = map[string]string{"TABLE_NAME": "Table"}
		c.Overrides = map[string]string{"AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1"}
		c.MemoryMB = 256
	})
	got, _ := invoke(t, f, `{"do":"environment"}`)
	for _, want := range []string{
		"TABLE_NAME=Table", "AWS_ENDPOINT_URL_SQS=http://127.0.0.1:1", "TZ=:UTC",
		"AWS_LAMBDA_FUNCTION_NAME=stack-inbound", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256", "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/stack-inbound",
		"AWS_LAMBDA_LOG_STREAM_NAME=" + got.Stream, "AWS_SDK_UA_APP_ID=" + applicationID(got.Stream), "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO", "AWS_REGION=eu-west-1",
		"AWS_DEFAULT_REGION=eu-west-1", "_HANDLER=bootstrap", "LAMBDA_TASK_ROOT=" + filepath.Dir(binary),
	} {
		if !slices.Contains(got.Environment, want) {
			t.Errorf("environment lacks %s", want)
		}
	}
	for _, variable := range got.Environment {
		if strings.HasPrefix(variable, "HOME=") || strings.HasPrefix(variable, "GO") {
			t.Errorf("environment inherits %s", variable)
		}
	}
}

func handlerError(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	_, failure := invoke(t, f, `{"do":"error"}`)
	if failure == nil || failure.Message != "the handler says no" || failure.Type != "errorString" {
		t.Fatalf("failure %+v, want the handler's error", failure)
	}
	invoke(t, f, `{}`)
	if got := f.Stats(); got.ColdStarts != 1 {
		t.Errorf("%d cold starts, want 1", got.ColdStarts)
	}
}

func panicked(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	for range 3 {
		_, failure := invoke(t, f, `{"do":"panic"}`)
		if failure == nil || failure.Message != "the handler panics" {
			t.Fatalf("failure %+v, want the panic", failure)
		}
		if _, failure := invoke(t, f, `{}`); failure != nil {
			t.Fatalf("the event after the panic failed: %v", failure)
		}
	}
}

func exited(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	_, failure := invoke(t, f, `{"do":"exit"}`)
	if failure == nil || failure.Type != "Runtime.ExitError" || !strings.HasSuffix(failure.Message, "Error: Runtime exited with error: exit status 3") {
		t.Fatalf("failure %+v, want exit status 3", failure)
	}
	invoke(t, f, `{}`)
}

func idleExit(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	for _, pause := range []time.Duration{0, 20 * time.Millisecond, 40 * time.Millisecond} {
		invoke(t, f, `{"do":"exit after the answer","milli":20}`)
		time.Sleep(pause)
		if _, failure := invoke(t, f, `{}`); failure != nil && pause > 20*time.Millisecond {
			t.Errorf("after %s: %v", pause, failure)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func timedOut(t *testing.T, binary string) {
	f := newFunction(t, binary, func(c *Config) { c.Timeout = time.Second })
	begun := time.Now()
	_, failure := invoke(t, f, `{"do":"sleep","milli":30000}`)
	if failure == nil || !failure.Timeout() || !strings.Contains(failure.Message, "Task timed out after 1.00 seconds") {
		t.Fatalf("failure %+v, want a timeout", failure)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %s, want about 1 s", took)
	}
	invoke(t, f, `{}`)
	if got := f.Stats(); got.Timeouts != 1 || got.ColdStarts != 2 {
		t.Errorf("stats %+v, want one timeout and two cold starts", got)
	}
}

func killedInFlight(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	warm, _ := invoke(t, f, `{}`)
	failed := make(chan *FunctionError, 1)
	go func() {
		_, failure, _ := f.Invoke(context.Background(), []byte(`{"do":"sleep","milli":30000}`))
		failed <- failure
	}()
	for f.Stats().Running == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(30 * time.Millisecond)
	if !f.Kill(warm.Stream) {
		t.Fatal("no such process")
	}
	if failure := <-failed; failure == nil || !strings.HasSuffix(failure.Message, "Error: Runtime exited with error: signal: killed") {
		t.Errorf("failure %+v, want signal: killed", failure)
	}
	if f.Kill(warm.Stream) {
		t.Error("the process was there after the kill")
	}
}

func parallel(t *testing.T, binary string) {
	f := newFunction(t, binary, func(c *Config) { c.MaxProcesses = 3 })
	var group sync.WaitGroup
	for range 9 {
		group.Go(func() {
			if _, failure, err := f.Invoke(context.Background(), []byte(`{"do":"sleep","milli":100}`)); failure != nil || err != nil {
				t.Errorf("failure %v, error %v", failure, err)
			}
		})
	}
	group.Wait()
	if got := f.Stats(); got.Processes != 3 || got.ColdStarts != 3 || got.Invocations < 8 {
		t.Errorf("stats %+v, want three processes for nine events", got)
	}
}

func memoryKill(t *testing.T, binary string) {
	requireMemory(t)
	f := newFunction(t, binary, nil)
	_, failure := invoke(t, f, fmt.Sprintf(`{"do":"allocate","bytes":%d,"milli":9000}`, 200<<20))
	if failure == nil || !strings.HasSuffix(failure.Message, "signal: killed") {
		t.Fatalf("failure %+v, want signal: killed", failure)
	}
}

func memoryPeak(t *testing.T, binary string) {
	requireMemory(t)
	f := newFunction(t, binary, nil)
	_, failure := invoke(t, f, fmt.Sprintf(`{"do":"allocate","bytes":%d}`, 150<<20))
	if failure == nil || !strings.HasSuffix(failure.Message, "signal: killed") {
		t.Fatalf("failure %+v, want signal: killed", failure)
	}
}

func requireMemory(t *testing.T) {
	t.Helper()
	if peakMemory(os.Getpid()) == 0 {
		t.Skip("memory is read from /proc, which is not here")
	}
}

func largeEvent(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	_, _, err := f.Invoke(t.Context(), make([]byte, MaxPayload+1))
	if !errors.Is(err, ErrPayloadTooLarge) {
		t.Errorf("error %v, want ErrPayloadTooLarge", err)
	}
}

func largeAnswer(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	_, failure := invoke(t, f, `{"do":"large answer","bytes":6291600}`)
	if failure == nil || failure.Type != "Function.ResponseSizeTooLarge" {
		t.Fatalf("failure %+v, want ResponseSizeTooLarge", failure)
	}
	invoke(t, f, `{}`)
}

func failedInit(t *testing.T, binary string) {
	var mu sync.Mutex
	var said []string
	f := newFunction(t, binary, func(c *Config) {
		c.Environment = map[string]string{"BROKEN": "yes"}
		c.OnLog = func(line LogLine) {
			mu.Lock()
			defer mu.Unlock()
			said = append(said, line.Text)
		}
	})
	_, failure := invoke(t, f, `{}`)
	if failure == nil || !strings.HasSuffix(failure.Message, "exit status 1") {
		t.Fatalf("failure %+v, want exit status 1", failure)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"TABLE_NAME: required", "TABLE_NAME: required"}; !slices.Equal(said, want) {
		t.Errorf("log %q, want %q: one repeat", said, want)
	}
}

func missingBinary(t *testing.T, binary string) {
	f := newFunction(t, binary+"-missing", nil)
	if _, _, err := f.Invoke(t.Context(), []byte(`{}`)); err == nil {
		t.Error("no error")
	}
}

func callerLeaves(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := f.Invoke(ctx, []byte(`{"do":"sleep","milli":400}`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want the deadline", err)
	}
	for f.Stats().Running > 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if got := f.Stats(); got.Invocations != 1 || got.Errors != 0 {
		t.Errorf("stats %+v, want one good invocation", got)
	}
}

func sigterm(t *testing.T, binary string) {
	heard := filepath.Join(t.TempDir(), "heard")
	f := newFunction(t, binary, func(c *Config) {
		c.Environment = map[string]string{"SIGTERM_FILE": heard}
	})
	invoke(t, f, `{}`)
	f.Shutdown(t.Context())
	if _, err := os.Stat(heard); err != nil {
		t.Errorf("SIGTERM was not heard: %v", err)
	}
	if got := f.Stats().Processes; got != 0 {
		t.Errorf("%d processes are left", got)
	}
}

func afterShutdown(t *testing.T, binary string) {
	f := newFunction(t, binary, nil)
	invoke(t, f, `{}`)
	f.Shutdown(t.Context())
	if _, _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrShutdown) {
		t.Errorf("error %v, want ErrShutdown", err)
	}
}

func logsAndReports(t *testing.T, binary string) {
	log := make(chan LogLine, 10)
	starts := make(chan Start, 10)
	reports := make(chan Report, 10)
	f := newFunction(t, binary, func(c *Config) {
		c.OnLog = func(line LogLine) { log <- line }
		c.OnStart = func(start Start) { starts <- start }
		c.OnReport = func(report Report) { reports <- report }
	})
	got, _ := invoke(t, f, `{"do":"print"}`)
	line := <-log
	if line.Text != `{"level":"INFO","message":"printed"}` || line.LogStream != got.Stream {
		t.Errorf("line %+v", line)
	}
	if start := <-starts; start.RequestID != got.RequestID || !start.Cold {
		t.Errorf("start %+v", start)
	}
	report := <-reports
	if report.RequestID != got.RequestID || !report.Cold || report.Init <= 0 || report.Duration <= 0 || report.Error != "" {
		t.Errorf("report %+v", report)
	}
	if report.Billed%time.Millisecond != 0 || report.Billed < report.Init+report.Duration {
		t.Errorf("billed %s for init %s and duration %s", report.Billed, report.Init, report.Duration)
	}
	if kept := f.Reports(); len(kept) != 1 || kept[0] != report {
		t.Errorf("reports %+v, want that one", kept)
	}
}

func churn(t *testing.T, binary string) {
	f := newFunction(t, binary, func(c *Config) { c.MaxProcesses = 4 })
	var group sync.WaitGroup
	for worker := range 6 {
		group.Go(func() {
			for i := range 12 {
				do := []string{"", "error", "panic", "exit", "sleep"}[(worker+i)%5]
				if _, _, err := f.Invoke(context.Background(), []byte(`{"milli":5,"do":"`+do+`"}`)); err != nil {
					t.Errorf("invoke %q: %v", do, err)
				}
				for _, p := range f.pool.all() {
					if (worker+i)%7 == 0 {
						f.Kill(p.logStream)
					}
				}
			}
		})
	}
	group.Wait()
	f.Shutdown(t.Context())
	if got := f.Stats(); got.Processes != 0 || got.Running != 0 || got.Invocations != 72 {
		t.Errorf("stats %+v, want 72 invocations and nothing left", got)
	}
}

func reservedVariable(t *testing.T, binary string) {
	_, err := New(Config{Name: "f", Binary: binary, Environment: map[string]string{"AWS_REGION": "x"}})
	if err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("error %v, want one that names AWS_REGION", err)
	}
}

func largeEnvironment(t *testing.T, binary string) {
	_, err := New(Config{Name: "f", Binary: binary, Environment: map[string]string{"LARGE": strings.Repeat("x", 4096)}})
	if err == nil {
		t.Error("no error")
	}
}

func waiterAfterDeath(t *testing.T, binary string) {
	f := newFunction(t, binary, func(c *Config) { c.MaxProcesses = 1 })
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, failure, err := f.Invoke(context.Background(), []byte(`{"do":"exit"}`)); failure == nil || err != nil {
				t.Errorf("failure %v, error %v; want an exit each", failure, err)
			}
		})
	}
	group.Wait()
}
