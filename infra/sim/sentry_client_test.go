package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/infra/sim/fault"
	simulated "ventana/infra/sim/sentry"
	"ventana/shared/failure"
	"ventana/shared/sentry"
	"ventana/shared/telemetry"
)

// ingestion is the stand-in with all that reached it, as bytes.
type ingestion struct {
	*simulated.Sentry
	faults *fault.Injector
	dsn    string

	mu   sync.Mutex
	sent bytes.Buffer // headers and bodies
	asks int
}

func newIngestion(t *testing.T) *ingestion {
	t.Helper()
	s := &ingestion{faults: fault.New()}
	s.Sentry = simulated.New(s.faults)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read envelope: %v", err)
		}
		s.mu.Lock()
		s.asks++
		fmt.Fprintf(&s.sent, "%v\n%s\n", r.Header, body)
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		if answer.Code == http.StatusBadRequest {
			t.Errorf("refused: %s\n%s", answer.Body, body)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.CloseClientConnections)
	s.dsn = simulated.DSN(server.URL)
	return s
}

func (s *ingestion) reporter(checkIns map[string]int) *sentry.Reporter {
	return sentry.Open(sentry.Settings{
		DSN: s.dsn, Release: func() string { return "ventana@v1.2.3" }, Environment: "prod", Function: "inbound", Version: "17", CheckIns: checkIns,
	})
}

func (s *ingestion) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asks
}

func (s *ingestion) arm(t *testing.T, f fault.Fault) {
	t.Helper()
	f.Target = "sentry"
	if err := s.faults.Add(f); err != nil {
		t.Fatal(err)
	}
}

// told is an event as Sentry has it.
type told struct {
	Release, Environment, Level string
	Tags                        map[string]string
	Fingerprint                 []string
	Exception                   []struct {
		Type, Value string
		Stacktrace  struct {
			Frames []struct{ Function, Module, Filename string }
		}
	}
}

func (s *ingestion) events(t *testing.T) []told {
	t.Helper()
	var all []told
	for _, item := range s.Items() {
		if item.Type == "event" {
			var one told
			if err := json.Unmarshal(item.Payload, &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
	}
	return all
}

const requestID = "6d7c6f1e-2b9a-4c59-9d2a-0123456789ab"

func TestSentry_errorHasReleaseStageAndPlace(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	reporter := s.reporter(nil)
	log := slog.New(reporter.Watch(slog.NewJSONHandler(io.Discard, nil))).With(telemetry.KeyFunction, "inbound")
	run := reporter.Begin(t.Context(), requestID, []byte(`{"Records":[]}`))
	log.Error("record parked", telemetry.KeyRecord, requestID, telemetry.KeyCode, "refused", telemetry.KeyReason, "anything",
		telemetry.KeyReceives, 3, telemetry.KeyError, fmt.Errorf("add: %w", &failure.Error{Class: failure.Permanent, Op: "add comment", Code: "RecordInvalid"}))
	run.Over(t.Context(), nil, nil)
	events := s.events(t)
	if len(events) != 1 {
		t.Fatalf("got %d events, want the error, and at the end of the run", len(events))
	}
	got := events[0]
	if got.Release != "ventana@v1.2.3" || got.Environment != "prod" || got.Level != "error" {
		t.Errorf("got release %q, environment %q, level %q", got.Release, got.Environment, got.Level)
	}
	for name, want := range map[string]string{"function": "inbound", "function_version": "17", "request_id": requestID, "record": requestID, "code": "refused", "receives": "3"} {
		if got.Tags[name] != want {
			t.Errorf("tag %s is %q, want %q", name, got.Tags[name], want)
		}
	}
	said := got.Exception[0]
	if said.Type != "record parked" || said.Value != "refused: permanent RecordInvalid (*failure.Error)" {
		t.Errorf("got %q: %q", said.Type, said.Value)
	}
	frames := said.Stacktrace.Frames
	if last := frames[len(frames)-1]; last.Function != "TestSentry_errorHasReleaseStageAndPlace" || strings.HasPrefix(last.Filename, "/") {
		t.Errorf("the place is %+v, want this test and no path of this machine", last)
	}
}

// TestSentry_nothingPersonalLeaves puts values that must not leave wherever one
// could come from, and reads every byte that was sent.
func TestSentry_nothingPersonalLeaves(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	reporter := s.reporter(map[string]int{"sweep": 5})
	log := slog.New(reporter.Watch(slog.NewJSONHandler(io.Discard, nil)))
	hostile := []string{
		"+34600111222", "34600111222", "600 111 222", "(600) 111-222", "Ana Perez-Lopez", "hola soy ana y quiero pagar", "ES.13491208655302741918",
		"wamid.HBgLMzQ2MDAxMTEyMjIVAgASGBQzQTdB", "EAAGm0PX4ZCpsBAKZCZBtoken", "ana@example.com", "203.0.113.7", "2001:db8::7", "https://ana.example.com/?token=abc",
		"4111 1111 1111 1111", "Мария", "秘密", "line\nbreak soy ana", `{"text":"soy ana"}`,
	}
	keys := []string{
		telemetry.KeyConnection, telemetry.KeyNumber, telemetry.KeyDelivery, telemetry.KeyKind, telemetry.KeyTicket, telemetry.KeyContact, telemetry.KeyMessage, telemetry.KeyRecord,
		telemetry.KeyCode, telemetry.KeyReason, telemetry.KeyReceives, telemetry.KeyAttempt, telemetry.KeyCount, telemetry.KeyError, telemetry.KeyPanic, "stack", "body",
	}
	for _, value := range hostile {
		run := reporter.Begin(t.Context(), value, []byte(`{"do":"sweep","text":"`+value+`"}`))
		plain := errors.New(value)
		for _, cause := range []error{
			plain, fmt.Errorf("post: %w", plain), errors.Join(plain, plain), &failure.Error{Op: value, Code: value, Err: plain},
			&failure.Error{Class: failure.Permanent, Op: value, Code: value}, spoken{value}, &os.PathError{Op: value, Path: value, Err: plain},
		} {
			log.Error("record parked", telemetry.KeyError, cause)
			run.Over(t.Context(), cause, nil)
		}
		for _, key := range keys {
			log.Error("record parked", key, value)
			log.Error("record parked", key, spoken{value})
			log.With(key, value).WithGroup(key).Error("record parked")
		}
		for _, panicked := range []any{value, plain, spoken{value}, fmt.Sprintf("index out of range: %s", value)} {
			log.Error("panic while handling a record", telemetry.KeyPanic, telemetry.Panic{Value: panicked})
			run.Over(t.Context(), nil, panicked)
		}
		if strings.ToLower(value) != value || strings.ContainsFunc(value, func(r rune) bool { return r < 'a' && r != ' ' }) {
			log.Error(value) // messages are constants, see infra; somebody else's mostly look like this
			log.Error("record of " + value)
		}
		reporter.Rang(telemetry.MetricAccessRefused, value)
		reporter.Rang(telemetry.MetricUnaccounted, value)
		reporter.Flush(t.Context())
	}
	if got := s.asked(); got < 60*len(hostile) {
		t.Fatalf("only %d envelopes were sent", got)
	}
	s.mu.Lock()
	sent := s.sent.String()
	s.mu.Unlock()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	// A word without digits that stands alone looks like a code, wherever a code may stand.
	for _, value := range append(hostile, host, "server_name", "ip_address", `"user"`, "soy ana", "600111222", "Perez", "6001112") {
		if strings.Contains(sent, value) {
			at := strings.Index(sent, value)
			t.Errorf("%q left:\n%s", value, sent[max(0, at-300):min(len(sent), at+200)])
		}
	}
}

// spoken speaks whenever it is asked for text.
type spoken struct{ text string }

func (s spoken) Error() string     { return s.text }
func (s spoken) String() string    { return s.text }
func (s spoken) ErrorCode() string { return s.text }
func (s spoken) Service() string   { return s.text }
func (s spoken) Operation() string { return s.text }
func (s spoken) RuntimeError()     {}
func (s spoken) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.text)
}

