package zendesk

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fetchable gives a file to a comment and tells its content_url.
func fetchable(t *testing.T, a *account) (address string) {
	t.Helper()
	id, _ := a.ticket("")
	said := a.must(200, a.commentWith(id, a.upload("Déjà+vu.txt", "content").at("upload.token")))
	return said.at("audit.events.0.attachments.0.content_url")
}

func TestContentURLLeadsToAHostThatTakesNoOtherCredential(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	address := fetchable(t, a)
	if !strings.HasPrefix(address, "http://zendesk.test/attachments/token/") || !strings.HasSuffix(address, "/?name=D%C3%A9j%C3%A0+vu.txt") {
		t.Errorf("content_url = %s", address)
	}
	for name, authorization := range map[string]string{"public": "", "with a token": a.bearer} {
		led := a.led(address, authorization)
		if !strings.HasPrefix(led, "http://zendesk.test/files-host/") {
			t.Fatalf("%s: leads to %s", name, led)
		}
		carried := a.get(led, a.bearer)
		if carried.StatusCode != 400 || carried.Header.Get("Content-Type") != "application/xml" {
			t.Errorf("%s: the token sent along is answered %d %v", name, carried.StatusCode, carried.Header)
		}
		got := a.get(led, "")
		data, err := io.ReadAll(got.Body)
		if err != nil || got.StatusCode != 200 || string(data) != "content" || got.ContentLength != 7 ||
			got.Header.Get("Content-Type") != "text/plain" ||
			got.Header.Get("Content-Disposition") != "attachment; filename*=utf-8''D%C3%A9j%C3%A0%20vu.txt" {
			t.Errorf("%s: %d %q %v %v", name, got.StatusCode, data, got.Header, err)
		}
	}
	part := a.get(a.led(address, ""), "", "Range", "bytes=3-4")
	data, err := io.ReadAll(part.Body)
	if err != nil || part.StatusCode != 206 || string(data) != "te" {
		t.Errorf("a part: %d %q %v", part.StatusCode, data, err)
	}
}

func TestLinksToTheHostExpireAndCannotBeForged(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	address := fetchable(t, a)
	link, err := url.Parse(a.led(address, ""))
	if err != nil {
		t.Fatal(err)
	}
	forged := *link
	query := forged.Query()
	query.Set("expires", "99999999999")
	forged.RawQuery = query.Encode()
	bare := *link
	bare.RawQuery = ""
	for name, one := range map[string]url.URL{"forged": forged, "bare": bare} {
		if got := a.get(one.String(), "").StatusCode; got != 403 {
			t.Errorf("%s link: answered %d, want 403", name, got)
		}
	}
	a.advance(linkLife)
	if got := a.get(link.String(), "").StatusCode; got != 403 {
		t.Errorf("old link: answered %d, want 403", got)
	}
	if a.download(address) != "content" {
		t.Error("content_url does not lead to a new link")
	}
	for _, path := range []string{"/attachments/token/unknown/", "/attachments/token/unknown"} {
		if got := a.get("http://zendesk.test"+path, "").StatusCode; got != 404 {
			t.Errorf("unknown content_url: answered %d", got)
		}
	}
}

func TestUnusedFileGoesWithItsToken(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	done := a.upload("a.txt", "x")
	address, id := done.at("upload.attachment.content_url"), done.at("upload.attachment.id")
	if a.download(address) != "x" {
		t.Error("a file that waits for its comment cannot be fetched")
	}
	a.must(200, a.call(http.MethodGet, "/api/v2/attachments/"+id, ""))
	a.advance(uploadLife)
	a.renew()
	a.must(404, a.call(http.MethodGet, "/api/v2/attachments/"+id, "")).check(t, "error", "RecordNotFound")
	if got := a.get(address, "").StatusCode; got != 404 {
		t.Errorf("an hour later: answered %d, want 404", got)
	}
}

