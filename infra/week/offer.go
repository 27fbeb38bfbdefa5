package week

import (
	"fmt"
	"time"
)

// made is a template of the account as the week begins.
type made struct{ name, language, status, body string }

// templates are in every state that a rule has to look past.
func templates() []made {
	return []made{
		{updateTemplate, "es", "APPROVED", "Hola {{1}}, seguimos con su caso {{2}}. Responda aquí cuando pueda."},
		{updateTemplate, "es_MX", "PAUSED", "Hola {{1}}, seguimos con su caso {{2}}. Contesta aquí cuando puedas."},
		{updateTemplate, "pt_BR", "APPROVED", "Olá {{1}}, seguimos com o seu caso {{2}}. Responda aqui quando puder."},
		{updateTemplate, "pt_PT", "APPROVED", "Olá {{1}}, continuamos com o seu caso {{2}}. Responda aqui quando puder."},
		{updateTemplate, "en_US", "APPROVED", "Hello {{1}}, we go on with your case {{2}}. Answer here when you can."},
		{lastTemplate, "es", "APPROVED", "Hola {{1}}, su caso {{2}} sigue abierto y le contestamos en cuanto escriba."},
		{lastTemplate, "es_MX", "APPROVED", "Hola {{1}}, tu caso {{2}} sigue abierto y te contestamos en cuanto escribas."},
		{lastTemplate, "pt_BR", "APPROVED", "Olá {{1}}, o seu caso {{2}} continua aberto e respondemos assim que escrever."},
		{lastTemplate, "pt_PT", "REJECTED", "Olá {{1}}, o seu caso {{2}} está aberto e respondemos assim que escrever."},
	}
}

// offered is the command that a note written at a time has to offer: the first
// rule that fits, in the first language of the customer in which its template is
// approved.
func offered(p person, heard, at time.Time, ticket int64) string {
	wanted := []string{updateTemplate}
	if at.Sub(heard) > lastAfter {
		wanted = []string{lastTemplate, updateTemplate}
	}
	for _, name := range wanted {
		for _, language := range languagesOf(p.language) {
			for _, one := range templates() {
				if one.name == name && one.language == language && one.status == "APPROVED" {
					return fmt.Sprintf("/wa template %s %s 1=%s 2=%d", name, language, p.firstName, ticket)
				}
			}
		}
	}
	return ""
}

// languagesOf are the template languages for a customer's, by the policy.
func languagesOf(customer string) []string {
	const last = "en_US"
	switch customer {
	case "es":
		return []string{"es_MX", "es", last}
	case "pt-BR":
		return []string{"pt_BR", last}
	case "pt":
		return []string{"pt_PT", "pt_BR", last}
	default:
		return []string{last}
	}
}
