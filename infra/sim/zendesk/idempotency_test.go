package zendesk

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/fault"
)

const onlyComment = `{"ticket":{"comment":{"body":"x"}}}`

func TestIdempotencyKeyAnswersAgain(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	create := func(body string) answer {
		return a.call(http.MethodPost, "/api/v2/tickets", body, "Idempotency-Key", "conversation-1")
	}
	first := a.must(201, create(onlyComment))
	second := a.must(201, create(onlyComment))
	if first.header.Get("x-idempotency-lookup") != "miss" || second.header.Get("x-idempotency-lookup") != "hit" {
		t.Errorf("lookups %q and %q", first.header.Get("x-idempotency-lookup"), second.header.Get("x-idempotency-lookup"))
	}
	if first.text != second.text || first.header.Get("Location") != second.header.Get("Location") {
		t.Errorf("the second answer differs:\n%s\n%s", first.text, second.text)
	}
	a.must(400, create(`{"ticket":{"comment":{"body":"y"}}}`)).check(t, "error", "IdempotentRequestError",
		"description", "Request parameters don't match the given idempotency key")
	a.advance(replayLife)
	a.renew()
	third := a.must(201, create(onlyComment))
	if third.at("ticket.id") == first.at("ticket.id") || third.header.Get("x-idempotency-lookup") != "miss" {
		t.Errorf("after two hours the key still answers with ticket %s", third.at("ticket.id"))
	}
	a.must(400, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", strings.Repeat("k", 256)))
}

func TestRefusedCreationLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	key := []string{"Idempotency-Key", "k"}
	a.must(422, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"subject":"x"}}`, key...))
	a.must(201, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, key...))
}

func TestDroppedAnswerIsFoundByTheKey(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	if err := a.faults.Add(fault.Fault{Target: "zendesk", Path: "POST /api/v2/tickets", Do: "drop-answer"}); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/api/v2/tickets", strings.NewReader(onlyComment))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {a.bearer}, "Content-Type": {"application/json"}, "Idempotency-Key": {"k"}}
	// On a reused connection net/http repeats a request with this header by itself.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if response, err := client.Do(request); err == nil {
		_ = response.Body.Close()
		t.Fatalf("the answer was not dropped: %d", response.StatusCode)
	}
	got := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k"))
	if got.header.Get("x-idempotency-lookup") != "hit" {
		t.Error("the retry made a second ticket")
	}
}

func TestKeyInFlightIsAConflict(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	reader, writer := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/api/v2/tickets", reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {a.bearer}, "Content-Type": {"application/json"}, "Idempotency-Key": {"k"}}
	first := make(chan int)
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			first <- 0
			return
		}
		_ = response.Body.Close()
		first <- response.StatusCode
	}()
	waitFor(t, func() bool {
		a.z.mu.Lock()
		defer a.z.mu.Unlock()
		return a.z.inFlight["k"]
	})
	a.must(409, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k")).
		check(t, "error", "IdempotentRequestInProgress")
	_, _ = io.WriteString(writer, onlyComment)
	_ = writer.Close()
	if status := <-first; status != http.StatusCreated {
		t.Errorf("first request: %d", status)
	}
	a.must(201, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k"))
}

// waitFor polls until done or for five seconds.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal("waited five seconds in vain")
}
