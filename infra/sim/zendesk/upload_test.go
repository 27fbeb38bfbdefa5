package zendesk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/fault"
)

func TestUploadBecomesAttachmentOfAComment(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket("")
	png := string(sample("image/png", ""))
	done := a.must(201, a.call(http.MethodPost, "/api/v2/uploads.json?filename=box+one.png", png, "Content-Type", "image/png"))
	size := fmt.Sprint(len(png))
	done.check(t, "upload.attachment.file_name", "box one.png", "upload.attachment.content_type", "image/png",
		"upload.attachment.size", size, "upload.attachment.width", "16", "upload.attachment.height", "16",
		"upload.attachments.0.id", done.at("upload.attachment.id"), "upload.attachments.1", "?",
		"upload.attachment.thumbnails", "[]")
	expires, err := time.Parse(time.RFC3339, done.at("upload.expires_at"))
	if left := expires.Sub(a.clock.Now()); err != nil || left <= 59*time.Minute || left > time.Hour {
		t.Errorf("expires_at = %s (%v), want in an hour", done.at("upload.expires_at"), err)
	}
	said := a.must(200, a.commentWith(id, done.at("upload.token")))
	said.check(t, "audit.events.0.attachments.0.file_name", "box one.png", "audit.events.0.attachments.1", "?")
	file := []string{"id", done.at("upload.attachment.id"), "file_name", "box one.png", "content_type", "image/png", "size", size,
		"content_url", done.at("upload.attachment.content_url"), "mapped_content_url", done.at("upload.attachment.content_url"),
		"url", "http://zendesk.test/api/v2/attachments/" + done.at("upload.attachment.id") + ".json",
		"inline", "false", "deleted", "false", "malware_access_override", "false", "malware_scan_result", "malware_not_found",
		"thumbnails", "[]"}
	for path, member := range map[string]string{
		"/comments": "comments.1.attachments.0.", "/audits": "audits.1.events.0.attachments.0.",
	} {
		got := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+path, ""))
		for i := 0; i < len(file); i += 2 {
			got.check(t, member+file[i], file[i+1])
		}
	}
	a.must(200, a.call(http.MethodGet, "/api/v2/attachments/"+done.at("upload.attachment.id")+".json", "")).
		check(t, "attachment.file_name", "box one.png")
	opened := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"requester_id":`+user+
		`,"comment":{"body":"look","author_id":`+user+`,"uploads":["`+a.upload("a.txt", "x").at("upload.token")+`"]}}}`))
	opened.check(t, "audit.events.0.attachments.0.file_name", "a.txt", "audit.events.0.attachments.0.width", "null")
	if got := a.download(said.at("audit.events.0.attachments.0.content_url")); got != png {
		t.Error("the file comes back changed")
	}
}

func TestSeveralFilesShareAToken(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	first := a.upload("one.txt", "1")
	token := first.at("upload.token")
	second := a.must(201, a.call(http.MethodPost, "/api/v2/uploads?filename=two.txt&token="+token, "2", "Content-Type", "text/plain"))
	second.check(t, "upload.token", token, "upload.attachment.file_name", "two.txt", "upload.attachments.0.file_name", "one.txt",
		"upload.attachments.1.file_name", "two.txt", "upload.expires_at", first.at("upload.expires_at"))
	other := a.upload("three.txt", "3")
	said := a.must(200, a.commentWith(id, other.at("upload.token"), token))
	for i, name := range []string{"three.txt", "one.txt", "two.txt"} {
		said.check(t, fmt.Sprintf("audit.events.0.attachments.%d.file_name", i), name)
	}
}

// A token that does not serve refuses the whole update, in words about uploads.
func TestTokenServesOneCommentWithinAnHour(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	token := func() string { return a.upload("a.txt", "x").at("upload.token") }
	used, deleted, waiting := token(), token(), token()
	a.must(200, a.commentWith(id, used))
	a.must(204, a.call(http.MethodDelete, "/api/v2/uploads/"+deleted+".json", ""))
	expired := token()
	a.advance(uploadLife - time.Minute)
	young := token()
	a.must(200, a.commentWith(id, young))
	alive := token()
	a.advance(time.Minute + time.Second)
	a.renew()
	for name, tokens := range map[string][]string{
		"unknown": {"6bk3gql82em5nmf"}, "used": {used}, "deleted": {deleted}, "expired": {expired}, "empty": {""},
		"named twice": {alive, alive}, "one of two": {alive, used}, "expired unused": {waiting}, "good before expired": {alive, waiting},
	} {
		got := a.commentWith(id, tokens...)
		if got.status != 422 {
			t.Errorf("%s: answered %d %s, want 422", name, got.status, got.text)
		}
		got.check(t, "error", "RecordInvalid", "details.uploads.0.error", "InvalidValue")
	}
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments", "")).check(t, "count", "3")
	a.must(200, a.commentWith(id, alive)) // no refusal used it up
	for _, dead := range []string{used, deleted, expired, "unknown"} {
		a.must(404, a.call(http.MethodDelete, "/api/v2/uploads/"+dead, ""))
		a.must(404, a.call(http.MethodPost, "/api/v2/uploads?filename=b.txt&token="+dead, "x", "Content-Type", "text/plain"))
	}
}

func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	name := "filename=a.pdf"
	tests := []struct {
		name, query, kind, body string
		status                  int
		want                    []string
	}{
		{"no file name", "", "application/pdf", "x", 422, []string{"error", "RecordInvalid", "details.filename.0.description", "cannot be blank"}},
		{"blank file name", "filename=+", "application/pdf", "x", 422, []string{"details.filename.0.description", "cannot be blank"}},
		{"a folder only", "filename=a/", "application/pdf", "x", 422, []string{"details.filename.0.description", "cannot be blank"}},
		{"long file name", "filename=" + strings.Repeat("x", maxFileName+1), "application/pdf", "x", 422, []string{"details.filename.0.error", "RecordTooLong"}},
		{"no file", name, "application/pdf", "", 422, []string{"details.uploaded_data.0.error", "BlankValue"}},
		{"a form with parts", name, "multipart/form-data; boundary=b", "--b--", 422, []string{"details.content_type.0.error", "InvalidValue"}},
		{"a form", name, "application/x-www-form-urlencoded", "a=b", 422, []string{"details.content_type.0.error", "InvalidValue"}},
		{"no content type at all", name, "pdf", "x", 422, []string{"details.content_type.0.error", "InvalidValue"}},
		{"too large", name, "application/pdf", strings.Repeat("x", maxUpload+1), 413, []string{"error", "AttachmentTooLarge"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := a.must(tt.status, a.call(http.MethodPost, "/api/v2/uploads?"+tt.query, tt.body, "Content-Type", tt.kind))
			got.check(t, tt.want...)
		})
	}
	a.must(404, a.call(http.MethodGet, "/api/v2/uploads", "")).check(t, "error", "InvalidEndpoint")
	if n := len(a.z.state.attachments.rows); n != 0 {
		t.Errorf("%d attachments after refusals", n)
	}
}

func TestUploadKind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, name, want string }{
		{"image/jpeg", "a.jpg", "image/jpeg"}, {"Audio/OGG; codecs=opus", "a.ogg", "audio/ogg"},
		{"application/binary", "a.PDF", "application/pdf"}, {"application/octet-stream", "a.mp4", "video/mp4"},
		{"", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"", "a", "application/octet-stream"}, {"application/json", "a.pdf", "application/json"},
	} {
		if got, err := fileKind(tt.header, tt.name); err != nil || got != tt.want {
			t.Errorf("%q of %s: %q, %v; want %q", tt.header, tt.name, got, err, tt.want)
		}
	}
}

func TestUploadsNeedTheWholeScope(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	token := func(scope string) string {
		got := a.must(200, a.send("", http.MethodPost, "/oauth/tokens",
			`{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"`+scope+`"}`))
		return "Bearer " + got.at("access_token")
	}
	file := a.upload("a.txt", "x").at("upload.attachment.id")
	tests := []struct {
		scope, method, path string
		want                int
	}{
		{"read tickets:write users:write", http.MethodPost, "/api/v2/uploads?filename=a.txt", 403},
		{"write", http.MethodPost, "/api/v2/uploads?filename=a.txt", 201},
		{"tickets:read write", http.MethodGet, "/api/v2/attachments/" + file, 403},
		{"read", http.MethodGet, "/api/v2/attachments/" + file, 200},
	}
	for _, tt := range tests {
		got := a.send(token(tt.scope), tt.method, tt.path, "x", "Content-Type", "text/plain")
		if got.status != tt.want || tt.want == 403 && !strings.Contains(got.at("description"), "missing the following required scopes") {
			t.Errorf("%s %s with %q: answered %d %s, want %d", tt.method, tt.path, tt.scope, got.status, got.text, tt.want)
		}
	}
}

// A client that is still writing might not hear an answer that comes before its
// body was read.
func TestARefusedBodyIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	if err := a.faults.Add(fault.Fault{Target: "zendesk", Path: "uploads", Do: "status", Status: 503}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		status              int
		path, authorization string
	}{{503, "?filename=a.txt", a.bearer}, {401, "?filename=a.txt", "Bearer wrong"}, {422, "", a.bearer}} {
		body := strings.NewReader(strings.Repeat("x", 1<<20))
		request := httptest.NewRequest(http.MethodPost, "/api/v2/uploads"+want.path, body)
		request.Header.Set("Authorization", want.authorization)
		answer := httptest.NewRecorder()
		a.z.ServeHTTP(answer, request)
		if answer.Code != want.status || body.Len() != 0 {
			t.Errorf("answered %d with %d bytes unread, want %d with none", answer.Code, body.Len(), want.status)
		}
	}
}

func TestUploadsMeetLimitsAndFaults(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	large := strings.Repeat("x", 8<<20)
	upload := func() answer {
		return a.call(http.MethodPost, "/api/v2/uploads.json?filename=a.txt", large, "Content-Type", "text/plain")
	}
	arm := func(f fault.Fault) {
		if err := a.faults.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	arm(fault.Fault{Target: "zendesk", Path: "^POST /api/v2/uploads$", Do: "status", Status: 503, RetryAfter: 2})
	if got := upload(); got.status != 503 || got.header.Get("Retry-After") != "2" {
		t.Errorf("faulty upload: answered %d %v", got.status, got.header)
	}
	done := a.must(201, upload())
	if got := a.send("Bearer wrong", http.MethodPost, "/api/v2/uploads?filename=a.txt", large); got.status != 401 {
		t.Errorf("wrong token: answered %d", got.status)
	}
	arm(fault.Fault{Target: "zendesk", Path: "files-host", Do: "status", Status: 500})
	arm(fault.Fault{Target: "zendesk", Path: "attachments/token", Do: "status", Status: 502})
	address := done.at("upload.attachment.content_url")
	if got := a.get(address, "").StatusCode; got != 502 {
		t.Errorf("faulty content_url: answered %d", got)
	}
	if got := a.get(a.led(address, ""), "").StatusCode; got != 500 {
		t.Errorf("faulty host of files: answered %d", got)
	}
	if a.download(address) != large {
		t.Error("after the faults the file is not there")
	}
	limits(t, a, `{"account":1}`)
	a.must(201, upload())
	refused(t, upload())
}

// An upload whose answer was lost is in the account, and harms nobody there.
func TestUploadWithLostAnswerIsDoneAndExpires(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	if err := a.faults.Add(fault.Fault{Target: "zendesk", Path: "uploads", Do: "drop-answer"}); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/api/v2/uploads?filename=a.txt", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", a.bearer)
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Fatalf("answered %d, want a broken connection", response.StatusCode)
	}
	if got := kept(t, dir); len(got) != 1 {
		t.Fatalf("on disk %v, want the file", got)
	}
	lost := kept(t, dir)[0]
	a.advance(uploadLife)
	a.renew()
	a.upload("b.txt", "y")
	if got := kept(t, dir); len(got) != 1 || got[0] == lost {
		t.Errorf("an hour later on disk %v, want only the new file", got)
	}
}

func TestReplayOfATicketWithUploads(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	body := `{"ticket":{"comment":{"body":"x","uploads":["` + a.upload("a.txt", "x").at("upload.token") + `"]}}}`
	first := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", body, "Idempotency-Key", "k"))
	again := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", body, "Idempotency-Key", "k"))
	if again.text != first.text || again.header.Get("x-idempotency-lookup") != "hit" {
		t.Errorf("the replay answers %q %s", again.header, again.text)
	}
	a.must(422, a.call(http.MethodPost, "/api/v2/tickets", body, "Idempotency-Key", "other"))
}
