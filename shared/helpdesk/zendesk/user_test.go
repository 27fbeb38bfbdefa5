package zendesk

import (
	"testing"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

func TestEnsureUser_tellsTheLanguage(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want:   `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","phone":"+55","locale":"pt-BR","skip_verify_email":true}}`,
		answer: `{"user":{"id":7}}`,
	})
	got, err := client.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+55", Language: "pt-BR"})
	if err != nil || got != "7" {
		t.Errorf("EnsureUser = %q, %v", got, err)
	}
}

func TestEnsureUser_leavesOutOnlyWhatTheAccountRefuses(t *testing.T) {
	t.Parallel()
	const (
		phone  = `"phone":[{"description":"Phone: +55 is not valid"}]`
		locale = `"locale":[{"description":"Locale: xx is not valid"}]`
		first  = `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","phone":"+55","locale":"xx","skip_verify_email":true}}`
		bare   = `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","skip_verify_email":true}}`
	)
	refused := func(want, details string) exchange {
		return exchange{want: want, status: 422, answer: `{"error":"RecordInvalid","details":{` + details + `}}`}
	}
	for name, script := range map[string][]exchange{
		"the language": {refused(first, locale), {
			want: `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","phone":"+55","skip_verify_email":true}}`,
		}},
		"the phone": {refused(first, phone), {
			want: `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","locale":"xx","skip_verify_email":true}}`,
		}},
		"both at once":             {refused(first, phone+","+locale), {want: bare}},
		"one after the other":      {refused(first, phone), refused("", locale), {want: bare}},
		"what is told as a number": {refused(first, `"locale_id":[{"description":"?"}],"phone_number":[{"description":"?"}]`), {want: bare}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script[len(script)-1].answer = `{"user":{"id":7}}`
			got, err := newAccount(t, script...).EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+55", Language: "xx"})
			if err != nil || got != "7" {
				t.Errorf("EnsureUser = %q, %v", got, err)
			}
		})
	}
}

func TestEnsureUser_givesUpWhenNothingIsLeftToLeaveOut(t *testing.T) {
	t.Parallel()
	refused := exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"phone":[{"description":"?"}]}}`}
	_, err := newAccount(t, refused, refused).EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+55"})
	same(t, "ensure user", err, failure.Error{Class: failure.Permanent, Code: "RecordInvalid"})
}

func TestEnsureUser_neverSendsARole(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want:   `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","phone":"+5511999990000","skip_verify_email":true}}`,
		answer: `{"user":{"id":` + bigID + `}}`,
	})
	got, err := client.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+5511999990000"})
	if err != nil || got != bigID {
		t.Errorf("EnsureUser = %q, %v", got, err)
	}
}

func TestEnsureUser_leavesOutAPhoneThatTheAccountRefuses(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"phone":[{"description":"Phone: +55 is not valid","error":"InvalidValue"}]}}`},
		exchange{
			want:   `POST /api/v2/users/create_or_update {"user":{"external_id":"contact-1","name":"Ana","skip_verify_email":true}}`,
			status: 201, answer: `{"user":{"id":"7"}}`,
		})
	got, err := client.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+55"})
	if err != nil || got != "7" {
		t.Errorf("EnsureUser = %q, %v", got, err)
	}
}

func TestEnsureUser_keepsOtherComplaints(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"name":[{"description":"Ana is taken"}]}}`})
	_, err := client.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana", Phone: "+55"})
	want := "zendesk ensure user contact-1: permanent RecordInvalid: status 422 about name"
	if err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}
