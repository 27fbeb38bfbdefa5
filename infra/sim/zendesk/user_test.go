package zendesk

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCreateOrUpdateUser(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	save := func(body string) answer { return a.call(http.MethodPost, "/api/v2/users/create_or_update", body) }
	first := a.must(201, save(`{"user":{"name":"Ana Souza","external_id":"wa:ABC","phone":"+5511999990000","role":"end-user",
		"skip_verify_email":true,"user_fields":{"wa_bsuid":"BR.1"}}}`))
	first.check(t, "user.role", "end-user", "user.email", "null", "user.user_fields.wa_bsuid", "BR.1", "user.verified", "false")
	id := first.at("user.id")
	if want := "http://zendesk.test/api/v2/users/" + id + ".json"; first.header.Get("Location") != want {
		t.Errorf("Location = %q, want %q", first.header.Get("Location"), want)
	}
	// Matched without regard to case, which is then overwritten.
	second := a.must(200, save(`{"user":{"external_id":"WA:abc","name":"Ana S."}}`))
	second.check(t, "user.id", id, "user.external_id", "WA:abc", "user.name", "Ana S.", "user.phone", "+5511999990000")
	// A phone is no key.
	third := a.must(201, save(`{"user":{"name":"Bo","external_id":"wa:2","phone":"+5511999990000"}}`))
	third.check(t, "user.shared_phone_number", "true")
	a.must(422, save(`{"user":{"external_id":"wa:3"}}`)).check(t, "details.name.0.error", "BlankValue")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/search?external_id=wa:ABC", "")).check(t, "users.0.id", id, "count", "1")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/search?external_id=none", "")).check(t, "count", "0", "users", "[]")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/search?query=phone:5511999990000+role:end-user", "")).check(t, "count", "2")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/show_many?external_ids=wa:abc,wa:2,x", "")).check(t, "count", "2")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/show_many?ids="+id, "")).check(t, "users.0.id", id)
	a.must(200, a.call(http.MethodGet, "/api/v2/users/"+id+".json", "")).check(t, "user.name", "Ana S.")
	a.must(404, a.call(http.MethodGet, "/api/v2/users/5", ""))
	a.must(422, a.call(http.MethodPut, "/api/v2/users/"+third.at("user.id"), `{"user":{"external_id":"wa:abc"}}`)).
		check(t, "details.external_id.0.error", "DuplicateValue")
}

func TestUserHasALanguageOfTheAccount(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	save := func(body string) answer { return a.call(http.MethodPost, "/api/v2/users/create_or_update.json", body) }
	first := a.must(201, save(`{"user":{"external_id":"c-1","name":"Ana","phone":"+34600000001","locale":"es"}}`))
	first.check(t, "user.locale", "es", "user.phone", "+34600000001")
	for _, step := range []struct{ body, member, want string }{
		{`{"user":{"external_id":"c-1","locale":"pt-br"}}`, "locale", "pt-BR"},
		{`{"user":{"external_id":"c-1","name":"Ana Souza"}}`, "locale", "pt-BR"},
		{`{"user":{"external_id":"c-1","name":"Ana Souza"}}`, "name", "Ana Souza"},
		{`{"user":{"external_id":"c-1","phone":"+34600000002","locale":null}}`, "phone", "+34600000002"},
		{`{"user":{"external_id":"c-1","locale":"EN-us"}}`, "locale", "en-US"},
	} {
		a.must(200, save(step.body)).check(t, "user.id", first.at("user.id"), "user."+step.member, step.want)
	}
	for _, wrong := range []string{"en", "xx", "", "es_ES", "Spanish"} {
		a.must(422, save(`{"user":{"external_id":"c-1","name":"Other","locale":"`+wrong+`"}}`)).
			check(t, "error", "RecordInvalid", "details.locale.0.error", "InvalidValue")
	}
	a.must(200, a.call(http.MethodPut, "/api/v2/users/"+first.at("user.id"), `{"user":{"locale":"fr"}}`)).
		check(t, "user.locale", "fr", "user.name", "Ana Souza")
	a.must(201, save(`{"user":{"external_id":"c-2","name":"Bo"}}`)).check(t, "user.locale", "en-US")
	identities := a.call(http.MethodGet, "/api/v2/users/"+first.at("user.id")+"/identities", "")
	phones := []string{identities.at("identities.0.value"), identities.at("identities.1.value")}
	if diff := cmp.Diff([]string{"+34600000001", "+34600000002"}, phones); diff != "" {
		t.Errorf("phones (-want +got):\n%s", diff)
	}
	if !slices.IsSorted(locales()) {
		t.Error("locales are out of order")
	}
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	user := a.must(201, a.call(http.MethodPost, "/api/v2/users", `{"user":{"name":"Ana","email":"ana@example.com","phone":"+341"}}`))
	path := "/api/v2/users/" + user.at("user.id") + "/identities"
	a.must(200, a.call(http.MethodGet, path, "")).check(t, "identities.0.type", "email", "identities.0.primary", "true",
		"identities.1.type", "phone_number", "identities.1.value", "+341")
	a.must(201, a.call(http.MethodPost, path, `{"identity":{"type":"phone_number","value":"+342","verified":true}}`)).
		check(t, "identity.verified", "true", "identity.value", "+342")
	a.must(422, a.call(http.MethodPost, path, `{"identity":{"type":"whatsapp","value":"+342"}}`))
	a.must(422, a.call(http.MethodPost, path, `{"identity":{"type":"email","value":"Ana@example.com"}}`)).
		check(t, "details.value.0.error", "DuplicateValue")
	a.must(404, a.call(http.MethodGet, "/api/v2/users/5/identities", ""))
}

