package note

import (
	"fmt"
	"time"
)

// What the daily comparison tells agents, and what healed by itself.
const (
	messageMissing  key = "message missing"  // and when it came
	commentDoubled  key = "comment doubled"  // and when it was written
	doubledAcross   key = "doubled across"   // and when it was written, and the other ticket
	replyOverlooked key = "reply overlooked" // and when it was written
	replyTooLate    key = "reply too late"   // and when it was written
	merged          key = "merged"           // and the ticket that was merged
	mergedElsewhere key = "merged elsewhere" // and the ticket that was merged
)

// Merged tells on a ticket that the conversation of a ticket that was merged into
// it goes on there.
func Merged(lang, from string) string { return fmt.Sprintf(text(lang, merged), from) }

// MergedIntoAnother tells on a ticket that the conversation of a ticket that was
// merged into it does not go on there, because it is somebody else's.
func MergedIntoAnother(lang, from string) string {
	return fmt.Sprintf(text(lang, mergedElsewhere), from)
}

// MessageMissing tells that a customer's message stood on the ticket and does so
// no more. at is when it came.
func MessageMissing(lang string, at time.Time) string {
	return fmt.Sprintf(text(lang, messageMissing), clockTime(at))
}

// CommentDoubled tells that a comment repeats what stands on the ticket already,
// or on the other ticket, where that is not empty.
func CommentDoubled(lang string, at time.Time, other string) string {
	if other != "" {
		return fmt.Sprintf(text(lang, doubledAcross), clockTime(at), other)
	}
	return fmt.Sprintf(text(lang, commentDoubled), clockTime(at))
}

// ReplyOverlooked tells that an agent's reply had not been looked at, and leaves
// now, or when the customer writes.
func ReplyOverlooked(lang string, at time.Time) string {
	return fmt.Sprintf(text(lang, replyOverlooked), clockTime(at))
}

// ReplyTooLate tells that an agent's reply had not been looked at, and is not sent
// any more, because the conversation went on without it.
func ReplyTooLate(lang string, at time.Time) string {
	return fmt.Sprintf(text(lang, replyTooLate), clockTime(at))
}

func englishStatement() map[key]string {
	return map[key]string{
		messageMissing:  "A message that the customer sent on %s stood on this ticket and is not there any more. WhatsApp does not hand it over again: ask the customer to repeat it.",
		commentDoubled:  "The comment of %s repeats what stands on this ticket already: the customer wrote it once. Nothing is to be done.",
		doubledAcross:   "The comment of %s repeats what stands on ticket #%s already: the customer wrote it once. Nothing is to be done.",
		replyOverlooked: "Your reply of %s was overlooked and had not been sent. It leaves now, or, when the customer service window is closed, as soon as the customer writes. To take it back meanwhile, write /wa drop.",
		replyTooLate:    "Your reply of %s was overlooked and was not sent. Others were sent after it, so it stays where it is. If the customer still needs it, send it again.",
		merged:          "The WhatsApp conversation of ticket #%s goes on here, because that ticket was merged into this one. From now on the customer's messages arrive here, and your public replies leave on WhatsApp.",
		mergedElsewhere: "Ticket #%s was merged into this one, but its WhatsApp conversation is another person's or another number's. It does not go on here: replies on this ticket do not reach that customer, whose next message opens a ticket of its own.",
	}
}

func spanishStatement() map[key]string {
	return map[key]string{
		messageMissing:  "Un mensaje que el cliente envió el %s estaba en este ticket y ya no está. WhatsApp no lo entrega otra vez: pida al cliente que lo repita.",
		commentDoubled:  "El comentario del %s repite lo que ya está en este ticket: el cliente lo escribió una sola vez. No hay que hacer nada.",
		doubledAcross:   "El comentario del %s repite lo que ya está en el ticket #%s: el cliente lo escribió una sola vez. No hay que hacer nada.",
		replyOverlooked: "Su respuesta del %s se pasó por alto y no se había enviado. Sale ahora o, si la ventana de atención está cerrada, en cuanto el cliente escriba. Para retirarla mientras tanto, escriba /wa drop.",
		replyTooLate:    "Su respuesta del %s se pasó por alto y no se envió. Después de ella se enviaron otras, así que se queda donde está. Si el cliente aún la necesita, envíela de nuevo.",
		merged:          "La conversación de WhatsApp del ticket #%s sigue aquí, porque ese ticket se fusionó con este. Desde ahora los mensajes del cliente llegan aquí y sus respuestas públicas salen por WhatsApp.",
		mergedElsewhere: "El ticket #%s se fusionó con este, pero su conversación de WhatsApp es de otra persona o de otro número. No sigue aquí: lo que responda en este ticket no llega a ese cliente, cuyo próximo mensaje abrirá un ticket propio.",
	}
}

func portugueseStatement() map[key]string {
	return map[key]string{
		messageMissing:  "Uma mensagem que o cliente enviou em %s estava neste ticket e já não está. O WhatsApp não a entrega de novo: peça ao cliente que a repita.",
		commentDoubled:  "O comentário de %s repete o que já está neste ticket: o cliente escreveu uma só vez. Não é preciso fazer nada.",
		doubledAcross:   "O comentário de %s repete o que já está no ticket #%s: o cliente escreveu uma só vez. Não é preciso fazer nada.",
		replyOverlooked: "Sua resposta de %s passou despercebida e não tinha sido enviada. Ela sai agora ou, se a janela de atendimento estiver fechada, assim que o cliente escrever. Para retirá-la enquanto isso, escreva /wa drop.",
		replyTooLate:    "Sua resposta de %s passou despercebida e não foi enviada. Outras foram enviadas depois dela, então ela fica onde está. Se o cliente ainda precisar dela, envie-a de novo.",
		merged:          "A conversa de WhatsApp do ticket #%s continua aqui, porque aquele ticket foi mesclado com este. A partir de agora as mensagens do cliente chegam aqui e as suas respostas públicas saem pelo WhatsApp.",
		mergedElsewhere: "O ticket #%s foi mesclado com este, mas a conversa de WhatsApp dele é de outra pessoa ou de outro número. Ela não continua aqui: o que for respondido neste ticket não chega àquele cliente, cuja próxima mensagem abre um ticket próprio.",
	}
}
