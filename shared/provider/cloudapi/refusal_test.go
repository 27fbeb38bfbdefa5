package cloudapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

func TestSendRefusals(t *testing.T) {
	t.Parallel()
	meta := func(code any) string {
		return fmt.Sprintf(`{"error":{"message":"(#x) leak","type":"OAuthException","code":%v,"error_data":{"details":"leak"},"fbtrace_id":"A1b_-"}}`, code)
	}
	const page = "<html>leak</html>"
	after := func(value string) map[string]string { return map[string]string{"Retry-After": value} }
	date := map[string]string{"Retry-After": "Sun, 22 Nov 2026 09:00:40 GMT", "Date": "Sun, 22 Nov 2026 09:00:00 GMT"}
	past := map[string]string{"Retry-After": "Sun, 22 Nov 2026 08:00:00 GMT", "Date": "Sun, 22 Nov 2026 09:00:00 GMT"}
	tests := []struct {
		name   string
		status int
		header map[string]string
		answer string
		class  failure.Class
		code   string
		wait   time.Duration
	}{
		{"the closed window", 400, nil, meta(131047), failure.Permanent, "131047", 0},
		{"a code as a string", 400, nil, meta(`"131026"`), failure.Permanent, "131026", 0},
		{"an expired token waits for operators", 401, nil, meta(190), failure.Later, "190", time.Minute},
		{"a token that cannot authenticate waits too", 401, nil, meta(0), failure.Later, "0", time.Minute},
		{"a missing permission waits too", 403, nil, meta(10), failure.Later, "10", time.Minute},
		{"any permission of 200 to 299 waits too", 403, nil, meta(294), failure.Later, "294", time.Minute},
		{"access denied waits too", 403, nil, meta(131005), failure.Later, "131005", time.Minute},
		{"payment is told to the agent", 400, nil, meta(131042), failure.Permanent, "131042", 0},
		{"the pair rate", 400, nil, meta(131056), failure.Later, "131056", 6 * time.Second},
		{"throughput", 400, nil, meta(130429), failure.Later, "130429", time.Second},
		{"the account's call rate", 400, nil, meta(80007), failure.Later, "80007", time.Minute},
		{"throughput with a Retry-After", 429, after("17"), meta(130429), failure.Later, "130429", 17 * time.Second},
		{"an outage may have sent", 503, nil, meta(2), failure.Ambiguous, "2", time.Minute},
		{"an unknown failure may have sent", 500, nil, meta(131000), failure.Ambiguous, "131000", 0},
		{"an unknown code with 400", 400, nil, meta(987654), failure.Permanent, "987654", 0},
		{"an unknown code with 500", 500, nil, meta(987654), failure.Ambiguous, "987654", 0},
		{"an unknown code with 429", 429, nil, meta(987654), failure.Later, "987654", time.Second},
		{"a permanent code ignores a Retry-After", 400, after("9"), meta(131047), failure.Permanent, "131047", 0},
		{"a proxy's 502", 502, nil, page, failure.Ambiguous, "502", 0},
		{"a proxy's 503 with a Retry-After", 503, after("30"), page, failure.Ambiguous, "503", 30 * time.Second},
		{"a proxy's 429", 429, after("2"), page, failure.Later, "429", 2 * time.Second},
		{"a proxy's 401", 401, nil, page, failure.Later, "401", time.Minute},
		{"a proxy's 404", 404, nil, page, failure.Permanent, "404", 0},
		{"a redirect is not followed", 307, map[string]string{"Location": "https://evil.example/"}, "", failure.Later, "307", time.Minute},
		{"another success is no acceptance", 202, nil, accepted, failure.Ambiguous, "202", 0},
		{"a date in Retry-After", 429, date, page, failure.Later, "429", 40 * time.Second},
		{"a date that is past", 429, past, page, failure.Later, "429", 0},
		{"a Retry-After below zero", 429, after("-5"), page, failure.Later, "429", 0},
		{"a Retry-After of years", 429, after("999999999999"), page, failure.Later, "429", time.Hour},
		{"a Retry-After that is none", 429, after("soon"), page, failure.Later, "429", time.Second},
		{"a code that is a text", 400, nil, meta(`"call 34600000001!"`), failure.Permanent, "unreadable", 0},
		{"an error that is a text", 400, nil, `{"error":"leak"}`, failure.Permanent, "400", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, tt.status, tt.header, tt.answer)
			_, err := client(server.URL).Send(t.Context(), reply())
			got := failure.Of(err)
			if err == nil || got.Class != tt.class || got.Code != tt.code || got.Wait != tt.wait {
				t.Fatalf("got %v with code %q and wait %s; want %s %q %s", err, got.Code, got.Wait, tt.class, tt.code, tt.wait)
			}
			checkSafe(t, err)
			if strings.Contains(tt.answer, "A1b_-") && !strings.Contains(err.Error(), "fbtrace_id A1b_-") {
				t.Errorf("no fbtrace_id: %v", err)
			}
		})
	}
}

