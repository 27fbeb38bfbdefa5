package zendesk

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
)

func TestMacros_areReadInEveryForm(t *testing.T) {
	t.Parallel()
	const list = `{"macros":[
		{"id":9007199254741002,"title":"A","description":null,"active":true,"actions":[{"field":"comment_value","value":"Hi"},{"field":"comment_mode_is_public","value":"true"}]},
		{"id":2,"title":"B","description":"ours","active":false,"actions":[{"field":"comment_value","value":["channel:all","Hi"]},{"field":"comment_mode_is_public","value":true}]},
		{"id":3,"title":"C","active":true,"actions":[{"field":"comment_value","value":["channel:web","Hi"]}]},
		{"id":4,"title":"D","active":true,"actions":[{"field":"status","value":"solved"},{"field":"current_tags","value":["x"]}]}]`
	account := newAccount(t,
		exchange{want: "GET /api/v2/macros?page[size]=100", answer: list + `,"meta":{"has_more":true,"after_cursor":"x"}}`},
		exchange{want: "GET /api/v2/macros?page[after]=x&page[size]=100", answer: `{"macros":[],"meta":{"has_more":false}}`})
	got, err := account.Macros(t.Context())
	want := []Macro{
		{ID: "9007199254741002", Title: "A", Text: "Hi", Public: true, Active: true},
		{ID: "2", Title: "B", Description: "ours", Text: "Hi", Public: true},
		{ID: "3", Title: "C", Text: "Hi", Active: true, More: true},
		{ID: "4", Title: "D", Active: true, More: true},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestMacros_areWritten(t *testing.T) {
	t.Parallel()
	const body = `{"macro":{"title":"A::B","description":"d","active":true,"actions":[{"field":"comment_value","value":"Hi \"you\""},{"field":"comment_mode_is_public","value":true}]}}`
	m := Macro{Title: "A::B", Description: "d", Text: `Hi "you"`, Public: true, Active: true}
	account := newAccount(t,
		exchange{want: "POST /api/v2/macros " + body, answer: `{"macro":{"id":7}}`},
		exchange{want: "PUT /api/v2/macros/7 " + body, answer: `{"macro":{"id":7}}`},
		exchange{want: `PUT /api/v2/macros/7 {"macro":{"active":false}}`, answer: `{"macro":{"id":7}}`},
		exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"title":[{"description":"Title: cannot be blank"}]}}`},
		exchange{status: 403, answer: `{"error":{"title":"Forbidden","message":"You do not have access"}}`})
	if err := account.CreateMacro(t.Context(), m); err != nil {
		t.Error(err)
	}
	m.ID = "7"
	if err := account.UpdateMacro(t.Context(), m); err != nil {
		t.Error(err)
	}
	if err := account.SwitchOffMacro(t.Context(), "7"); err != nil {
		t.Error(err)
	}
	if err := account.CreateMacro(t.Context(), m); !failure.Is(err, failure.Permanent) {
		t.Errorf("a blank title: got %v", err)
	}
	if err := account.CreateMacro(t.Context(), m); failure.Of(err).Code != "Forbidden" {
		t.Errorf("no right: got %v", err)
	}
}
