package local

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/clock"
)

func TestAttach_findsTheSystemOnItsFolder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	f := &folder{root: data}
	want := Endpoints{API: "http://127.0.0.1:1", Sim: "http://127.0.0.1:2", DynamoDB: "http://127.0.0.1:3", Table: "ventana-local-Table"}
	if err := f.writeEndpoints(want); err != nil {
		t.Fatal(err)
	}
	if err := clock.New(f.path("clock")).Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	got, err := Attach(data)
	if err != nil || got.Endpoints != want || got.CallURL != "file://"+data+"/secrets/call.json" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if address := got.Database.Options().BaseEndpoint; address == nil || *address != want.DynamoDB {
		t.Error("the client does not speak to the table's endpoint")
	}
	if got.Clock.Offset() != time.Hour {
		t.Errorf("the clock is %s ahead, want the system's hour", got.Clock.Offset())
	}
}

func TestAttach_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		endpoints *Endpoints
		want      string
	}{
		"no system":              {nil, "start one with `make run`"},
		"a system without table": {&Endpoints{API: "http://127.0.0.1:1"}, "has no table"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			if test.endpoints != nil {
				if err := (&folder{root: data}).writeEndpoints(*test.endpoints); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Attach(data); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