func TestSentry_panicSaysWhereAndGoOwnWords(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	reporter := s.reporter(nil)
	run := reporter.Begin(t.Context(), requestID, nil)
	func() {
		defer func() { run.Over(t.Context(), nil, recover()) }()
		indexed(nil, 3)
	}()
	events := s.events(t)
	if len(events) != 1 || events[0].Exception[0].Value != "runtime error: index out of range [3] with length 0" {
		t.Fatalf("got %+v, want one panic in Go's words", events)
	}
	frames := events[0].Exception[0].Stacktrace.Frames
	if last := frames[len(frames)-1]; last.Function != "indexed" {
		t.Errorf("the place is %+v, want where it panicked", last)
	}
}

//go:noinline
func indexed(list []int, at int) int { return list[at] }

func TestSentry_waitsAreNotTold(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	reporter := s.reporter(map[string]int{"sweep": 5})
	later := &failure.Error{Class: failure.Later, Op: "list tickets", Code: "429"}
	for _, err := range []error{later, fmt.Errorf("sweep: %w", errors.Join(later, &failure.HeldError{Item: "ticket"})), &failure.Error{Class: failure.Ambiguous}} {
		reporter.Begin(t.Context(), requestID, []byte(`{"do":"sweep"}`)).Over(t.Context(), err, nil)
	}
	if got := s.events(t); len(got) != 0 {
		t.Errorf("got %+v, want no event", got)
	}
	reporter.Begin(t.Context(), requestID, []byte(`{"do":"sweep"}`)).Over(t.Context(), errors.Join(later, errors.New("a bug")), nil)
	if got := s.events(t); len(got) != 1 || !strings.Contains(got[0].Exception[0].Value, "errorString") {
		t.Errorf("got %+v, want the one that nobody foresaw beside a wait", got)
	}
}

