package sim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ventana/infra/sim/graph"
)

// shown is what a phone shows.
func (f *fixture) shown(who string) (list []graph.PhoneMessage) {
	f.t.Helper()
	_, answer := f.call("GET", "/sim/customers/"+who+"/messages", "")
	if err := json.Unmarshal([]byte(answer), &list); err != nil {
		f.t.Fatalf("%s: %v", answer, err)
	}
	return list
}

func TestPhoneControlsAreMounted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const ana = "/sim/customers/+34600000001"
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"profile", "POST", ana, `{"name":"Ana R","username":"ana.r","hide_phone":true,"needs_phone":true,"language":"es","parent_user_id":"ES.ENT.1"}`, 200, `"hide_phone":true`},
		{"customer", "GET", ana, "", 200, `"needs_phone":true`},
		{"stranger", "GET", "/sim/customers/34600000099", "", 404, "GET /sim/customers"},
		{"unknown member", "POST", ana, `{"nick":"a"}`, 400, "needs_phone"},
		{"nobody's phone", "POST", "/sim/customers/ES.abc", `{"hide_phone":false}`, 400, "/number"},
		{"message", "POST", ana + "/messages", `{"type":"text","text":{"body":"hola"}}`, 200, `{"id":"wamid.`},
		{"echo", "POST", ana + "/echoes", `{"type":"text","text":{"body":"buenas"}}`, 200, `{"id":"wamid.`},
		{"echo of nothing", "POST", ana + "/echoes", `{}`, 400, "type:"},
		{"call", "POST", ana + "/calls", `{"answered":true,"seconds":200}`, 200, `{"id":"wacid.`},
		{"call that nobody answers and that lasts", "POST", ana + "/calls", `{"seconds":200}`, 400, "seconds:"},
		{"call of nobody", "POST", ana + "/calls", `{"by":"agent"}`, 400, "by:"},
		{"number", "POST", ana + "/number", `{"to":"+34600000009","user_id":"ES.NEW"}`, 200, `{"id":"wamid.`},
		{"BSUID", "POST", "/sim/customers/ES.NEW/number", `{"user_id":"ES.NEWER"}`, 200, `{"id":"wamid.`},
		{"no number", "POST", ana + "/number", `{}`, 400, "to, user_id"},
		{"batch", "POST", "/sim/batch", `{"messages":[{"customer":"34600000002","message":{"type":"text","text":{"body":"b"}}}]}`, 200, `{"ids":["wamid.`},
		{"empty batch", "POST", "/sim/batch", `{"messages":[]}`, 400, "messages:"},
		{"wrong batch", "POST", "/sim/batch", `{"messages":[{"customer":"34600000002","message":{}}]}`, 400, "messages[0]"},
		{"notice", "POST", "/sim/notices", `{"field":"account_update","value":{"event":"ACCOUNT_DELETED"},"account":"2002"}`, 200, `{"ok":true}`},
		{"notice without a value", "POST", "/sim/notices", `{"field":"account_update"}`, 400, "value:"},
		{"unknown file", "GET", "/sim/media/1", "", 404, "no such media"},
	}
	for _, tt := range tests {
		status, answer := f.call(tt.method, tt.path, tt.body)
		if status != tt.status || !strings.Contains(answer, tt.want) {
			t.Errorf("%s: answered %d %s, want %d with %s", tt.name, status, answer, tt.status, tt.want)
		}
	}
	if list := f.shown("ES.NEWER"); len(list) != 5 || list[1].From != "business" {
		t.Errorf("the phone shows %+v", list)
	}
}

func TestFileGoesFromPhoneToGraphAndIsSeen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	content := base64.StdEncoding.EncodeToString([]byte("<script>alert(1)</script>"))
	f.call("POST", "/sim/customers/34600000001/messages", `{"type":"document","document":{"filename":"a.html","mime_type":"text/html","content_base64":"`+content+`"}}`)
	file := f.shown("34600000001")[0].File
	if file == nil || file.Name != "a.html" {
		t.Fatalf("the phone shows %+v", file)
	}
	var told struct{ URL string }
	_, answer := f.call("GET", "/graph/v26.0/"+file.ID, "")
	if err := json.Unmarshal([]byte(answer), &told); err != nil || !strings.HasPrefix(told.URL, "http://example.com/graph/media-host/") {
		t.Fatalf("resolved %s", answer)
	}
	f.call("POST", "/sim/faults", `{"target":"graph","path":"media-host","do":"status","status":500,"times":2}`)
	for _, want := range []int{500, 500, 200} {
		if status, body := f.call("GET", strings.TrimPrefix(told.URL, "http://example.com"), ""); status != want || want == 200 && !strings.HasPrefix(body, "<script>") {
			t.Errorf("the host answered %d %s, want %d", status, body, want)
		}
	}
	seen := httptest.NewRecorder()
	f.handler.ServeHTTP(seen, httptest.NewRequest(http.MethodGet, "/sim/media/"+file.ID, nil))
	if seen.Body.String() != "<script>alert(1)</script>" || seen.Header().Get("Content-Security-Policy") != "sandbox" ||
		seen.Header().Get("X-Content-Type-Options") != "nosniff" || seen.Header().Get("Content-Length") != "25" {
		t.Errorf("seen %s with %v", seen.Body, seen.Header())
	}
}

func TestOwnFilesMayBeLargerThanOtherBodies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	content := base64.StdEncoding.EncodeToString(make([]byte, 2<<20))
	status, answer := f.call("POST", "/sim/customers/34600000001/messages", `{"type":"document","document":{"filename":"a.bin","content_base64":"`+content+`"}}`)
	if shown := f.shown("34600000001"); status != 200 || len(shown) != 1 || shown[0].File.Size != 2<<20 {
		t.Errorf("a customer's file of 2 MiB: %d %.200s, the phone shows %+v", status, answer, shown)
	}
	status, answer = f.call("POST", "/sim/agents/tickets/7/comments", `{"files":[{"name":"a.bin","content_base64":"`+content+`"}]}`)
	if status != 200 {
		t.Errorf("an agent's file of 2 MiB: %d %.200s", status, answer)
	}
}
