package cloudapi

import (
	"cmp"
	"strconv"

	"ventana/shared/provider"
)

// outgoing is a message as the API takes it: exactly one member besides the
// frame is filled, the one that Type names.
type outgoing struct {
	Product       string `json:"messaging_product"`
	RecipientType string `json:"recipient_type"`
	To            string `json:"to,omitempty"`
	Recipient     string `json:"recipient,omitempty"`
	Context       *quote `json:"context,omitempty"`
	Type          string `json:"type"`

	Text        *textBody     `json:"text,omitempty"`
	Image       *fileBody     `json:"image,omitempty"`
	Video       *fileBody     `json:"video,omitempty"`
	Audio       *fileBody     `json:"audio,omitempty"`
	Document    *fileBody     `json:"document,omitempty"`
	Sticker     *fileBody     `json:"sticker,omitempty"`
	Reaction    *reactionBody `json:"reaction,omitempty"`
	Interactive *interactive  `json:"interactive,omitempty"`
	Template    *templateBody `json:"template,omitempty"`

	Marker string `json:"biz_opaque_callback_data,omitempty"`
}

type quote struct {
	MessageID string `json:"message_id"`
}

type textBody struct {
	PreviewURL bool   `json:"preview_url,omitempty"`
	Body       string `json:"body"`
}

type fileBody struct {
	ID      string `json:"id"`
	Name    string `json:"filename,omitempty"`
	Caption string `json:"caption,omitempty"`
}

// reactionBody without an emoji takes the reaction away, so that an empty one
// is sent as it is.
type reactionBody struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
}

type interactive struct {
	Type   string `json:"type"`
	Body   said   `json:"body"`
	Action action `json:"action"`
}

type said struct {
	Text string `json:"text"`
}

type action struct {
	Name     string    `json:"name,omitempty"`
	Button   string    `json:"button,omitempty"`
	Buttons  []button  `json:"buttons,omitempty"`
	Sections []section `json:"sections,omitempty"`
}

type button struct {
	Type  string `json:"type"`
	Reply choice `json:"reply"`
}

type section struct {
	Rows []choice `json:"rows"`
}

type choice struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// asButtons numbers from b1, asList from r1, where no id is given: the customer's
// answer names the id and the title.
func asButtons(content provider.Buttons) *interactive {
	body := &interactive{Type: "button", Body: said{content.Body}}
	for i, title := range content.Titles {
		id := "b" + strconv.Itoa(i+1)
		if content.IDs != nil {
			id = content.IDs[i]
		}
		body.Action.Buttons = append(body.Action.Buttons, button{Type: "reply", Reply: choice{ID: id, Title: title}})
	}
	return body
}

// asList makes one section, which needs no title.
func asList(content provider.List) *interactive {
	rows := make([]choice, 0, len(content.Rows))
	for i, row := range content.Rows {
		rows = append(rows, choice{ID: cmp.Or(row.ID, "r"+strconv.Itoa(i+1)), Title: row.Title, Description: row.Description})
	}
	return &interactive{Type: "list", Body: said{content.Body}, Action: action{Button: content.Button, Sections: []section{{Rows: rows}}}}
}

// asRequest asks with one tap; each wish has a type and an action of its own.
func asRequest(content provider.Request) *interactive {
	body := &interactive{Type: "request_contact_info", Body: said{content.Body}, Action: action{Name: "request_contact_info"}}
	if content.Wish == provider.WishLocation {
		body.Type, body.Action.Name = "location_request_message", "send_location"
	}
	return body
}