func TestTicketFields(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	create := func(body string) answer { return a.call(http.MethodPost, "/api/v2/ticket_fields", body) }
	tagger := a.must(201, create(`{"ticket_field":{"type":"tagger","title":"WA template","custom_field_options":[
		{"name":"Order (en)","value":"wa_t_order_en"},{"name":"Order (es)","value":"wa_t_order_es"}]}}`))
	text := a.must(201, create(`{"ticket_field":{"type":"text","title":"WA template"}}`)) // titles may repeat
	a.must(422, create(`{"ticket_field":{"type":"tagger","title":"Other","custom_field_options":[{"name":"x","value":"wa_t_order_en"}]}}`)).
		check(t, "details.custom_field_options.0.error", "DuplicateValue")
	a.must(422, create(`{"ticket_field":{"type":"sound","title":"x"}}`))
	a.must(422, create(`{"ticket_field":{"type":"text"}}`))
	a.must(200, a.call(http.MethodGet, "/api/v2/ticket_fields", "")).check(t, "count", "2", "ticket_fields.0.custom_field_options.1.value", "wa_t_order_es")

	choice, words := tagger.at("ticket_field.id"), text.at("ticket_field.id")
	id, _ := a.ticket(`,"tags":["a"],"custom_fields":[{"id":` + choice + `,"value":"wa_t_order_en"},{"id":7,"value":"ignored"}]`)
	a.call(http.MethodGet, "/api/v2/tickets/"+id, "").check(t, "ticket.tags", `["a","wa_t_order_en"]`,
		"ticket.custom_fields.0.value", "wa_t_order_en", "ticket.custom_fields.1.value", "null", "ticket.custom_fields.2", "?")
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"custom_fields":[{"id":`+choice+`,"value":null},{"id":`+words+`,"value":"1=Ana"}]}}`)).
		check(t, "ticket.tags", `["a"]`, "ticket.custom_fields.1.value", "1=Ana")
	a.must(422, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"custom_fields":[{"id":`+choice+`,"value":"other"}]}}`))
	a.must(200, a.call(http.MethodPut, "/api/v2/ticket_fields/"+choice, `{"ticket_field":{"custom_field_options":[{"name":"n","value":"wa_new"}]}}`)).
		check(t, "ticket_field.custom_field_options.0.value", "wa_new", "ticket_field.title", "WA template")
	a.must(204, a.call(http.MethodDelete, "/api/v2/ticket_fields/"+words, ""))
	a.must(404, a.call(http.MethodGet, "/api/v2/ticket_fields/"+words, ""))
	a.must(403, a.as("bea@example.com", http.MethodPost, "/api/v2/ticket_fields", `{"ticket_field":{"type":"text","title":"x"}}`))
}
