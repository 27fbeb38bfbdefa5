package scenario

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// shown is what the simulators show in these tests: one ticket, one phone.
func shown() map[string]string {
	return map[string]string{
		"/sim/agents/tickets": `[{"id":1,"status":"open","subject":"WhatsApp: Ana","tags":["whatsapp"],"comments":[
			{"id":"1","author_role":"end-user","public":true,"body":"hola 42"},
			{"id":"2","author_role":"end-user","public":true,"body":"[image] photo-1.jpg","attachments":[{"name":"photo-1.jpg","content_type":"image/jpeg","size":9,"sha256":"aa"}]},
			{"id":"3","author_role":"agent","public":true,"body":"buenas","attachments":[{"name":"a.pdf","content_type":"application/pdf","size":7,"sha256":"bb"}]},
			{"id":"4","author_role":"admin","public":true,"body":"[phone app]\nadiós"},
			{"id":"5","author_role":"admin","public":false,"body":"mind the window"}]}]`,
		"/sim/customers/+34600000001/messages": `[
			{"id":"m1","from":"customer","type":"image","text":"hola 42","file":{"name":"","mime":"image/jpeg","size":9,"sha256":"aa"}},
			{"id":"m2","from":"business","type":"text","text":"lost","status":"failed"},
			{"id":"m3","from":"business","type":"document","text":"buenas","status":"read","file":{"name":"a.pdf","mime":"application/pdf","size":7,"sha256":"bb"}},
			{"id":"m4","from":"business","type":"interactive","text":"¿?","status":"sent","quotes":"m1",
			 "object":{"type":"button","action":{"buttons":[{"reply":{"id":"1","title":"Sí"}},{"reply":{"id":"2","title":"No"}}]}}}]`,
		"/sim/customers/+34600000002/messages":    `[{"id":"m9","from":"customer","type":"image","file":{"sha256":"cc"}}]`,
		"/sim/customers/+34600000001/undelivered": `[{"id":"m2","text":"lost","code":131047}]`,
		"/sim/system":                        `{"queues":[{"name":"q","visible":1},{"name":"d","dead_letters":true,"visible":3,"messages":[{"attributes":{"reason":"broken"}}]}]}`,
		"/zendesk/api/v2/tickets/1":          `{"ticket":{},"groups":[{"name":"Support"}]}`,
		"/zendesk/api/v2/tickets/1/comments": `{"users":[{"role":"admin","phone":"+1"},{"role":"end-user","phone":"+34600000001"}]}`,
	}
}

func player(t *testing.T) *Player {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, shown()[r.URL.Path]) // whoever has left misses nothing
	}))
	t.Cleanup(server.Close)
	return &Player{Sim: server.URL, Client: server.Client(), Out: t.Output(), letters: 2}
}

