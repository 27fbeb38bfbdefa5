package cloudapi

import (
	"errors"
	"strconv"
	"strings"

	"ventana/shared/provider"
	"ventana/shared/template"
)

// typeTemplate is the type of a template on its way out.
const typeTemplate = "template"

// templateBody names a template and gives its values; what never changes is not
// sent.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
type templateBody struct {
	Name       string         `json:"name"`
	Language   languageCode   `json:"language"`
	Components []templatePart `json:"components,omitempty"`
}

type languageCode struct {
	Code string `json:"code"`
}

type templatePart struct {
	Type       string          `json:"type"`
	SubType    string          `json:"sub_type,omitempty"`
	Index      string          `json:"index,omitempty"` // of a button, from "0"
	Parameters []templateValue `json:"parameters"`
}

// templateValue has the one member beside Name that Type names.
type templateValue struct {
	Type     string     `json:"type"`
	Name     string     `json:"parameter_name,omitempty"`
	Text     string     `json:"text,omitempty"`
	Image    *fileRef   `json:"image,omitempty"`
	Video    *fileRef   `json:"video,omitempty"`
	Document *fileRef   `json:"document,omitempty"`
	Location *placeBody `json:"location,omitempty"`
	Payload  string     `json:"payload,omitempty"`
	Coupon   string     `json:"coupon_code,omitempty"`
}

type fileRef struct {
	ID   string `json:"id,omitempty"`
	Link string `json:"link,omitempty"`
	Name string `json:"filename,omitempty"`
}

type placeBody struct {
	Latitude  string `json:"latitude"`
	Longitude string `json:"longitude"`
	Name      string `json:"name,omitempty"`
	Address   string `json:"address,omitempty"`
}

func asTemplate(content provider.Template) (*templateBody, error) {
	body := &templateBody{Name: content.Name, Language: languageCode{content.Language}}
	if content.Header != nil {
		value, err := headerValue(*content.Header)
		if err != nil {
			return nil, err
		}
		body.Components = append(body.Components, templatePart{Type: "header", Parameters: []templateValue{value}})
	}
	if len(content.Body) > 0 {
		part := templatePart{Type: "body"}
		for _, value := range content.Body {
			part.Parameters = append(part.Parameters, textValue(value))
		}
		body.Components = append(body.Components, part)
	}
	for _, b := range content.Buttons {
		part, err := buttonPart(b)
		if err != nil {
			return nil, err
		}
		body.Components = append(body.Components, part)
	}
	return body, nil
}

func textValue(value template.Value) templateValue {
	return templateValue{Type: typeText, Name: value.Name, Text: value.Text}
}

// headerValue: a GIF is sent as the video that it is.
func headerValue(h template.Header) (templateValue, error) {
	file := &fileRef{ID: h.MediaID, Link: h.Link, Name: h.Filename}
	switch h.Format {
	case template.FormatText:
		return textValue(h.Text), nil
	case template.FormatImage:
		file.Name = ""
		return templateValue{Type: string(provider.KindImage), Image: file}, nil
	case template.FormatVideo, template.FormatGIF:
		file.Name = ""
		return templateValue{Type: string(provider.KindVideo), Video: file}, nil
	case template.FormatDocument:
		return templateValue{Type: string(provider.KindDocument), Document: file}, nil
	case template.FormatLocation:
		return templateValue{Type: "location", Location: &placeBody{h.Place.Latitude, h.Place.Longitude, h.Place.Name, h.Place.Address}}, nil
	default:
		return templateValue{}, errors.New("a header of a format that nobody knows")
	}
}

// buttonPart: the button of a one-time password takes its code as the end of an
// address, whatever the button does with it.
func buttonPart(b template.ButtonValue) (templatePart, error) {
	part := templatePart{Type: "button", SubType: strings.ToLower(b.Type), Index: strconv.Itoa(b.Index)}
	switch b.Type {
	case template.ButtonURL, template.ButtonOTP:
		part.SubType = "url"
		part.Parameters = []templateValue{{Type: typeText, Text: b.Text}}
	case template.ButtonQuickReply:
		part.Parameters = []templateValue{{Type: "payload", Payload: b.Text}}
	case template.ButtonCopyCode:
		part.Parameters = []templateValue{{Type: "coupon_code", Coupon: b.Text}}
	default:
		return templatePart{}, errors.New("a button of a type that takes no value")
	}
	return part, nil
}
