package graph

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// couponMax is the longest code to copy, in characters.
const couponMax = 15

// fillButtons gives the buttons as a phone shows them, each with its parameter.
func (t *template) fillButtons(given []sentComponent) ([]shownTapTarget, *apiError) {
	buttons := t.buttons()
	var shown []shownTapTarget
	for _, b := range buttons {
		one := shownTapTarget{Type: b.Type, Text: b.Text, URL: b.URL, Phone: b.Phone}
		if b.Type == buttonQuickReply {
			one.Payload = b.Text // of a tap when the send says none
		}
		shown = append(shown, one)
	}
	filled := map[int]bool{}
	for _, component := range given {
		index, err := strconv.Atoi(text(component.Index))
		if err != nil || index < 0 || index >= len(buttons) {
			return nil, fail(codeParameterFormat, "buttons: template %s has no button with index %q.", t.Name, text(component.Index))
		}
		if filled[index] {
			return nil, fail(codeWrongParameter, "buttons: the button with index %d is given twice.", index)
		}
		filled[index] = true
		if e := t.fillButton(&shown[index], buttons[index], component); e != nil {
			return nil, e
		}
	}
	for i, b := range buttons {
		if !filled[i] && t.needsParameter(b) {
			return nil, fail(codeWrongParameter, "buttons: Button at index %d of type %s requires a parameter", i, b.Type)
		}
	}
	return shown, nil
}

// needsParameter says whether a button cannot be sent as it is.
func (t *template) needsParameter(b templateButton) bool {
	switch b.Type {
	case buttonURL:
		return len(placeholders(b.URL)) > 0
	case buttonCopyCode, buttonOTP:
		return true
	default:
		return false
	}
}

func (t *template) fillButton(shown *shownTapTarget, b templateButton, given sentComponent) *apiError {
	want, parameter := buttonParameter(b.Type)
	if want == "" || b.Type == buttonURL && len(placeholders(b.URL)) == 0 {
		return fail(codeParameterFormat, "buttons: Button of type %s takes no parameter.", b.Type)
	}
	if !strings.EqualFold(given.SubType, want) {
		return fail(codeParameterFormat, "buttons: sub_type must be %s - got %q.", want, given.SubType)
	}
	if len(given.Parameters) != 1 {
		return fail(codeParameterCount, "buttons: number of localizable_params (%d) does not match the expected number of params (1)", len(given.Parameters))
	}
	value := given.Parameters[0]
	if value.Type != parameter {
		return fail(codeParameterFormat, "buttons: Parameter of type %q does not fit a button of type %s.", value.Type, b.Type)
	}
	return shown.take(b, value)
}

// buttonParameter is the sub_type of a button in a send, and the type of its
// parameter; empty for one that takes none.
func buttonParameter(kind string) (subType, parameter string) {
	switch kind {
	case buttonURL, buttonOTP:
		return "url", typeText
	case buttonQuickReply:
		return "quick_reply", "payload"
	case buttonCopyCode:
		return "copy_code", "coupon_code"
	case buttonFlow:
		return "flow", "action"
	default:
		return "", ""
	}
}

// take puts the value of a parameter into its button.
func (b *shownTapTarget) take(known templateButton, given templateParameter) *apiError {
	switch known.Type {
	case buttonQuickReply:
		if given.Payload == "" || utf8.RuneCountInString(given.Payload) > buttonIDMax {
			return fail(codeParameterMissing, "buttons: payload must be 1 to %d characters long.", buttonIDMax)
		}
		b.Payload = given.Payload
	case buttonCopyCode:
		if given.Coupon == "" || utf8.RuneCountInString(given.Coupon) > couponMax {
			return fail(codeParameterFormat, "buttons: coupon_code must be 1 to %d characters long.", couponMax)
		}
		b.Code = given.Coupon
	case buttonFlow:
		if given.Action == nil {
			return fail(codeParameterMissing, "buttons: action is missing.")
		}
	default:
		value, e := given.value()
		if e != nil {
			return e
		}
		if strings.ContainsFunc(value, unicode.IsSpace) {
			return fail(codeParameterFormat, "buttons: a URL cannot have white space.")
		}
		b.URL = placeholder().ReplaceAllLiteralString(known.URL, value)
		if utf8.RuneCountInString(b.URL) > actionURLMax {
			return fail(codeTemplateTooLong, "buttons: the filled URL has more than %d characters.", actionURLMax)
		}
	}
	return nil
}

// typeButton is a customer's tap on a quick reply of a template; a tap on any
// other button comes as an interactive message.
const typeButton = "button"

// tap completes a tap on a template's quick reply: the template that it answers,
// the last one with that button unless it is told, and the button's payload.
// The caller holds the lock.
func (g *Graph) tap(d *draft, c *customer) {
	if d.kind != typeButton {
		return
	}
	var button map[string]json.RawMessage
	var context struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(d.object[typeButton], &button) != nil || button == nil {
		return // of an unknown form: goes out as it is
	}
	_ = json.Unmarshal(d.object["context"], &context) // absent or of an unknown form: none is told
	label := text(button["text"])
	for _, m := range slices.Backward(g.state.onPhone(c.Key)) {
		payload, has := m.quickReply(label)
		if !has || context.ID != "" && m.ID != context.ID {
			continue
		}
		if button["payload"] == nil {
			button["payload"] = quoted(payload)
			d.object[typeButton] = encode(button)
		}
		if context.ID == "" {
			d.object["context"] = encode(map[string]string{"from": g.displayDigits(), "id": m.ID})
		}
		return
	}
}

// quickReply is the payload of a template's button with a label.
func (m *message) quickReply(label string) (payload string, has bool) {
	var shown shownTemplate
	if m.Type != typeTemplate || !m.shown() || json.Unmarshal(m.Object, &shown) != nil {
		return "", false
	}
	for _, b := range shown.Buttons {
		if b.Type == buttonQuickReply && b.Text == label {
			return b.Payload, true
		}
	}
	return "", false
}

// encode writes what the simulator made itself.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("graph: encode %T: %v", v, err)) // our own types encode
	}
	return raw
}

// byNumber orders numbered placeholders as they are sent; others stay behind.
func byNumber(a, b string) int { return placeNumber(a) - placeNumber(b) }

func placeNumber(name string) int {
	n, err := strconv.Atoi(name)
	if err != nil {
		return 1 << 30
	}
	return n
}
