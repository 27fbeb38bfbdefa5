package cloudapi

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/provider"
)

// product is what every call about messages names.
const product = "whatsapp"

// Recipient types.
const (
	toPerson = "individual"
	toGroup  = "group"
)

const (
	// maxMarker is the longest biz_opaque_callback_data, in characters.
	maxMarker = 512
	// maxPhone is the longest phone number that the world knows, in digits.
	maxPhone = 15
)

// Codes of our own, for sends that are refused before any call.
const (
	codeRecipient = "recipient"
	codeEmpty     = "empty"
	codeTooLong   = "too_long"
	codeContent   = "content"
	codeMarker    = "marker_too_long"
)

// compose refuses what Meta would refuse, or worse would take and not deliver.
func compose(op string, message provider.Message) (outgoing, error) {
	body := outgoing{Product: product, RecipientType: toPerson, Marker: message.Marker}
	if err := body.address(message.Recipient); err != nil {
		return outgoing{}, refuse(op, codeRecipient, err)
	}
	if message.Content == nil {
		return outgoing{}, refuse(op, codeContent, errors.New("nothing to send"))
	}
	if err := message.Content.Check(); err != nil {
		return outgoing{}, refuse(op, codeOf(err), err)
	}
	if utf8.RuneCountInString(message.Marker) > maxMarker {
		return outgoing{}, refuse(op, codeMarker, errors.New("marker longer than 512 characters"))
	}
	if err := body.fill(message.Content); err != nil {
		return outgoing{}, refuse(op, codeContent, err)
	}
	// A reaction names its message itself, and takes no quote.
	if message.Quote != "" && body.Reaction == nil {
		body.Context = &quote{MessageID: message.Quote}
	}
	return body, nil
}

func refuse(op, code string, why error) error {
	return &failure.Error{Class: failure.Permanent, Code: code, Op: op, Err: why}
}

// codeOf names what Check found.
func codeOf(err error) string {
	var limit *provider.LimitError
	switch {
	case !errors.As(err, &limit):
		return codeContent
	case limit.Limit == 0:
		return codeEmpty
	default:
		return codeTooLong
	}
}

// address puts each kind of recipient in its own place: Meta takes a user id
// in a phone's place and delivers to nobody.
func (o *outgoing) address(to provider.Recipient) error {
	switch {
	case to.Group != "":
		if isDigits(to.Group) && len(to.Group) <= maxPhone || conversation.LooksLikeBSUID(to.Group) {
			return errors.New("a person stands in the group's place")
		}
		o.RecipientType, o.To = toGroup, to.Group
	case to.Phone != "":
		if !isDigits(to.Phone) {
			return errors.New("the phone is not digits only")
		}
		o.To = "+" + to.Phone
	case to.BSUID == "":
		return errors.New("neither group nor phone nor user id")
	case conversation.CanonicalPhone(to.BSUID) != "" || !strings.ContainsFunc(to.BSUID, unicode.IsLetter):
		return errors.New("a phone stands in the user id's place")
	default:
		o.Recipient = to.BSUID
	}
	return nil
}

func isDigits(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// fill puts the content into its member.
func (o *outgoing) fill(content provider.Content) (err error) {
	switch content := content.(type) {
	case provider.Text:
		o.Type, o.Text = typeText, &textBody{PreviewURL: hasLink(content.Body), Body: content.Body}
	case provider.File:
		return o.file(content)
	case provider.Reaction:
		o.Type, o.Reaction = typeReaction, &reactionBody{MessageID: content.To, Emoji: content.Emoji}
	case provider.Buttons:
		o.Type, o.Interactive = typeInteractive, asButtons(content)
	case provider.List:
		o.Type, o.Interactive = typeInteractive, asList(content)
	case provider.Request:
		o.Type, o.Interactive = typeInteractive, asRequest(content)
	case provider.Template:
		o.Type = typeTemplate
		o.Template, err = asTemplate(content)
	default:
		return errors.New("a content that nobody knows")
	}
	return err
}

func (o *outgoing) file(file provider.File) error {
	body := &fileBody{ID: file.ID, Caption: file.Caption}
	o.Type = string(file.Kind)
	switch file.Kind {
	case provider.KindImage:
		o.Image = body
	case provider.KindVideo:
		o.Video = body
	case provider.KindAudio:
		o.Audio = body
	case provider.KindSticker:
		o.Sticker = body
	case provider.KindDocument:
		body.Name = file.Name
		o.Document = body
	default:
		return errors.New("a file of a kind that nobody knows")
	}
	return nil
}

// hasLink reports whether WhatsApp would find something to preview.
func hasLink(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "http://") || strings.Contains(lower, "https://")
}
