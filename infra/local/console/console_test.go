package console

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/lambda"
)

func at() time.Time { return time.Date(2026, 11, 22, 9, 8, 7, 0, time.Local) }

func TestLinesOfAFunction(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, want string }{
		{
			"a JSON line is taken apart in order",
			`{"timestamp":"x","level":"warn","message":"slow call","requestId":"r","outcome":"later","attempt":2,"err":"two words"}`,
			`09:08:07.000 inbound   WARN   slow call outcome=later attempt=2 err="two words"`,
		},
		{"a plain line is a message", `panic: oh`, `09:08:07.000 inbound   INFO   panic: oh`},
		{"a broken line is a message", `{"level":`, `09:08:07.000 inbound   INFO   {"level":`},
		{
			"metrics are one line",
			`{"_aws":{"Timestamp":1},"function":"inbound","Accepted":3}`,
			`09:08:07.000 inbound   METRIC Accepted=3`,
		},
		{"an object value stays JSON", `{"message":"m","a":{"b": [1]}}`, `09:08:07.000 inbound   INFO   m a={"b":[1]}`},
		{"an empty value is shown", `{"message":"m","a":""}`, `09:08:07.000 inbound   INFO   m a=""`},
		{"control characters are harmless", `{"message":"a\u001b[2Jb"}`, `09:08:07.000 inbound   INFO   a [2Jb`},
		{"a long value is cut", `{"a":"` + strings.Repeat("é", 300) + `"}`, `09:08:07.000 inbound   INFO   a=` + strings.Repeat("é", 150) + "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			New(&out, Options{}).Function("inbound", lambda.LogLine{At: at(), Text: test.line})
			// A line without a message has its fields after one blank.
			got := strings.TrimSuffix(out.String(), "\n")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("line (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRawLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := New(&out, Options{JSON: true, Colour: true})
	c.now = func() time.Time { return time.Date(2026, 11, 22, 9, 8, 7, 0, time.UTC) }
	c.Function("inbound", lambda.LogLine{At: c.now(), Text: `{"level":"INFO", "message":"as it is"}`})
	c.Function("inbound", lambda.LogLine{At: c.now(), Text: `plain`})
	c.Host("local", Warn, "said", "key", "a b")
	want := `{"level":"INFO", "message":"as it is"}
{"function":"inbound","level":"INFO","message":"plain","timestamp":"2026-11-22T09:08:07Z"}
{"function":"local","key":"\"a b\"","level":"WARN","message":"said","timestamp":"2026-11-22T09:08:07Z"}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestReportLine(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := New(&out, Options{Colour: true})
	c.now = at
	c.Report("inbound", lambda.Report{
		Duration: 12345678, Billed: 20 * time.Millisecond, Init: 7 * time.Millisecond, Cold: true,
		MemoryMB: 256, MaxMemory: 25 << 20, Error: "Sandbox.Timedout: late",
	})
	want := "\x1b[2m09:08:07.000\x1b[0m \x1b[36minbound  \x1b[0m \x1b[31mERROR \x1b[0m invocation" +
		" \x1b[2mduration=\x1b[0m12.3ms \x1b[2mbilled=\x1b[0m20ms \x1b[2mmemory=\x1b[0m25/256MB" +
		" \x1b[2minit=\x1b[0m7ms \x1b[2merr=\x1b[0m\"Sandbox.Timedout: late\"\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
}

func TestWriterCutsLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := New(&out, Options{})
	c.now = at
	w := c.Writer("dynamodb")
	for _, piece := range []string{"one\ntw", "o\n\n", "three"} {
		if _, err := w.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	want := "09:08:07.000 dynamodb  INFO   one\n09:08:07.000 dynamodb  INFO   two\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
