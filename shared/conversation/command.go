package conversation

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ventana/shared/provider"
)

// commandWord begins an agent's command to Ventana. Commands live in internal
// notes, so that one with a slip of the pen never reaches the customer.
const commandWord = "/wa"

// separator stands between the parts of a command.
const separator = "|"

func isCommand(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && strings.EqualFold(words[0], commandWord)
}

// command reads an internal note; one that is no command is the agents' own.
func command(c Conversation, text string, now time.Time) Decision {
	if !isCommand(text) {
		return Decision{Act: ActIgnore}
	}
	_, asked, _ := cutWord(text)
	verb, rest, _ := cutWord(asked)
	verb = strings.ToLower(verb)
	if decision, known := inform(verb, rest); known {
		return decision
	}
	if verb == verbTemplate {
		return Decision{Act: ActTemplate, Command: rest}
	}
	content, known := contentOf(c, verb, rest)
	switch {
	case !known:
		return Decision{Act: ActUnknownAction, Command: strings.Join(strings.Fields(asked), " ")}
	case content == nil:
		return Decision{Act: ActNoMessage}
	}
	if err := check(content, rest); err != nil {
		return Decision{Act: ActWrongForm, Command: verb, Wrong: err}
	}
	if !c.Open(now) {
		return Decision{Act: ActRefuseClosed, Content: content}
	}
	return Decision{Act: ActSay, Content: content}
}

// Asked is what a command that was sent says to the customer, without the
// command around it; false for a text that is no such command.
func Asked(text string) (string, bool) {
	if !isCommand(text) {
		return "", false
	}
	_, asked, _ := cutWord(text)
	verb, rest, _ := cutWord(asked)
	content, _ := contentOf(Conversation{}, strings.ToLower(verb), rest)
	switch content := content.(type) {
	case provider.Buttons:
		return content.Body, true
	case provider.List:
		return content.Body, true
	case provider.Request:
		return content.Body, true
	default:
		return "", false
	}
}

// inform answers the commands that send nothing.
func inform(verb, rest string) (Decision, bool) {
	switch {
	case verb == "" || verb == "help" && rest == "":
		return Decision{Act: ActShowHelp}, true
	case verb == "window" && rest == "":
		return Decision{Act: ActShowWindow}, true
	case verb == "cost" && rest == "":
		return Decision{Act: ActShowCost}, true
	case verb == "drop" && rest == "":
		return Decision{Act: ActDrop}, true
	}
	return Decision{}, false
}

// contentOf is what a command asks to be sent; false for a verb that is none,
// and nil for one about a message when there is none.
func contentOf(c Conversation, verb, rest string) (provider.Content, bool) {
	switch verb {
	case "react":
		if c.LastMessage == "" {
			return nil, true
		}
		if strings.EqualFold(rest, takeAway) {
			return provider.Reaction{To: c.LastMessage}, true
		}
		return provider.Reaction{To: c.LastMessage, Emoji: rest}, true
	case "buttons":
		parts := partsOf(rest)
		return provider.Buttons{Body: parts[0], Titles: parts[1:]}, true
	case "list":
		parts := append(partsOf(rest), "")
		list := provider.List{Body: parts[0], Button: parts[1]}
		for _, row := range parts[min(2, len(parts)-1) : len(parts)-1] {
			title, description, _ := strings.Cut(row, " - ")
			list.Rows = append(list.Rows, provider.Row{Title: strings.TrimSpace(title), Description: strings.TrimSpace(description)})
		}
		return list, true
	case "contact":
		return provider.Request{Wish: provider.WishContact, Body: rest}, true
	case "location":
		return provider.Request{Wish: provider.WishLocation, Body: rest}, true
	default:
		return nil, false
	}
}

// takeAway in an emoji's place takes our reaction away.
const takeAway = "off"

// check tells what WhatsApp would refuse of what was typed. A request without
// words gets ours when it is sent.
func check(content provider.Content, typed string) error {
	switch content := content.(type) {
	case provider.Reaction:
		switch {
		case typed == "":
			return &provider.LimitError{Part: "emoji"}
		case !isEmoji(content.Emoji) && !strings.EqualFold(typed, takeAway):
			return &provider.LimitError{Part: "emoji", Limit: 1}
		}
	case provider.Request:
		if content.Body == "" {
			return nil
		}
	}
	return content.Check()
}

// maxEmojiRunes is longer than any emoji in use: a family of four with skin
// tones has eleven.
const maxEmojiRunes = 12

// isEmoji reports whether text can be one emoji. It knows words, numbers and
// punctuation from symbols, not every symbol from every other: that WhatsApp does.
func isEmoji(text string) bool {
	if text == "" || utf8.RuneCountInString(text) > maxEmojiRunes {
		return false
	}
	symbol := false
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsSpace(r) || unicode.IsControl(r):
			return false
		case unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || unicode.Is(unicode.Sm, r) || r == '\u20e3' || r == '\u203c' || r == '\u2049':
			symbol = true
		}
	}
	return symbol
}

// partsOf are the parts of a command's rest, at least one.
func partsOf(rest string) []string {
	parts := strings.Split(rest, separator)
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}

// cutWord separates the first word from what is behind it, to the letter but
// for the space around.
func cutWord(text string) (word, rest string, found bool) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, "", text != ""
	}
	return text[:end], strings.TrimSpace(text[end:]), true
}
