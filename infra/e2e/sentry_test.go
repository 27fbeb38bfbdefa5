package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/local/lambda"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/sentry"
)

// toldToSentry is what GET /sim/sentry shows.
type toldToSentry struct {
	Events []struct {
		Release, Environment string
		Tags                 map[string]string
		Exception            []struct{ Type, Value string }
	} `json:"events"`
	CheckIns []struct {
		Slug   string `json:"monitor_slug"`
		Status string `json:"status"`
	} `json:"check_ins"`
}

// A message that is parked is told to Sentry by the function that parked it, with
// nothing of what it holds, and scheduled functions check in.
func TestSentry_isToldOfTheWholeSystem(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const secret = "soy Ana Perez y mi clave es sesamo"
	system.control(t, http.MethodPost, "/sim/deliveries?connection=whatsapp", `{"object":"whatsapp_business_account","entry":["`+secret+` +34600111222"]}`, nil)
	eventually(t, func() error {
		if system.logs.count("record parked") == 0 {
			return errors.New("nothing is parked")
		}
		return nil
	})
	system.drained(t) // before the clock runs away from what is in hand
	system.control(t, http.MethodPost, "/sim/clock", `{"advance":"1h"}`, nil)
	var raw json.RawMessage
	eventually(t, func() error {
		var told toldToSentry
		system.control(t, http.MethodGet, "/sim/sentry", "", &raw)
		if err := json.Unmarshal(raw, &told); err != nil {
			return err
		}
		parked := 0
		for _, event := range told.Events {
			if event.Exception[0].Type == "record parked" && event.Tags["code"] == "unreadable" && event.Tags["function"] == "inbound" &&
				event.Environment == "dev" && event.Release == "ventana@development" {
				parked++
			}
		}
		checked := map[string]bool{}
		for _, in := range told.CheckIns {
			checked[in.Slug+" "+in.Status] = true
		}
		for _, slug := range []string{"ventana-window-sweep", "ventana-reconcile-sweep", "ventana-catalogue-sync", "ventana-canary-listen"} {
			if !checked[slug+" in_progress"] || !checked[slug+" ok"] {
				return fmt.Errorf("%s has not begun and ended: %v", slug, checked)
			}
		}
		if parked != 1 {
			return fmt.Errorf("%d events of a parked record, want 1: %s", parked, raw)
		}
		return nil
	})
	for _, personal := range []string{"Ana", "sesamo", "600111222", "server_name"} {
		if strings.Contains(string(raw), personal) {
			t.Errorf("Sentry was told %q: %s", personal, raw)
		}
	}
}

// While Sentry hangs, a record that is parked and the messages around it go their
// way as ever.
func TestSentry_thatHangsHoldsUpNoMessage(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	system.control(t, http.MethodPost, "/sim/faults", `{"target":"sentry","do":"hang","times":1000}`, nil)
	const phone = "34600111333"
	for round := range 3 {
		system.control(t, http.MethodPost, "/sim/deliveries?connection=whatsapp", fmt.Sprintf(`{"object":"whatsapp_business_account","entry":["%d"]}`, round), nil)
		system.control(t, http.MethodPost, "/sim/customers/"+phone+"/messages", fmt.Sprintf(`{"type":"text","text":{"body":"message %d"}}`, round), nil)
		started := time.Now()
		eventually(t, func() error {
			var tickets json.RawMessage
			system.control(t, http.MethodGet, "/sim/agents/tickets", "", &tickets)
			if !strings.Contains(string(tickets), fmt.Sprintf("message %d", round)) {
				return fmt.Errorf("message %d is not in a ticket", round)
			}
			return nil
		})
		t.Logf("message %d took %v", round, time.Since(started).Round(time.Millisecond))
	}
	eventually(t, func() error {
		if parked := system.logs.count("record parked"); parked != 3 {
			return fmt.Errorf("%d records were parked, want 3", parked)
		}
		return nil
	})
	eventually(t, func() error {
		if system.logs.count("sentry did not answer in time") == 0 {
			return errors.New("no function found that Sentry hangs: the fault did not strike")
		}
		return nil
	})
}

// The real process on the Lambda runtime: what a run returns and what it panics
// with is told before Lambda hears of it, and Lambda hears what it would have.
func TestSentry_isToldHowRunsEnd(t *testing.T) {
	t.Parallel()
	stand := sentry.New(fault.New())
	server := httptest.NewServer(stand)
	t.Cleanup(server.CloseClientConnections)
	binary := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags=lambda.norpc", "-trimpath", "-o", binary, "./testdata/failing")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	function, err := lambda.New(lambda.Config{
		Name: "failing", Binary: binary, MemoryMB: 256, Timeout: 10 * time.Second, MaxProcesses: 1,
		Environment: map[string]string{"SENTRY_DSN": sentry.DSN(server.URL), "SENTRY_ENVIRONMENT": "staging"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { function.Shutdown(context.Background()) })
	answers := map[string]string{"work": "done", "fail": "600111222", "panic": "600111222", "index": "index out of range"}
	for _, do := range []string{"work", "fail", "panic", "index"} {
		answer, failed, err := function.Invoke(t.Context(), []byte(`{"do":"`+do+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		if said := fmt.Sprintf("%s %+v", answer, failed); !strings.Contains(said, answers[do]) {
			t.Errorf("%s: Lambda heard %s, want %q in it", do, said, answers[do])
		}
	}
	var got []string
	for _, item := range stand.Items() {
		var event struct {
			Release, Environment string
			Exception            []struct {
				Type, Value string
				Stacktrace  struct{ Frames []struct{ Function string } }
			}
		}
		if err := json.Unmarshal(item.Payload, &event); err != nil {
			t.Fatal(err)
		}
		said := event.Exception[0]
		line := said.Type + ": " + said.Value
		if strings.HasPrefix(said.Type, "panic") {
			line += " in " + said.Stacktrace.Frames[len(said.Stacktrace.Frames)-1].Function
		}
		got = append(got, line)
		if !strings.HasPrefix(event.Release, "ventana@") || event.Environment != "staging" {
			t.Errorf("release %q, environment %q", event.Release, event.Environment)
		}
	}
	want := []string{"run failed: (*errors.errorString)", "panic: panic (string) in handle", "panic: runtime error: index out of range [3] with length 0 in handle"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("Sentry was told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
