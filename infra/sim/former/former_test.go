package former_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/fault"
	"ventana/infra/sim/former"
	"ventana/shared/provider/cloudapi"
)

const (
	appSecret = "former-app-secret-01"
	good      = `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},` +
		`"messages":[{"from":"34600000001","id":"m1","type":"text","text":{"body":"hola"}}],"statuses":[{"id":"s1","status":"read","recipient_id":"34600000002"}]}}]}]}`
)

func post(f http.Handler, path, secret, body string) int {
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if secret != "" {
		cloudapi.Sign(request.Header, secret, []byte(body))
	}
	answer := httptest.NewRecorder()
	f.ServeHTTP(answer, request)
	return answer.Code
}

func TestFormer_takesWhatWhatsAppWouldSendAndNothingElse(t *testing.T) {
	t.Parallel()
	var faults fault.Injector
	f := former.New(former.Options{Now: time.Now, Faults: &faults, AppSecret: appSecret})
	for name, tt := range map[string]struct {
		path, secret, body string
		want               int
	}{
		"another secret":      {"/webhooks", "another-secret-012345", good, 403},
		"no signature":        {"/webhooks", "", good, 403},
		"no JSON":             {"/webhooks", appSecret, "x", 400},
		"another object":      {"/webhooks", appSecret, `{"object":"page","entry":[]}`, 400},
		"no change":           {"/webhooks", appSecret, `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[]}]}`, 400},
		"another path":        {"/", appSecret, good, 404},
		"a change of nothing": {"/webhooks", appSecret, `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"messages"}]}]}`, 400},
	} {
		if got := post(f, tt.path, tt.secret, tt.body); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
	if len(f.View().Events) != 0 {
		t.Errorf("it kept what it refused: %+v", f.View())
	}
	if got := post(f, "/webhooks", appSecret, good); got != 200 {
		t.Fatalf("got %d", got)
	}
	events := f.View().Events
	if len(events) != 2 || events[0].Text != "hola" || events[0].Who != "34600000001" || events[1].State != "read" || events[1].Who != "34600000002" || string(events[0].Body) != good {
		t.Errorf("got %+v", events)
	}
	if err := faults.Add(fault.Fault{Target: "former", Do: fault.DoStatus, Status: 503}); err != nil {
		t.Fatal(err)
	}
	if got := post(f, "/webhooks", appSecret, good); got != 503 || len(f.View().Events) != 2 {
		t.Errorf("got %d and %d events, want the fault", got, len(f.View().Events))
	}
	f.Forget()
	if view := f.View(); len(view.Events) != 0 || view.Refused != 0 {
		t.Errorf("got %+v", view)
	}
}
