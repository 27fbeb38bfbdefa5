package rendering

import "strings"

// words are ours, in one language. Everything else in a rendering is the
// customer's or WhatsApp's.
type words struct {
	cannot  string
	cut     string // with the limit
	problem string // with codes and titles
	// Above a message.
	somebody    string
	often       string
	cameFrom    string
	catalogue   string // with the catalogue's id
	earlier     string
	earlierOurs string
	// Files.
	follows     string
	unfetchable string
	photo       string
	video       string
	voiceNote   string
	document    string
	sticker     string
	file        string
	// Messages about messages.
	removed       string
	revoked       string
	revokedOf     string // with the time
	revokedOurs   string
	revokedOursOf string // with the time
	// The other types.
	shared      string
	welcome     string
	withheld    string
	form        string
	address     string
	calls       string
	callsUntil  string // with the time
	callsAlways string
	noCalls     string
	// Calls themselves.
	called     string // with how long
	missed     string
	calledThem string // with how long
	missedUs   string
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
		cannot:        "This message cannot be shown here yet.",
		cut:           "[cut: a message is shown up to %d characters]",
		problem:       "(WhatsApp error: %s)",
		somebody:      "somebody",
		often:         "many times",
		cameFrom:      "(the customer came from here)",
		catalogue:     "(catalogue %s)",
		earlier:       "to an earlier message",
		earlierOurs:   "to an earlier message of the business",
		follows:       "(file follows)",
		unfetchable:   "(the file cannot be fetched)",
		photo:         "photo",
		video:         "video",
		voiceNote:     "voice note",
		document:      "document",
		sticker:       "sticker",
		file:          "file",
		removed:       "removed",
		revoked:       "The customer deleted a message.",
		revokedOf:     "The customer deleted their message of %s.",
		revokedOurs:   "The business deleted a message.",
		revokedOursOf: "The business deleted its message of %s.",
		shared:        "The customer shared their contact details, as asked.",
		welcome:       "The customer opened the chat and has not written yet.",
		withheld:      "WhatsApp does not hand over this kind of message.",
		form:          "form",
		address:       "address",
		calls:         "The customer allows calls.",
		callsUntil:    "The customer allows calls until %s.",
		callsAlways:   "The customer allows calls from now on.",
		noCalls:       "The customer does not allow calls.",
		called:        "The customer called on WhatsApp, %s.",
		missed:        "Missed call: the customer called on WhatsApp and nobody answered.",
		calledThem:    "The business called the customer on WhatsApp, %s.",
		missedUs:      "The business called the customer on WhatsApp, who did not answer.",
	}
}

func spanish() words {
	return words{
		cannot:        "Este mensaje todavía no se puede mostrar aquí.",
		cut:           "[cortado: de un mensaje se muestran hasta %d caracteres]",
		problem:       "(error de WhatsApp: %s)",
		somebody:      "alguien",
		often:         "muchas veces",
		cameFrom:      "(el cliente llegó desde aquí)",
		catalogue:     "(catálogo %s)",
		earlier:       "a un mensaje anterior",
		earlierOurs:   "a un mensaje anterior de la empresa",
		follows:       "(el archivo viene a continuación)",
		unfetchable:   "(el archivo no se puede descargar)",
		photo:         "foto",
		video:         "vídeo",
		voiceNote:     "nota de voz",
		document:      "documento",
		sticker:       "sticker",
		file:          "archivo",
		removed:       "eliminada",
		revoked:       "El cliente eliminó un mensaje.",
		revokedOf:     "El cliente eliminó su mensaje del %s.",
		revokedOurs:   "La empresa eliminó un mensaje.",
		revokedOursOf: "La empresa eliminó su mensaje del %s.",
		shared:        "El cliente compartió sus datos de contacto, como se le pidió.",
		welcome:       "El cliente abrió el chat y aún no ha escrito.",
		withheld:      "WhatsApp no entrega este tipo de mensaje.",
		form:          "formulario",
		address:       "dirección",
		calls:         "El cliente permite llamadas.",
		callsUntil:    "El cliente permite llamadas hasta el %s.",
		callsAlways:   "El cliente permite llamadas de ahora en adelante.",
		noCalls:       "El cliente no permite llamadas.",
		called:        "El cliente llamó por WhatsApp, %s.",
		missed:        "Llamada perdida: el cliente llamó por WhatsApp y nadie contestó.",
		calledThem:    "La empresa llamó al cliente por WhatsApp, %s.",
		missedUs:      "La empresa llamó al cliente por WhatsApp y este no contestó.",
	}
}

func portuguese() words {
	return words{
		cannot:        "Esta mensagem ainda não pode ser mostrada aqui.",
		cut:           "[cortado: de uma mensagem são mostrados até %d caracteres]",
		problem:       "(erro do WhatsApp: %s)",
		somebody:      "alguém",
		often:         "muitas vezes",
		cameFrom:      "(o cliente veio daqui)",
		catalogue:     "(catálogo %s)",
		earlier:       "a uma mensagem anterior",
		earlierOurs:   "a uma mensagem anterior da empresa",
		follows:       "(o arquivo vem a seguir)",
		unfetchable:   "(o arquivo não pode ser baixado)",
		photo:         "foto",
		video:         "vídeo",
		voiceNote:     "mensagem de voz",
		document:      "documento",
		sticker:       "figurinha",
		file:          "arquivo",
		removed:       "removida",
		revoked:       "O cliente apagou uma mensagem.",
		revokedOf:     "O cliente apagou a mensagem dele de %s.",
		revokedOurs:   "A empresa apagou uma mensagem.",
		revokedOursOf: "A empresa apagou a mensagem dela de %s.",
		shared:        "O cliente compartilhou os dados de contato dele, como foi pedido.",
		welcome:       "O cliente abriu a conversa e ainda não escreveu.",
		withheld:      "O WhatsApp não entrega este tipo de mensagem.",
		form:          "formulário",
		address:       "endereço",
		calls:         "O cliente permite chamadas.",
		callsUntil:    "O cliente permite chamadas até %s.",
		callsAlways:   "O cliente permite chamadas de agora em diante.",
		noCalls:       "O cliente não permite chamadas.",
		called:        "O cliente ligou pelo WhatsApp, %s.",
		missed:        "Chamada perdida: o cliente ligou pelo WhatsApp e ninguém atendeu.",
		calledThem:    "A empresa ligou para o cliente pelo WhatsApp, %s.",
		missedUs:      "A empresa ligou para o cliente pelo WhatsApp e ele não atendeu.",
	}
}
