package graph

// builtinTemplates is the account's catalogue: what a helpdesk needs outside
// the window in a few languages, and one template in each state that cannot be
// sent.
func builtinTemplates() []template {
	return []template{
		positional("1600000000000001", "hello_world", "en_US", "UTILITY", templateApproved,
			"Hello! This number is connected and can send templates.", nil),
		named("1600000000000002", "ticket_update", "en_US", templateApproved,
			"Hello {{first_name}}, there is news on your request {{ticket}}. Answer here to go on.", "Ana", "991"),
		named("1600000000000003", "ticket_update", "es_ES", templateApproved,
			"Hola {{first_name}}, hay novedades en su caso {{ticket}}. Responda aquí para continuar.", "Ana", "991"),
		named("1600000000000004", "ticket_update", "pt_BR", templateApproved,
			"Olá {{first_name}}, há novidades no seu caso {{ticket}}. Responda aqui para continuar.", "Ana", "991"),
		positional("1600000000000005", "reply_waiting", "en", "UTILITY", templateApproved,
			"Hello {{1}}, our team has answered you. Answer here to read it.", []string{"Ana"}),
		positional("1600000000000006", "reply_waiting", "es", "UTILITY", templateApproved,
			"Hola {{1}}, nuestro equipo le ha respondido. Responda aquí para leerlo.", []string{"Ana"}),
		positional("1600000000000007", "season_offer", "en_US", "MARKETING", templateApproved,
			"Hello {{1}}, our offers of the season are here.", []string{"Ana"}),
		positional("1600000000000008", "slow_notice", "en_US", "UTILITY", templatePaused,
			"Hello, your request takes longer than usual.", nil),
		positional("1600000000000009", "late_notice", "en_US", "UTILITY", templateDisabled,
			"Hello, your request is late.", nil),
		positional("1600000000000010", "new_notice", "en_US", "UTILITY", "PENDING",
			"Hello, there is something new.", nil),
		positional("1600000000000011", "loud_notice", "en_US", "UTILITY", "REJECTED",
			"Hello, answer at once.", nil),
		positional("1600000000000012", "access_code", "en_US", "AUTHENTICATION", templateApproved,
			"{{1}} is your verification code.", []string{"123456"}),
	}
}

// positional makes a template with numbered placeholders in its body.
func positional(id, name, language, category, status, body string, examples []string) template {
	component := templateComponent{Type: "BODY", Text: body}
	if examples != nil {
		component.Example = map[string]any{"body_text": [][]string{examples}}
	}
	rejected := "NONE"
	if status == "REJECTED" {
		rejected = "INVALID_FORMAT"
	}
	return template{
		ID: id, Name: name, Language: language, Status: status, Category: category,
		Format: formatPositional, Components: []templateComponent{component}, Rejected: rejected,
	}
}

// named makes a utility template with a first name and a ticket number in its
// body, and a button to answer with.
func named(id, name, language, status, body, firstName, ticket string) template {
	type example struct {
		Name  string `json:"param_name"`
		Value string `json:"example"`
	}
	label := map[string]string{"en_US": "Continue", "es_ES": "Continuar", "pt_BR": "Continuar"}[language]
	return template{
		ID: id, Name: name, Language: language, Status: status, Category: "UTILITY", Format: formatNamed, Rejected: "NONE",
		Components: []templateComponent{
			{Type: "BODY", Text: body, Example: map[string]any{
				"body_text_named_params": []example{{"first_name", firstName}, {"ticket", ticket}},
			}},
			{Type: "BUTTONS", Buttons: []templateButton{{Type: "QUICK_REPLY", Text: label}}},
		},
	}
}
