package local

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestLearning_onlyFromDeliveriesThatTheAPITook(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, path string
		status       int
		want         []string
	}{
		"a delivery":            {http.MethodPost, "/webhooks/whatsapp", 200, []string{"words"}},
		"a refused delivery":    {http.MethodPost, "/webhooks/whatsapp", 403, nil},
		"a failed delivery":     {http.MethodPost, "/webhooks/whatsapp", 500, nil},
		"another connection":    {http.MethodPost, "/webhooks/zendesk", 200, nil},
		"Meta's verification":   {http.MethodGet, "/webhooks/whatsapp", 200, nil},
		"a path that continues": {http.MethodPost, "/webhooks/whatsapp/x", 200, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var learnt []string
			gateway := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || string(body) != "words" {
					t.Errorf("the gateway reads %q, %v", body, err)
				}
				w.WriteHeader(test.status)
			})
			answer := httptest.NewRecorder()
			handler := learning(func(raw []byte) { learnt = append(learnt, string(raw)) }, gateway)
			handler.ServeHTTP(answer, httptest.NewRequest(test.method, test.path, strings.NewReader("words")))
			if !slices.Equal(learnt, test.want) || answer.Code != test.status {
				t.Errorf("answered %d, learnt %q, want %d and %q", answer.Code, learnt, test.status, test.want)
			}
		})
	}
}
