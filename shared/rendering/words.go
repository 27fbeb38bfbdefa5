package rendering

import "strings"

// words are ours, in one language. Everything else in a rendering is the
// customer's or WhatsApp's.
type words struct {
	cannot      string
	cut         string // with the limit
	group       string // with the group's id
	problem     string // with codes and titles
	notFetched  string
	voice       string
	removed     string
	revoked     string
	welcome     string
	withheld    string
	form        string
	address     string
	calls       string
	callsUntil  string // with the time
	callsAlways string
	noCalls     string
}

// wordsIn finds a language by its first two letters.
func wordsIn(language string) words {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(language), "_", "-"), "-")
	switch base {
	case "es":
		return spanish()
	case "pt":
		return portuguese()
	default:
		return english()
	}
}

func english() words {
	return words{
		cannot:      "This message cannot be shown here yet.",
		cut:         "[cut: a message is shown up to %d characters]",
		group:       "(WhatsApp group %s)",
		problem:     "(WhatsApp error: %s)",
		notFetched:  "(file not fetched yet)",
		voice:       "voice note",
		removed:     "removed",
		revoked:     "The customer deleted a message.",
		welcome:     "The customer opened the chat and has not written yet.",
		withheld:    "WhatsApp does not hand over this kind of message.",
		form:        "form",
		address:     "address",
		calls:       "The customer allows calls.",
		callsUntil:  "The customer allows calls until %s.",
		callsAlways: "The customer allows calls from now on.",
		noCalls:     "The customer does not allow calls.",
	}
}

func spanish() words {
	return words{
		cannot:      "Este mensaje todavía no se puede mostrar aquí.",
		cut:         "[cortado: de un mensaje se muestran hasta %d caracteres]",
		group:       "(grupo de WhatsApp %s)",
		problem:     "(error de WhatsApp: %s)",
		notFetched:  "(archivo aún no descargado)",
		voice:       "nota de voz",
		removed:     "eliminada",
		revoked:     "El cliente eliminó un mensaje.",
		welcome:     "El cliente abrió el chat y aún no ha escrito.",
		withheld:    "WhatsApp no entrega este tipo de mensaje.",
		form:        "formulario",
		address:     "dirección",
		calls:       "El cliente permite llamadas.",
		callsUntil:  "El cliente permite llamadas hasta el %s.",
		callsAlways: "El cliente permite llamadas de ahora en adelante.",
		noCalls:     "El cliente no permite llamadas.",
	}
}

func portuguese() words {
	return words{
		cannot:      "Esta mensagem ainda não pode ser mostrada aqui.",
		cut:         "[cortado: de uma mensagem são mostrados até %d caracteres]",
		group:       "(grupo do WhatsApp %s)",
		problem:     "(erro do WhatsApp: %s)",
		notFetched:  "(arquivo ainda não baixado)",
		voice:       "mensagem de voz",
		removed:     "removida",
		revoked:     "O cliente apagou uma mensagem.",
		welcome:     "O cliente abriu a conversa e ainda não escreveu.",
		withheld:    "O WhatsApp não entrega este tipo de mensagem.",
		form:        "formulário",
		address:     "endereço",
		calls:       "O cliente permite chamadas.",
		callsUntil:  "O cliente permite chamadas até %s.",
		callsAlways: "O cliente permite chamadas de agora em diante.",
		noCalls:     "O cliente não permite chamadas.",
	}
}
