package graph

import (
	"encoding/json"
	"fmt"
)

// firstTemplateID is below the ids of templates, which end in their Seq.
const firstTemplateID = 1_600_000_000_000_000

func templateID(seq int64) string { return fmt.Sprint(firstTemplateID + seq) }

// builtinTemplates is the account's catalogue at first: what a helpdesk needs
// outside the window in a few languages, and one template in each state that
// cannot be sent. They are older than any clock here tells.
func builtinTemplates() []*template {
	all := []*template{
		positional("hello_world", "en_US", templateUtility, templateApproved,
			"Hello! This number is connected and can send templates.", nil),
		named("en_US", "Continue",
			"Hello {{first_name}}, there is news on your request {{ticket}}. Answer here to go on."),
		named("es_ES", "Continuar",
			"Hola {{first_name}}, hay novedades en su caso {{ticket}}. Responda aquí para continuar."),
		named("pt_BR", "Continuar",
			"Olá {{first_name}}, há novidades no seu caso {{ticket}}. Responda aqui para continuar."),
		positional("reply_waiting", "en", templateUtility, templateApproved,
			"Hello {{1}}, our team has answered you. Answer here to read it.", []string{"Ana"}),
		positional("reply_waiting", "es", templateUtility, templateApproved,
			"Hola {{1}}, nuestro equipo le ha respondido. Responda aquí para leerlo.", []string{"Ana"}),
		positional("season_offer", "en_US", templateMarketing, templateApproved,
			"Hello {{1}}, our offers of the season are here.", []string{"Ana"}),
		positional("slow_notice", "en_US", templateUtility, templatePaused,
			"Hello, your request takes longer than usual.", nil),
		positional("late_notice", "en_US", templateUtility, templateDisabled,
			"Hello, your request is late.", nil),
		positional("new_notice", "en_US", templateUtility, templatePending,
			"Hello, there is something new.", nil),
		positional("loud_notice", "en_US", templateUtility, templateRejected,
			"Hello, answer at once.", nil),
		positional("access_code", "en_US", templateAuthentication, templateApproved,
			"{{1}} is your verification code.", []string{"123456"}),
	}
	for i, t := range all {
		t.Seq = int64(i + 1)
		t.ID = templateID(t.Seq)
		t.Approved = t.Status != templatePending && t.Status != templateRejected
	}
	return all
}

// positional makes a template with numbered placeholders in its body.
func positional(name, language, category, status, body string, samples []string) *template {
	component := templateComponent{Type: componentBody, Text: body}
	if samples != nil {
		component.Example = &templateExample{BodyText: [][]string{samples}}
	}
	rejected := reasonNone
	if status == templateRejected {
		rejected = "INVALID_FORMAT"
	}
	return &template{
		Name: name, Language: language, Status: status, Category: category,
		Format: formatPositional, Components: []templateComponent{component}, Rejected: rejected,
	}
}

// named makes the utility template ticket_update with a first name and a ticket
// number in its body, and a button to answer with.
func named(language, label, body string) *template {
	return &template{
		Name: "ticket_update", Language: language, Status: templateApproved, Category: templateUtility,
		Format: formatNamed, Rejected: reasonNone,
		Components: []templateComponent{
			{Type: componentBody, Text: body, Example: &templateExample{BodyNamed: []namedExample{{"first_name", "Ana"}, {"ticket", "991"}}}},
			{Type: componentButtons, Buttons: []templateButton{{Type: buttonQuickReply, Text: label}}},
		},
	}
}

// examples are samples of a button, which the API takes as a list or as one
// text.
type examples []string

// UnmarshalJSON takes a list of texts or one text.
func (e *examples) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*e = examples{one}
		return nil
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		return fmt.Errorf("example: %w", err)
	}
	*e = list
	return nil
}