func TestRetryAfterWithoutDateIsUnknown(t *testing.T) {
	t.Parallel()
	header := http.Header{"Retry-After": {"Sun, 22 Nov 2026 09:00:40 GMT"}}
	if wait, ok := retryAfter(header); ok {
		t.Errorf("got %s, want nothing: our clock is not the server's", wait)
	}
}

func TestErrorTable(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, entry := range Errors() {
		if seen[entry.Code] {
			t.Errorf("code %d stands twice", entry.Code)
		}
		seen[entry.Code] = true
		if entry.Meaning == "" || entry.Meaning != strings.ToLower(entry.Meaning[:1])+entry.Meaning[1:] {
			t.Errorf("code %d: meaning %q", entry.Code, entry.Meaning)
		}
		if entry.Class == failure.Unknown {
			t.Errorf("code %d has no class", entry.Code)
		}
		if entry.Class == failure.Later && entry.Wait <= 0 {
			t.Errorf("code %d is later, but when?", entry.Code)
		}
		if entry.Class == failure.Permanent && entry.Wait != 0 {
			t.Errorf("code %d is permanent and waits %s", entry.Code, entry.Wait)
		}
		if got, ok := Classify(entry.Code); !ok || got != entry {
			t.Errorf("Classify(%d) = %+v, %t", entry.Code, got, ok)
		}
	}
	if len(seen) < 90 {
		t.Errorf("%d codes, Meta publishes more", len(seen))
	}
}

// TestErrorTable_followsMetasAdvice names each code that Meta publishes with
// what it says of trying again, so that a code that is added, lost or moved is
// seen.
func TestErrorTable_followsMetasAdvice(t *testing.T) {
	t.Parallel()
	advice := map[failure.Class][]int{
		// Refused before anything was done, and what only operators can mend.
		failure.Later: {0, 3, 4, 10, 190, 200, 80007, 130429, 131005, 131056, 133015, 134101},
		// Perhaps done.
		failure.Ambiguous: {1, 2, 131000, 131016, 131057, 133004, 2494100},
		// Never, or not before an agent would want to know.
		failure.Permanent: {
			33, 100, 368, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131031, 131035, 131036, 131037,
			131042, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 131060, 131062, 131063, 131064,
			131065, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133005, 133006,
			133008, 133009, 133010, 133016, 134011, 134100, 134102, 135000, 136024, 138038, 139100, 141002, 147001, 147002,
			147003, 147004, 147005, 1752041, 2388001, 2388012, 2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388091,
			2388093, 2388103, 2388293, 2388299, 2593107, 2593108, 2593109,
		},
	}
	count := 0
	for class, codes := range advice {
		count += len(codes)
		for _, code := range codes {
			if got, known := Classify(code); !known || got.Class != class {
				t.Errorf("code %d is %s, want %s", code, got.Class, class)
			}
		}
	}
	if got := len(Errors()); got != count {
		t.Errorf("%d codes in the table, %d here", got, count)
	}
}

// TestRefusedAccessIsWhatWaitsForOperators holds the table and the short list
// of provider.RefusesAccess together.
func TestRefusedAccessIsWhatWaitsForOperators(t *testing.T) {
	t.Parallel()
	access := map[int]bool{}
	for _, entry := range accessErrors() {
		access[entry.Code] = entry.Wait == waitOperator
	}
	for _, entry := range Errors() {
		if got := provider.RefusesAccess(strconv.Itoa(entry.Code)); got != access[entry.Code] {
			t.Errorf("code %d: %t, want %t", entry.Code, got, access[entry.Code])
		}
	}
}

func TestClassify(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		code  int
		known bool
		class failure.Class
	}{
		{"the first permission code", 200, true, failure.Later},
		{"the last permission code", 299, true, failure.Later},
		{"a code before the permissions", 199, false, failure.Unknown},
		{"a code after the permissions", 300, false, failure.Unknown},
		{"a negative code", -1, false, failure.Unknown},
		{"the window", 131047, true, failure.Permanent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := Classify(tt.code); ok != tt.known || got.Class != tt.class {
				t.Errorf("Classify(%d) = %+v, %t", tt.code, got, ok)
			}
		})
	}
}
