package graph

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// Bounds of a template's buttons; lengths in characters. Source: Template
// components.
const (
	templateButtonsMax = 10
	templateLabelMax   = 25
	templatePhoneMax   = 20
)

// buttonTypes says how many buttons of each type a template may have.
func buttonTypes() map[string]int {
	return map[string]int{
		buttonQuickReply: templateButtonsMax, buttonURL: 2, buttonPhone: 1, buttonCopyCode: 1, buttonOTP: 1, buttonFlow: 1,
		"CATALOG": 1, "MPM": 1, "SPM": 1, "VOICE_CALL": 1, "REQUEST_CONTACT_INFO": 1,
	}
}

func checkButtons(buttons []templateButton) *apiError {
	if len(buttons) == 0 || len(buttons) > templateButtonsMax {
		return failButtons("A template has 1 to %d buttons, got %d.", templateButtonsMax, len(buttons))
	}
	count, labels := map[string]int{}, map[string]bool{}
	for i, b := range buttons {
		most, known := buttonTypes()[b.Type]
		if !known {
			return fail(codeWrongParameter, "Param components['buttons'][%d]['type'] is unknown - got %q.", i, b.Type)
		}
		count[b.Type]++
		// Quick replies stand together, before or after all others.
		apart := b.Type == buttonQuickReply && count[buttonQuickReply] > 1 && buttons[i-1].Type != buttonQuickReply
		inside := i > 0 && i < len(buttons)-1 && b.Type != buttonQuickReply && buttons[i-1].Type == buttonQuickReply && buttons[i+1].Type == buttonQuickReply
		switch {
		case count[b.Type] > most:
			return failButtons("A template has at most %d buttons of type %s.", most, b.Type)
		case apart || inside:
			return failButtons("Quick replies must stand together.")
		case b.Text != "" && labels[b.Text]:
			return failButtons("Two buttons have the text %q.", b.Text)
		}
		labels[b.Text] = true
		if e := b.check(); e != nil {
			return e
		}
	}
	return nil
}

func (b templateButton) check() *apiError {
	if utf8.RuneCountInString(b.Text) > templateLabelMax {
		return failTemplate(subTooLong, "Character limit exceeded", "A button has more than %d characters.", templateLabelMax)
	}
	if strings.ContainsAny(b.Text, "\n{}") {
		return failButtons("The text of a button has no variables and no new lines.")
	}
	switch b.Type {
	case buttonURL:
		return b.checkURL()
	case buttonPhone:
		if b.Phone == "" || utf8.RuneCountInString(b.Phone) > templatePhoneMax {
			return failButtons("A phone number has 1 to %d characters.", templatePhoneMax)
		}
	case buttonCopyCode:
		if len(b.Example) != 1 || b.Example[0] == "" || utf8.RuneCountInString(b.Example[0]) > couponMax {
			return failExample(componentButtons)
		}
		return nil
	case buttonOTP, "REQUEST_CONTACT_INFO":
		return nil
	}
	if b.Text == "" {
		return failMissing(componentButtons, typeText)
	}
	return nil
}

// checkURL wants an address whose one variable, if it has one, is its end.
func (b templateButton) checkURL() *apiError {
	names := placeholders(b.URL)
	plain := placeholder().ReplaceAllLiteralString(b.URL, "x")
	parsed, err := url.Parse(plain)
	switch {
	case b.Text == "":
		return failMissing(componentButtons, typeText)
	case err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "":
		return failButtons("The URL of a button is not valid.")
	case utf8.RuneCountInString(b.URL) > actionURLMax:
		return failTemplate(subTooLong, "Character limit exceeded", "A URL has more than %d characters.", actionURLMax)
	case strings.Contains(plain, "wa.me") || strings.Contains(plain, "whatsapp.com"):
		return failButtons("Direct links to WhatsApp are not allowed in buttons.")
	case len(names) == 0:
		return nil
	case len(names) > 1 || names[0] != "1" || !strings.HasSuffix(b.URL, "{{1}}"):
		return failButtons("A URL can have one variable, {{1}}, at its end.")
	case len(b.Example) != 1 || b.Example[0] == "":
		return failExample(componentButtons)
	}
	return nil
}

func failButtons(details string, values ...any) *apiError {
	return failTemplate(subFormat, "Buttons are not valid", details, values...)
}
