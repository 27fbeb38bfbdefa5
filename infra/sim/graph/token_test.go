package graph

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	otherToken = "EAAG-of-sixty-days"
	appToken   = appID + "|" + testSecret
)

// ask calls with any authorization and gives status and body.
func (w *world) ask(path, bearer string) (int, string) {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Bearer "+bearer)
	answer := httptest.NewRecorder()
	w.graph.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

func TestDebugToken_isVouchedForByItsAppOrAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/v26.0/debug_token?input_token="
	for name, tt := range map[string]struct {
		path, bearer string
		status       int
		want         string
	}{
		"by itself":                 {path + testToken, testToken, 200, `"is_valid":true`},
		"by the app":                {path + testToken, appToken, 200, `"expires_at":0`},
		"an unknown one":            {path + "other", testToken, 200, `"is_valid":false`},
		"by an app's wrong secret":  {path + testToken, appID + "|wrong-secret", 401, `"message":"Invalid OAuth access token signature."`},
		"by another app":            {path + testToken, "77|" + testSecret, 401, `"code":190`},
		"by an unknown token":       {path + testToken, "other", 401, `"code":190`},
		"without one to inspect":    {"/v26.0/debug_token", testToken, 400, `"message":"(#100) The parameter input_token is required"`},
		"the app does nothing else": {"/v26.0/" + testNumber, appToken, 401, `"code":190`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if status, body := w.ask(tt.path, tt.bearer); status != tt.status || !strings.Contains(body, tt.want) {
				t.Errorf("answered %d %s, want %d and %s", status, body, tt.status, tt.want)
			}
		})
	}
}

func TestIssueToken_worksUntilItEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.graph.IssueToken(json.RawMessage(`{"token":"` + otherToken + `","expires_in":"240h","data_access_expires_in":"720h"}`)); err != nil {
		t.Fatal(err)
	}
	w.stop()
	w.start() // it is remembered
	var told struct {
		Data struct {
			Valid  bool  `json:"is_valid"`
			Ends   int64 `json:"expires_at"`
			Access int64 `json:"data_access_expires_at"`
		} `json:"data"`
	}
	_, body := w.ask("/v26.0/debug_token?input_token="+otherToken, otherToken)
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		t.Fatal(err)
	}
	left := time.Unix(told.Data.Ends, 0).Sub(w.clock.Now()).Round(time.Hour)
	if !told.Data.Valid || left != 240*time.Hour || told.Data.Access-told.Data.Ends != 480*3600 {
		t.Errorf("got %s, want a token of ten days whose access lasts thirty", body)
	}
	if status, body := w.ask("/v26.0/"+testNumber, otherToken); status != http.StatusOK {
		t.Errorf("answered %d %s, want that it works", status, body)
	}
	if err := w.clock.Advance(241 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if status, body := w.ask("/v26.0/"+testNumber, otherToken); status != http.StatusUnauthorized || !strings.Contains(body, `"error_subcode":463`) || !strings.Contains(body, "Session has expired on ") {
		t.Errorf("answered %d %s, want that it has ended", status, body)
	}
	if _, body := w.ask("/v26.0/debug_token?input_token="+otherToken, testToken); !strings.Contains(body, `"is_valid":false`) || !strings.Contains(body, `"subcode":463`) {
		t.Errorf("got %s, want it known and ended", body)
	}
}

func TestIssueToken_refusesWhatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for order, want := range map[string]string{
		`{"token":"short"}`: "16 characters",
		`{"token":"` + otherToken + `","expires_in":"soon"}`:            "expires_in",
		`{"token":"` + otherToken + `","data_access_expires_in":"-1h"}`: "data_access_expires_in",
		`{"tokens":"` + otherToken + `"}`:                               "unknown field",
	} {
		if err := w.graph.IssueToken(json.RawMessage(order)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want it to say %s", order, err, want)
		}
	}
}