func TestSentry_checksScheduledRunsIn(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	reporter := s.reporter(map[string]int{"sweep": 5})
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	reporter.Begin(ctx, requestID, []byte(`{"do":"sweep"}`)).Over(ctx, nil, nil)
	reporter.Begin(ctx, requestID, []byte(`{"do":"statement"}`)).Over(ctx, nil, nil) // by hand
	reporter.Begin(ctx, requestID, []byte(`{"do":"sweep"}`)).Over(ctx, errors.New("a bug"), nil)
	var got []string
	ids := map[string]int{}
	for _, item := range s.Items() {
		if item.Type != "check_in" {
			continue
		}
		var in struct {
			ID          string `json:"check_in_id"`
			Slug        string `json:"monitor_slug"`
			Status      string
			Release     string
			Environment string
			Config      struct {
				Schedule struct {
					Type  string
					Value int
					Unit  string
				}
				Margin  int `json:"checkin_margin"`
				Runtime int `json:"max_runtime"`
			} `json:"monitor_config"`
		}
		if err := json.Unmarshal(item.Payload, &in); err != nil {
			t.Fatal(err)
		}
		ids[in.ID]++
		got = append(got, fmt.Sprintf("%s %s %s %s %v margin %d runtime %d", in.Slug, in.Status, in.Release, in.Environment, in.Config.Schedule, in.Config.Margin, in.Config.Runtime))
	}
	const form = "ventana-inbound-sweep %s ventana@v1.2.3 prod {interval 5 minute} margin 5 runtime 2"
	want := []string{fmt.Sprintf(form, "in_progress"), fmt.Sprintf(form, "ok"), fmt.Sprintf(form, "in_progress"), fmt.Sprintf(form, "error")}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || len(ids) != 2 {
		t.Errorf("got %d ids and\n%s\nwant two, and\n%s", len(ids), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSentry_aLimitIsKept(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	s.arm(t, fault.Fault{Do: fault.DoStatus, Status: http.StatusTooManyRequests, RetryAfter: 60})
	reporter := s.reporter(nil)
	for range 5 {
		started := time.Now()
		reporter.Begin(t.Context(), requestID, nil).Over(t.Context(), errors.New("a bug"), nil)
		if took := time.Since(started); took > 900*time.Millisecond {
			t.Errorf("a run took %v because of Sentry's limit", took)
		}
	}
	if got := s.asked(); got != 1 {
		t.Errorf("asked %d times, want once: it said to come back in 60 s", got)
	}
}

// TestSentry_thatHangsDelaysOneRunByASecondAtMost: and none after that, nor any
// that has nothing to tell, nor one that is short of time.
func TestSentry_thatHangsDelaysOneRunByASecondAtMost(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	s.arm(t, fault.Fault{Do: fault.DoHang, Times: 100})
	took := func(reporter *sentry.Reporter, left time.Duration, err error) time.Duration {
		ctx, cancel := context.WithTimeout(t.Context(), left)
		defer cancel()
		started := time.Now()
		reporter.Begin(ctx, requestID, nil).Over(ctx, err, nil)
		return time.Since(started)
	}
	reporter := s.reporter(nil)
	if got := took(reporter, 15*time.Second, nil); got > 500*time.Millisecond {
		t.Errorf("a run without an error took %v", got)
	}
	if got := took(reporter, 15*time.Second, errors.New("a bug")); got > 1800*time.Millisecond {
		t.Errorf("the first run with an error took %v, want a second at most", got)
	}
	for range 3 {
		if got := took(reporter, 15*time.Second, errors.New("a bug")); got > 500*time.Millisecond {
			t.Errorf("a later run took %v, want it to leave Sentry alone", got)
		}
	}
	if got := took(s.reporter(nil), 700*time.Millisecond, errors.New("a bug")); got > 600*time.Millisecond {
		t.Errorf("a run with 0.7 s left waited %v, want 0.3 s kept for its answer", got)
	}
}

func TestSentry_thatIsNotThereDelaysNothing(t *testing.T) {
	t.Parallel()
	reporter := sentry.Open(sentry.Settings{DSN: simulated.DSN("http://127.0.0.1:9"), Release: func() string { return "" }})
	started := time.Now()
	for range 3 {
		reporter.Begin(t.Context(), requestID, nil).Over(t.Context(), errors.New("a bug"), nil)
	}
	if took := time.Since(started); took > 1500*time.Millisecond {
		t.Errorf("three runs took %v", took)
	}
}

func TestSentry_runThatIsAboutToBeCutOffIsTold(t *testing.T) {
	t.Parallel()
	s := newIngestion(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2100*time.Millisecond)
	defer cancel()
	s.reporter(nil).Begin(ctx, requestID, nil)
	<-ctx.Done()
	if got := s.events(t); len(got) != 1 || got[0].Exception[0].Type != "out of time" {
		t.Errorf("got %+v, want it told before the end", got)
	}
}

func TestSentry_offWithoutADSN(t *testing.T) {
	t.Parallel()
	reporter := sentry.Open(sentry.Settings{})
	next := slog.DiscardHandler
	if reporter != nil || reporter.Watch(next) != next {
		t.Error("a reporter without a DSN must be none, and watch nothing")
	}
	reporter.Rang(telemetry.MetricAccessRefused, "190") // must not fall over
	reporter.Flush(t.Context())
}
