package note

import (
	"time"

	"ventana/shared/pricing"
	"ventana/shared/template"
)

// templates are the notes about templates, for the golden files.
func templates(lang string, named func(name, text string) string) []string {
	const command = "/wa template case_update es first_name=Ana"
	wrong := func(problems ...template.Problem) string {
		return WrongTemplate(lang, "case_update", &template.FormError{Problems: problems}, command, nil)
	}
	prices := Prices{
		Quote: pricing.Quote{
			Market: pricing.Spain, CardFrom: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), FreeTier: true,
			Rates: map[string]pricing.Money{pricing.Service: 20_000, pricing.Utility: 20_000, pricing.Authentication: 20_000},
		},
		Template: 20_000, Known: true,
	}
	closing := time.Date(2026, 11, 23, 10, 12, 0, 0, time.UTC)
	return []string{
		named("template offered", TemplateOffered(lang, command)),
		named("template sent", TemplateSent(lang, "case_update", "es", "Hola Ana, hay novedades.", false)),
		named("template sent instead of a reply", TemplateSent(lang, "case_update", "es", "Hola Ana, hay novedades.", true)),
		named("no template named", WrongTemplate(lang, "", nil, "", nil)),
		named("no such template", WrongTemplate(lang, "case_updat", &template.NoChoiceError{Name: "case_updat"}, "", []string{"case_update", "case_waiting"})),
		named("template in other languages", WrongTemplate(lang, "x", &template.NoChoiceError{Name: "x", Sendable: []string{"es", "pt_BR"}}, command, nil)),
		named("template not approved", WrongTemplate(lang, "x", &template.NoChoiceError{Name: "x", Passed: []template.Passed{{Language: "es", Status: "PAUSED"}}}, command, nil)),
		named("template that cannot be filled", WrongTemplate(lang, "x", &template.UnsendableError{Name: "x", Rule: template.RulePart, Part: "CAROUSEL"}, "", nil)),
		named("stray word", WrongTemplate(lang, "x", errStray{}, command, nil)),
		named("template that could not be sent then", TemplateNotThen(lang, "case_update es first_name=Ana")),
		named("messaging limit reached", TierFull(lang, closing, command)),
		named("month's limit of money reached", MoneyHeld(lang, "250.00")),
		named("day's limit of money reached", MoneyHeldToday(lang, "50.00")),
		named("value missing", wrong(template.Problem{Key: "first_name", What: template.WhatMissing})),
		named("values wrong", wrong(template.Problem{Key: "name", What: template.WhatUnknown}, template.Problem{Key: "ticket", What: template.WhatLong, Limit: 60})),
		named("value that does not fit", wrong(template.Problem{Key: "first_name", What: template.WhatLine})),
		named("template too long", wrong(template.Problem{What: template.WhatBody, Limit: 1024})),
		named("reply kept", ReplyKept(lang, closing, closing.Add(7*24*time.Hour), "")),
		named("reply kept with a template", ReplyKept(lang, closing, closing.Add(7*24*time.Hour), command)),
		named("reply kept before the first message", ReplyKept(lang, time.Time{}, closing.Add(7*24*time.Hour), "")),
		named("kept reply leaves", KeptLeaves(lang, closing)),
		named("kept reply too old", KeptTooLong(lang, closing)),
		named("kept replies dropped", KeptDropped(lang, 2)),
		named("no kept replies to drop", KeptDropped(lang, 0)),
		named("window closing", WindowClosing(lang, closing, closing.Add(-time.Hour), prices, command)),
		named("window closing without a template", WindowClosing(lang, closing, closing.Add(-15*time.Minute), Prices{}, "")),
		named("window closing, of who came by an advertisement", WindowClosing(lang, closing, closing.Add(-time.Hour), Prices{Quote: pricing.Quote{EntryPoint: true}}, command)),
		named("window has closed", WindowHasClosed(lang, closing, prices, command)),
		named("cost in an open window", Cost(lang, prices.Quote, true)),
		named("cost in a closed window", Cost(lang, prices.Quote, false)),
		named("cost of who came by an advertisement", Cost(lang, pricing.Quote{EntryPoint: true}, true)),
		named("cost in a country that nobody knows", Cost(lang, pricing.Quote{}, true)),
	}
}

type errStray struct{}

func (errStray) Error() string { return "stray" }
