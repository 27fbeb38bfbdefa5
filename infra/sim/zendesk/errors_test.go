package zendesk

import (
	"net/http"
	"strings"
	"testing"

	"ventana/infra/sim/fault"
)

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	closed, user := a.ticket("")
	open, _ := a.ticket("")
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+closed, `{"ticket":{"status":"closed"}}`))
	a.must(201, a.inspect(http.MethodPost, "/api/v2/users", `{"user":{"name":"Eve","email":"eve@example.com"}}`))
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     []string
	}{
		{"unknown route", "GET", "/api/v2/automations", "", 404, []string{"error", "InvalidEndpoint", "description", "Not found"}},
		{"unknown method", "PATCH", "/api/v2/tickets/1", "", 404, []string{"error", "InvalidEndpoint"}},
		{"unknown ticket", "GET", "/api/v2/tickets/999.json", "", 404, []string{"error", "RecordNotFound", "description", "Not found"}},
		{"id that is no number", "GET", "/api/v2/tickets/abc", "", 404, []string{"error", "RecordNotFound"}},
		{"broken JSON", "POST", "/api/v2/tickets", "{", 422, []string{"error", "Unprocessable Entity", "message", "Server could not parse JSON"}},
		{"no ticket member", "POST", "/api/v2/tickets", "{}", 400, []string{"error.title", "Invalid attribute"}},
		{"no comment", "POST", "/api/v2/tickets", `{"ticket":{"subject":"x"}}`, 422, []string{"error", "RecordInvalid", "details.base.0.description", "Description: cannot be blank"}},
		{"blank comment", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"comment":{"body":" "}}}`, 422, []string{"error", "RecordInvalid"}},
		{"two bodies", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"comment":{"body":"a","html_body":"b"}}}`, 400, []string{"error.title", "Invalid attribute"}},
		{"tags of a wrong type", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"tags":"a"}}`, 400, []string{"error.title", "Invalid attribute"}},
		{"id in floating point", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"requester_id":9.007199254741e15}}`, 400, []string{"error.title", "Invalid attribute"}},
		{"unknown status", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"status":"done"}}`, 422, []string{"error", "RecordInvalid", "details.status.0.error", "InvalidValue"}},
		{"unknown requester", "POST", "/api/v2/tickets", `{"ticket":{"requester_id":5,"comment":{"body":"x"}}}`, 422, []string{"error", "RecordInvalid", "details.requester.0.error", "InvalidValue"}},
		{"unknown author", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"comment":{"body":"x","author_id":5}}}`, 422, []string{"details.author.0.error", "InvalidValue"}},
		{"end user as assignee", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"assignee_id":` + user + `}}`, 422, []string{"details.assignee.0.error", "InvalidValue"}},
		{"closed ticket", "PUT", "/api/v2/tickets/" + closed, `{"ticket":{"comment":{"body":"again"}}}`, 422, []string{
			"error", "RecordInvalid", "description", "Record validation errors",
			"details.status.0.description", "Status: closed prevents ticket update"}},
		{"tags of a closed ticket", "PUT", "/api/v2/tickets/" + closed + "/tags", `{"tags":["x"]}`, 422, []string{"error", "RecordInvalid"}},
		{"email in use", "POST", "/api/v2/users", `{"user":{"name":"Eve","email":"EVE@example.com"}}`, 422, []string{"error", "RecordInvalid", "details.email.0.error", "DuplicateValue"}},
		{"page too large", "GET", "/api/v2/tickets/" + open + "/comments?page[size]=101", "", 400, []string{"error.title", "Invalid attribute"}},
		{"page beyond the hundredth", "GET", "/api/v2/tickets?page=101", "", 400, []string{"error.title", "Invalid attribute"}},
		{"unknown sorting", "GET", "/api/v2/tickets/" + open + "/comments?sort=body", "", 400, []string{"error.title", "Invalid attribute"}},
		{"metadata that is no object", "PUT", "/api/v2/tickets/" + open, `{"ticket":{"metadata":"x"}}`, 400, []string{"error.title", "Invalid attribute"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := a.call(tt.method, tt.path, tt.body)
			if got.status != tt.status {
				t.Fatalf("status %d, want %d: %s", got.status, tt.status, got.text)
			}
			got.check(t, tt.want...)
		})
	}
}

func TestBodyOfAnotherKindIsNotRead(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	got := a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x"}}}`, "Content-Type", "text/plain")
	a.must(400, got).check(t, "error.title", "Invalid attribute")
}

func TestInjectedStatusesLookLikeTheVendors(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	tests := []struct {
		status      int
		contentType string
		part        string
	}{
		{400, "application/json", "Invalid attribute"}, {401, "application/json", "invalid_token"},
		{403, "application/json", "Forbidden"}, {404, "application/json", "RecordNotFound"},
		{409, "application/json", "DatabaseConflict"}, {413, "application/json", "too large"},
		{422, "application/json", "RecordInvalid"}, {429, "text/plain", "exceeded"},
		{500, "application/json", "InternalError"}, {502, "text/html", "Bad Gateway"}, {503, "text/html", "Service Unavailable"},
	}
	for _, tt := range tests {
		if err := a.faults.Add(fault.Fault{Target: "zendesk", Path: "GET /api/v2/users/me", Do: "status", Status: tt.status, RetryAfter: 7}); err != nil {
			t.Fatal(err)
		}
		a.must(200, a.inspect(http.MethodGet, "/api/v2/users/me", "")) // the inspector meets no fault
		got := a.call(http.MethodGet, "/api/v2/users/me", "")
		if got.status != tt.status || !strings.HasPrefix(got.header.Get("Content-Type"), tt.contentType) ||
			!strings.Contains(got.text, tt.part) || got.header.Get("Retry-After") != "7" {
			t.Errorf("fault %d: got %d %q %s", tt.status, got.status, got.header, got.text)
		}
	}
	a.must(200, a.call(http.MethodGet, "/api/v2/users/me", ""))
}
