package dynamostore

import (
	"strconv"

	"ventana/shared/envelope"
)

// PartID names the effect of sending one part of what an agent's comment asks
// for. Of a reply's text the parts are numbered from 0, a file's is FilePart.
func PartID(helpdesk, ticket, comment, part string) string {
	return envelope.Digest("send", helpdesk, ticket, comment, part)
}

// FilePart is the name of an attachment as a part, and as what a note is about.
func FilePart(attachment string) string { return "file " + attachment }

// NoteID names the effect of a note about a comment.
func NoteID(helpdesk, ticket, comment, subject string) string {
	return envelope.Digest("note", helpdesk, ticket, comment, subject)
}

// Overlooked is the subject of the note that a reply was found that nobody had
// looked at.
const Overlooked = "overlooked"

// TooLate is the subject of the note that such a reply is not sent any more.
const TooLate = "too late"

// Traces are the effects of which an agent's public comment leaves at least one
// once it was handled: sends, and notes that tell why there is none. files are
// the ids of its attachments.
func Traces(helpdesk, ticket, comment string, files []string) (sends, notes []string) {
	sends = []string{PartID(helpdesk, ticket, comment, "0")}
	for _, subject := range []string{"closed", "template", "empty", "public command", "released", "kept too long", Overlooked, TooLate} {
		notes = append(notes, NoteID(helpdesk, ticket, comment, subject))
	}
	for _, file := range files {
		sends = append(sends, PartID(helpdesk, ticket, comment, FilePart(file)))
		notes = append(notes, NoteID(helpdesk, ticket, comment, FilePart(file)))
	}
	return sends, notes
}

// Refused is the subject of the note that a send was refused, or is unconfirmed.
func Refused(effect string) string { return "refused " + effect }

// ArrivedNote names the effect of the note which takes back that a message did not
// arrive, or may not have. A message has one, whoever writes it.
func ArrivedNote(message string) string { return envelope.Digest("note", "arrived", message) }

// CursorBefore is the cursor behind which a comment is the first.
func CursorBefore(comment string) string {
	number, err := strconv.ParseUint(comment, 10, 64)
	if err != nil || number == 0 {
		return ""
	}
	return strconv.FormatUint(number-1, 10)
}

// Ends are the effects of the notes which tell that an agent's comment will not
// leave any more, or left as a template.
func Ends(helpdesk, ticket, comment string) []string {
	var notes []string
	for _, subject := range []string{"closed", "template", "kept too long", TooLate} {
		notes = append(notes, NoteID(helpdesk, ticket, comment, subject))
	}
	return notes
}
