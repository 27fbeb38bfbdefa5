package cloudapi

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `{"a":1,"b":[1,2,{"c":"]}"}],"d":"\\\"}"}`, ` [ 1 , "a" , null , {"x" : -1.5e3} ] `,
		`{"a":"\\"}`, `{"\u0061":1,"a":2}`, `[[[]],{}]`, `"text"`, `12`, `{"a" : true , "b":false}`, "[\"\xff\"]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			t.Skip("only valid documents are taken apart")
		}
		compare(t, raw)
	})
}

// compare holds our walk against encoding/json's.
func compare(t *testing.T, raw json.RawMessage) {
	t.Helper()
	var wantMembers map[string]json.RawMessage
	got, ok := members(raw)
	if isObject := json.Unmarshal(raw, &wantMembers) == nil && wantMembers != nil; ok != isObject {
		t.Fatalf("members(%q) is %t, want %t", raw, ok, isObject)
	}
	if ok {
		if diff := cmp.Diff(wantMembers, got); diff != "" {
			t.Fatalf("members(%q) (-want +got):\n%s", raw, diff)
		}
	}
	var wantElements []json.RawMessage
	list, ok := elements(raw)
	if isArray := json.Unmarshal(raw, &wantElements) == nil && wantElements != nil; ok != isArray {
		t.Fatalf("elements(%q) is %t, want %t", raw, ok, isArray)
	}
	if ok && len(wantElements) > 0 {
		if diff := cmp.Diff(wantElements, list); diff != "" {
			t.Fatalf("elements(%q) (-want +got):\n%s", raw, diff)
		}
	}
	for _, item := range list {
		var want any
		if err := json.Unmarshal(item, &want); err != nil {
			t.Fatalf("element %q of %q is no JSON: %v", item, raw, err)
		}
		if text, ok := str(item); ok != isString(want) || ok && text != want {
			t.Fatalf("str(%q) = %q, %t; want %v", item, text, ok, want)
		}
	}
}

func isString(v any) bool { _, ok := v.(string); return ok }

func TestScalar(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"a string gives its value", `"34600000001"`, "34600000001"},
		{"a number gives its spelling", `1600000000000001`, "1600000000000001"},
		{"a long number loses nothing", `12345678901234567890`, "12345678901234567890"},
		{"an object gives nothing", `{"a":1}`, ""},
		{"a boolean gives nothing", `true`, ""},
		{"null gives nothing", `null`, ""},
		{"a missing member gives nothing", ``, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := scalar(json.RawMessage(tt.raw)); got != tt.want {
				t.Errorf("scalar(%s) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}
