package zendesk

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
)

const (
	macros     = "/api/v2/macros"
	waitMacro  = `{"macro":{"title":"Ventana::wait::Español","description":"ours","actions":[{"field":"comment_value","value":"¿Sigue ahí?"},{"field":"comment_mode_is_public","value":true}]}}`
	plainMacro = `{"macro":{"title":"Thanks","actions":[{"field":"status","value":"solved"},{"field":"comment_value","value":["channel:web","Bye"]}]}}`
)

func TestMacros_areKeptListedAndChanged(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	made := a.must(200, a.call(http.MethodPost, macros, waitMacro)) // 200, not 201
	made.check(t, "macro.title", "Ventana::wait::Español", "macro.active", "true", "macro.default", "false", "macro.description", "ours",
		"macro.restriction", "null", "macro.actions.0.value", "¿Sigue ahí?", "macro.actions.1.value", "true")
	one := macros + "/" + made.at("macro.id")
	a.must(200, a.call(http.MethodPost, macros, plainMacro)).check(t, "macro.description", "null", "macro.actions.1.value", `["channel:web","Bye"]`)

	first := a.must(200, a.call(http.MethodGet, macros+"?page[size]=1", ""))
	first.check(t, "macros.0.title", "Ventana::wait::Español", "macros.1", "?", "meta.has_more", "true")
	a.must(200, a.call(http.MethodGet, macros+"?page[size]=1&page[after]="+first.at("meta.after_cursor"), "")).check(t, "macros.0.title", "Thanks", "meta.has_more", "false")
	a.must(200, a.call(http.MethodGet, macros+"?per_page=1&page=2", "")).check(t, "macros.0.title", "Thanks", "count", "2")
	a.must(200, a.call(http.MethodGet, macros+"/categories", "")).check(t, "categories", `["Ventana"]`)

	a.must(200, a.call(http.MethodPut, one, `{"macro":{"active":false}}`)).check(t, "macro.active", "false", "macro.title", "Ventana::wait::Español", "macro.actions.0.field", "comment_value")
	a.must(200, a.call(http.MethodGet, macros+"/active", "")).check(t, "count", "1", "macros.0.title", "Thanks")
	a.must(200, a.call(http.MethodGet, macros+"?active=false", "")).check(t, "count", "1", "macros.0.description", "ours")
	// Actions that an update leaves out are gone.
	a.must(200, a.call(http.MethodPut, one, `{"macro":{"actions":[{"field":"comment_value","value":"Hi"}]}}`)).check(t, "macro.actions.0.value", "Hi", "macro.actions.1", "?")
	a.must(204, a.call(http.MethodDelete, one, ""))
	a.must(404, a.call(http.MethodGet, one, "")).check(t, "error", "RecordNotFound")
}

func TestMacros_refuseWhatZendeskRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	body := func(title, actions string) string {
		return fmt.Sprintf(`{"macro":{"title":%q,"actions":[%s]}}`, title, actions)
	}
	const hello = `{"field":"comment_value","value":"Hi"}`
	for name, tt := range map[string]struct {
		body   string
		status int
		want   []string
	}{
		"blank title":         {body(" ", hello), 422, []string{"error", "RecordInvalid", "details.title.0.error", "BlankValue", "details.title.0.description", "Title: cannot be blank"}},
		"no title":            {`{"macro":{"actions":[` + hello + `]}}`, 422, []string{"details.title.0.error", "BlankValue"}},
		"long title":          {body(fmt.Sprintf("%0256d", 1), hello), 422, []string{"details.title.0.error", "TooLong"}},
		"no actions":          {body("x", ""), 422, []string{"error", "RecordInvalid", "details.base.0.description", "Macro must contain at least one action"}},
		"unknown action":      {body("x", `{"field":"send_fax","value":"1"}`), 422, []string{"error", "RecordInvalid", "details.base.0.error", "InvalidValue"}},
		"unknown field":       {body("x", `{"field":"custom_fields_1","value":"1"}`), 422, []string{"error", "RecordInvalid"}},
		"closes a ticket":     {body("x", `{"field":"status","value":"closed"}`), 422, []string{"error", "RecordInvalid"}},
		"public is no truth":  {body("x", `{"field":"comment_mode_is_public","value":"yes"}`), 422, []string{"error", "RecordInvalid"}},
		"an unknown channel":  {body("x", `{"field":"comment_value","value":["channel:fax","Hi"]}`), 422, []string{"error", "RecordInvalid"}},
		"actions of one kind": {`{"macro":{"title":"x","actions":{"field":"status","value":"open"}}}`, 400, []string{"error.title", "Invalid attribute"}},
		"an odd restriction":  {`{"macro":{"title":"x","restriction":{"type":"Team","id":1},"actions":[` + hello + `]}}`, 422, []string{"details.restriction.0.error", "InvalidValue"}},
		"no macro":            {`{}`, 400, []string{"error.title", "Invalid attribute"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a.must(tt.status, a.call(http.MethodPost, macros, tt.body)).check(t, tt.want...)
		})
	}
	a.must(400, a.call(http.MethodGet, macros+"?active=perhaps", "")).check(t, "error.title", "Invalid attribute")
}

func TestMacros_areAdministratorsButForOnesOwn(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	as := func(method, path, body string) answer { return a.as("bea@example.com", method, path, body) }
	bea := a.must(200, as(http.MethodGet, "/api/v2/users/me", "")).at("user.id")
	shared := macros + "/" + a.must(200, a.call(http.MethodPost, macros, waitMacro)).at("macro.id")
	a.must(200, a.call(http.MethodPost, macros, `{"macro":{"title":"mine","restriction":{"type":"User","id":1},"actions":[{"field":"status","value":"open"}]}}`))

	a.must(403, as(http.MethodPost, macros, waitMacro)).check(t, "error.title", "Forbidden")
	a.must(403, as(http.MethodPut, shared, `{"macro":{"title":"Hers"}}`))
	a.must(403, as(http.MethodDelete, shared, ""))
	a.must(200, as(http.MethodPost, macros, `{"macro":{"title":"hers","restriction":{"type":"User","id":`+bea+`},"actions":[{"field":"status","value":"open"}]}}`))
	a.must(200, as(http.MethodGet, macros, "")).check(t, "count", "2", "macros.0.title", "Ventana::wait::Español", "macros.1.title", "hers")
	a.must(200, a.call(http.MethodGet, macros, "")).check(t, "count", "3")

	scoped := a.must(200, a.send("", http.MethodPost, "/oauth/tokens", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"macros:read"}`)).at("access_token")
	a.must(200, a.send("Bearer "+scoped, http.MethodGet, macros, ""))
	a.must(403, a.send("Bearer "+scoped, http.MethodPost, macros, plainMacro)).check(t, "description", "You are missing the following required scopes: macros:write")
}

func TestMacros_outliveARestart(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "zendesk")
	a := newAccount(t, func(o *Options) { o.Dir = folder })
	a.must(200, a.call(http.MethodPost, macros, waitMacro))
	if err := a.z.Close(); err != nil {
		t.Fatal(err)
	}
	again := newAccount(t, func(o *Options) { o.Dir = folder })
	again.must(200, again.call(http.MethodGet, macros, "")).check(t, "count", "1", "macros.0.actions.0.value", "¿Sigue ahí?")
}