// Of each pair of expectations the first holds and the second does not.
func TestHolds_tellsWhatIsSoFromWhatIsNot(t *testing.T) {
	t.Parallel()
	for what, pair := range map[string][2]string{
		"status":                   {`expect_ticket: {about: "42", status: open}`, `expect_ticket: {about: "42", status: solved}`},
		"words":                    {`expect_ticket: {about: "42", customer: ["hola 42"]}`, `expect_ticket: {about: "42", customer: ["hola"]}`},
		"no words":                 {`expect_ticket: {about: "42", customer: ["hola 42"]}`, `expect_ticket: {about: "42", customer: []}`},
		"words among others":       {`expect_ticket: {about: "42", says: [hola]}`, `expect_ticket: {about: "42", says: [hola, photo]}`},
		"the business":             {`expect_ticket: {about: "42", business: [buenas, "[phone app]\nadiós"]}`, `expect_ticket: {about: "42", business: [buenas]}`},
		"a note":                   {`expect_ticket: {about: "42", notes: [window]}`, `expect_ticket: {about: "42", notes: [buenas]}`},
		"words of a note in order": {`expect_ticket: {about: "42", ordered: [mind, the, window]}`, `expect_ticket: {about: "42", ordered: [window, mind]}`},
		"subject":                  {`expect_ticket: {about: "42", subject: Ana}`, `expect_ticket: {about: "42", subject: Bea}`},
		"group":                    {`expect_ticket: {about: "42", group: Support}`, `expect_ticket: {about: "42", group: Supervisors}`},
		"tags":                     {`expect_ticket: {about: "42", tags: [whatsapp]}`, `expect_ticket: {about: "42", tags: []}`},
		"no note":                  {`expect_ticket: {about: "42"}`, `expect_ticket: {about: "42", no_notes: true}`},
		"no ticket":                {`expect_ticket: {about: "43", none: true}`, `expect_ticket: {about: "42", none: true}`},
		"tickets":                  {`expect_ticket: {about: "42", tickets: 1}`, `expect_ticket: {about: "42", tickets: 2}`},
		"carried file":             {`expect_ticket: {about: "42", files: [{name: "photo-*.jpg", type: image/jpeg, size: 9}]}`, `expect_ticket: {about: "42", files: [{size: 8}]}`},
		"another file":             {`expect_ticket: {about: "42", files: [{}]}`, `expect_ticket: {about: "42", files: [{}, {}]}`},
		"no file":                  {`expect_ticket: {about: "42"}`, `expect_ticket: {about: "42", files: []}`},
		"carried bytes":            {`expect_ticket: {about: "42", files: [{}], who: "+34600000001"}`, `expect_ticket: {about: "42", files: [{}], who: "+34600000002"}`},
		"number":                   {`expect_ticket: {about: "42", phone: "+34600000001"}`, `expect_ticket: {about: "42", phone: "+1"}`},
		"phone":                    {`expect_phone: {who: "+34600000001", business: [buenas, "¿?"]}`, `expect_phone: {who: "+34600000001", business: [lost, buenas, "¿?"]}`},
		"empty phone":              {`expect_phone: {who: "+34600000002", business: []}`, `expect_phone: {who: "+34600000001", business: []}`},
		"last status":              {`expect_phone: {who: "+34600000001", status: sent}`, `expect_phone: {who: "+34600000001", status: read}`},
		"received file":            {`expect_phone: {who: "+34600000001", files: [{name: a.pdf}]}`, `expect_phone: {who: "+34600000001", files: [{name: b.pdf}]}`},
		"no received file":         {`expect_phone: {who: "+34600000002", files: []}`, `expect_phone: {who: "+34600000001", files: []}`},
		"received bytes":           {`expect_phone: {who: "+34600000001", files: [{}], about: "42"}`, `expect_phone: {who: "+34600000001", files: [{}], about: "43"}`},
		"quote":                    {`expect_phone: {who: "+34600000001", quotes: "hola 42"}`, `expect_phone: {who: "+34600000001", quotes: buenas}`},
		"offers":                   {`expect_phone: {who: "+34600000001", offers: [Sí, "No"]}`, `expect_phone: {who: "+34600000001", offers: ["No", Sí]}`},
		"undelivered":              {`expect_phone: {who: "+34600000001", undelivered: 1}`, `expect_phone: {who: "+34600000001", undelivered: 0}`},
		"dead letters":             {`expect_queues: {parked: 1, reason: broken}`, `expect_queues: {parked: 0}`},
		"reason":                   {`expect_queues: {reason: broken}`, `expect_queues: {reason: whole}`},
		"empty queues":             {`expect_queues: {}`, `expect_queues: {empty: true}`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			for i, text := range pair {
				var step Step
				if err := yaml.Unmarshal([]byte("say: so\n"+text), &step); err != nil {
					t.Fatal(err)
				}
				if err := step.check(); err != nil {
					t.Fatal(err)
				}
				if err := player(t).holds(t.Context(), step); (err == nil) != (i == 0) {
					t.Errorf("%s: %v", text, err)
				}
			}
		})
	}
}