func TestPrivateAttachmentsNeedCredentials(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	address := fetchable(t, a)
	limits(t, a, `{"private_attachments":true}`)
	// A client that follows redirects ends at a page that looks like a success.
	login := a.get(a.led(address, ""), "")
	if login.StatusCode != 200 || !strings.HasPrefix(login.Header.Get("Content-Type"), "text/html") || login.Request.URL.Path != "/access/login" {
		t.Errorf("without credentials: %d %v at %s", login.StatusCode, login.Header, login.Request.URL)
	}
	noRead := a.must(200, a.send("", http.MethodPost, "/oauth/tokens",
		`{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"tickets:read write"}`))
	for name, want := range map[string]int{"Bearer wrong": 401, "Bearer " + noRead.at("access_token"): 403, a.bearer: 302,
		basic("bea@example.com", "local-token"): 302} {
		if got := a.get(address, name).StatusCode; got != want {
			t.Errorf("with %.12s…: answered %d, want %d", name, got, want)
		}
	}
	if got := a.get(a.led(address, a.bearer), "").StatusCode; got != 200 {
		t.Errorf("behind the redirect: answered %d", got)
	}
	limits(t, a, `{"reset":true}`)
	if a.download(address) != "content" {
		t.Error("public again, it cannot be fetched")
	}
}

func TestMalwareIsGivenToNobody(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Files: []AgentFile{{Name: "a.pdf", Malware: true}}}); err != nil {
		t.Fatal(err)
	}
	file := a.call(http.MethodGet, "/api/v2/tickets/1/comments", "")
	file.check(t, "comments.1.attachments.0.malware_scan_result", "malware_found")
	address, id := file.at("comments.1.attachments.0.content_url"), file.at("comments.1.attachments.0.id")
	if got := a.get(address, a.bearer).StatusCode; got != 403 {
		t.Errorf("answered %d, want 403", got)
	}
	a.must(403, a.as("bea@example.com", http.MethodPut, "/api/v2/attachments/"+id, `{"attachment":{"malware_access_override":true}}`))
	a.must(200, a.call(http.MethodPut, "/api/v2/attachments/"+id, `{"attachment":{"malware_access_override":true}}`)).
		check(t, "attachment.malware_access_override", "true")
	if got := a.get(address, "").StatusCode; got != 302 {
		t.Errorf("after the override: answered %d, want 302", got)
	}
}

func TestRedactedAttachmentIsAPlaceholder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newReceiver(t)
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	subscribe(t, a, r, "attachment_redacted_from_comment")
	id, _ := a.ticket("")
	said := a.must(200, a.commentWith(id, a.upload("a.png", string(sample("image/png", ""))).at("upload.token")))
	comment, file := said.at("audit.events.0.id"), said.at("audit.events.0.attachments.0.id")
	path := "/api/v2/tickets/" + id + "/comments/" + comment + "/attachments/" + file + "/redact.json"
	a.must(404, a.call(http.MethodPut, strings.Replace(path, comment, "7", 1), "{}"))
	a.must(404, a.call(http.MethodDelete, path, "")).check(t, "error", "InvalidEndpoint")
	for range 2 {
		a.must(200, a.call(http.MethodPut, path, "{}")).check(t, "attachment.file_name", "redacted.txt",
			"attachment.content_type", "text/plain", "attachment.size", "0", "attachment.id", file, "attachment.width", "null")
	}
	a.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments", "").check(t, "comments.1.attachments.0.file_name", "redacted.txt")
	a.call(http.MethodGet, "/api/v2/tickets/"+id+"/audits", "").check(t, "audits.2.events.0.type", "AttachmentRedactionEvent",
		"audits.2.events.0.attachment_id", file, "audits.2.events.0.comment_id", comment, "audits.3", "?")
	if got := a.download(said.at("audit.events.0.attachments.0.content_url")); got != "" {
		t.Errorf("content %q is left", got)
	}
	if left := kept(t, dir); len(left) != 0 {
		t.Errorf("on disk %v, want nothing", left)
	}
	r.events(t, 1)["attachment_redacted_from_comment"].check(t, "event.comment.id", comment, "event.comment.attachment.id", file,
		"event.comment.attachment.filename", "redacted.txt")

	said = a.must(200, a.commentWith(id, a.upload("b.txt", "x").at("upload.token")))
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"status":"closed"}}`))
	a.must(422, a.call(http.MethodPut, "/api/v2/tickets/"+id+"/comments/"+said.at("audit.events.0.id")+"/attachments/"+
		said.at("audit.events.0.attachments.0.id")+"/redact", "{}")).check(t, "error", "RecordInvalid")
}

// subscribe makes a webhook for these ticket events.
func subscribe(t *testing.T, a *account, r *receiver, kinds ...string) {
	t.Helper()
	for i := range kinds {
		kinds[i] = eventPrefix + kinds[i]
	}
	a.must(201, a.call(http.MethodPost, "/api/v2/webhooks", `{"webhook":{"name":"n","status":"active","endpoint":"`+r.url+
		`","http_method":"POST","request_format":"json","subscriptions":`+string(raw(kinds))+`}}`))
}
