package note

import (
	"fmt"
	"strings"

	"ventana/shared/provider"
)

// Texts about commands, and the questions that some of them ask.
const (
	help             key = "help"                 // above the commands
	helpWindow       key = "help window"          //
	helpReact        key = "help react"           //
	helpButtons      key = "help buttons"         // with the limits of their number and length
	helpList         key = "help list"            // with the limits of rows, titles and descriptions
	helpContact      key = "help contact"         //
	helpLocation     key = "help location"        //
	helpTemplate     key = "help template"        //
	helpCost         key = "help cost"            //
	helpDrop         key = "help drop"            //
	helpHelp         key = "help help"            //
	unknownCommand   key = "unknown"              // with the command
	wrongForm        key = "wrong form"           // with the command and what is wrong
	formIncomplete   key = "form incomplete"      //
	textMissing      key = "text missing"         //
	textLong         key = "text too long"        // with the limit
	buttonMissing    key = "button missing"       //
	buttonLong       key = "button too long"      // with the limit
	buttonsMany      key = "buttons too many"     // with the limit
	rowMissing       key = "row missing"          //
	rowLong          key = "row too long"         // with the limit
	rowsMany         key = "rows too many"        // with the limit
	descriptionLong  key = "description too long" // with the limit
	emojiMissing     key = "emoji missing"        //
	emojiMany        key = "emoji too many"       //
	nothingToReactTo key = "nothing to react to"  //
	askedForNumber   key = "asked for the number" //
	contactQuestion  key = "contact question"     // for the customer
	locationQuestion key = "location question"    // for the customer
)

// Help lists the commands, with an example of each that needs one.
func Help(lang string) string {
	lines := []string{text(lang, help)}
	for _, command := range []string{"window", "cost", "react", "buttons", "list", "contact", "location", "template", "drop", "help"} {
		line, _ := commandLine(lang, command)
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// commandLine is how a command is written, or false for one that there is not.
func commandLine(lang, command string) (string, bool) {
	switch command {
	case "window":
		return text(lang, helpWindow), true
	case "react":
		return text(lang, helpReact), true
	case "buttons":
		return fmt.Sprintf(text(lang, helpButtons), provider.MaxButtons, provider.MaxButtonRunes), true
	case "list":
		return fmt.Sprintf(text(lang, helpList), provider.MaxRows, provider.MaxRowRunes, provider.MaxDescriptionRunes), true
	case "contact":
		return text(lang, helpContact), true
	case "location":
		return text(lang, helpLocation), true
	case "template":
		return text(lang, helpTemplate), true
	case "cost":
		return text(lang, helpCost), true
	case "drop":
		return text(lang, helpDrop), true
	case "help":
		return text(lang, helpHelp), true
	default:
		return "", false
	}
}

// UnknownCommand answers a command that is none, with the right forms.
func UnknownCommand(lang, command string) string {
	return fmt.Sprintf(text(lang, unknownCommand), quoted(command, "/wa")) + "\n" + Help(lang)
}

// WrongForm answers a command that cannot be carried out as it is written, with
// its right form. command is its name ("buttons"), part what is wrong about it:
// "text", "button", "buttons", "row", "rows", "description" or "emoji", as in a
// provider.LimitError, or empty for what is none of these. limit is the most that
// is allowed, in characters or in number; 0 means that the part is missing.
func WrongForm(lang, command, part string, limit int) string {
	name := strings.TrimSpace(strings.TrimPrefix(command, "/wa"))
	said := fmt.Sprintf(text(lang, wrongForm), quoted("/wa "+name, "/wa"), wrong(lang, part, limit))
	form, known := commandLine(lang, name)
	if !known {
		form = Help(lang)
	}
	return said + "\n" + form
}

// wrong is what is wrong about a part of a command.
func wrong(lang, part string, limit int) string {
	missing, long := formIncomplete, formIncomplete
	switch part {
	case "text":
		missing, long = textMissing, textLong
	case "button", "buttons":
		missing, long = buttonMissing, buttonLong
		if part == "buttons" {
			long = buttonsMany
		}
	case "row", "rows":
		missing, long = rowMissing, rowLong
		if part == "rows" {
			long = rowsMany
		}
	case "description":
		long = descriptionLong
	case "emoji":
		missing, long = emojiMissing, emojiMany
	}
	switch {
	case limit <= 0:
		return text(lang, missing)
	case strings.Contains(text(lang, long), "%d"):
		return fmt.Sprintf(text(lang, long), limit)
	default:
		return text(lang, long)
	}
}

// NothingToReactTo answers "/wa react" when there is no message of the
// customer's, or none that WhatsApp still takes a reaction for.
func NothingToReactTo(lang string) string { return text(lang, nothingToReactTo) }

// AskedForNumber tells that a message needs the customer's phone number
// (WhatsApp's code 131062), and that the customer was asked for it.
func AskedForNumber(lang string) string { return text(lang, askedForNumber) }

// ContactQuestion asks the customer for their phone number, when the agent
// gives no words.
func ContactQuestion(lang string) string { return text(lang, contactQuestion) }

// LocationQuestion asks the customer where they are, when the agent gives no
// words.
func LocationQuestion(lang string) string { return text(lang, locationQuestion) }