// A message names another by its text, and a delivery the story's time.
func TestDo_fillsInWhatIsKnownOnlyNow(t *testing.T) {
	t.Parallel()
	var posted []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what breaks off is not what is expected below
		switch {
		case r.Method == http.MethodPost:
			posted = append(posted, r.URL.Path+" "+string(body))
			_, _ = io.WriteString(w, `{"status":200}`) // as in player
		case r.URL.Path == "/sim/clock":
			_, _ = io.WriteString(w, `{"now":"2026-11-22T10:00:00Z"}`)
		default:
			_, _ = io.WriteString(w, shown()[r.URL.Path])
		}
	}))
	t.Cleanup(server.Close)
	p := &Player{Sim: server.URL, Client: server.Client(), Out: t.Output()}
	for _, text := range []string{
		`customer: {who: "+34600000001", about: buenas, message: {type: reaction, reaction: {message_id: "{id}"}}}`,
		`echo: {who: "+34600000001", text: hi}`,
		`call: {who: "+34600000001", by: business, answered: true, seconds: 9}`,
		`deliver: {who: "+34600000001", about: "hola 42", raw: '{"id":"{id}","timestamp":"{now}"}'}`,
		`agent: {about: "42", html: <p>x</p>, files: [{name: a.pdf, size: 5}]}`,
		`number: {who: "+34600000001", to: "+34600000009"}`,
		`notice: {field: account_update, value: {event: X}}`,
		`limits: {graph: {reset: true}}`,
		`review: {do: pause, name: x, language: es}`,
	} {
		var step Step
		if err := yaml.Unmarshal([]byte("say: so\n"+text), &step); err != nil {
			t.Fatal(err)
		}
		if err := p.do(t.Context(), step); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	want := []string{
		`/sim/customers/+34600000001/messages {"reaction":{"message_id":"m3"},"type":"reaction"}`,
		`/sim/customers/+34600000001/echoes {"text":{"body":"hi"},"type":"text"}`,
		`/sim/customers/+34600000001/calls {"by":"business","answered":true,"seconds":9}`,
		`/sim/deliveries {"id":"m1","timestamp":"1795341600"}`,
		`/sim/agents/tickets/1/comments {"files":[{"name":"a.pdf","size":5}],"html_body":"\u003cp\u003ex\u003c/p\u003e","public":true}`,
		`/sim/customers/+34600000001/number {"to":"+34600000009"}`,
		`/sim/notices {"field":"account_update","value":{"event":"X"}}`,
		`/sim/limits {"graph":{"reset":true}}`,
		`/sim/templates {"do":"pause","language":"es","name":"x"}`,
	}
	if got := strings.Join(posted, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("posted\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	missing := Step{Customer: &Customer{Who: "+34600000001", About: "never said", Message: map[string]any{"id": "{id}"}}}
	if err := p.do(t.Context(), missing); err == nil {
		t.Error("a message that answers nothing on the phone was sent")
	}
}

func TestCheck_oneThingAStep(t *testing.T) {
	t.Parallel()
	for text, sound := range map[string]bool{
		`{"say":"so","clock":{"advance":"1m"}}`:                               true,
		`{"say":"so"}`:                                                        false,
		`{"clock":{"advance":"1m"}}`:                                          false,
		`{"say":"so","clock":{"advance":"1m"},"fault":{"clear":true}}`:        false,
		`{"say":"so","number":{"who":"+34600000001"},"expect_queues":{}}`:     false,
		`{"say":"so","expect_phone":{"who":"+34600000001","offers":["yes"]}}`: true,
	} {
		var step Step
		if err := yaml.Unmarshal([]byte(text), &step); err != nil {
			t.Fatal(err)
		}
		if err := step.check(); (err == nil) != sound {
			t.Errorf("%s: %v", text, err)
		}
	}
}
