package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// draft is a message of a customer, or of the business to one, before it is
// known who that is and when it goes.
type draft struct {
	address address
	kind    string
	object  map[string]json.RawMessage
	at      int64 // Unix seconds; 0 is when it goes
	file    *File
	media   *media
}

// newDraft reads a Cloud API message object and makes its file. It takes as
// long as the file's digest needs and holds no lock.
func (g *Graph) newDraft(who string, raw json.RawMessage) (d draft, err error) {
	if d.address, err = parseAddress(who); err != nil {
		return draft{}, err
	}
	if d.object, d.kind, err = readObject(raw); err != nil {
		return draft{}, err
	}
	if given := d.object["timestamp"]; given != nil {
		if d.at, err = strconv.ParseInt(text(given), 10, 64); err != nil {
			return draft{}, errors.New("timestamp: give Unix seconds as a string, or leave it out for now")
		}
	}
	if err := g.fillContent(&d); err != nil {
		return draft{}, err
	}
	return d, nil
}

// fillContent makes the file of a file message and of an edit that has one
// inside, and says what Meta says of a message that it cannot pass on.
func (g *Graph) fillContent(d *draft) (err error) {
	switch {
	case isFile(d.kind):
		d.object[d.kind], d.file, d.media, err = g.attach(d.kind, d.object[d.kind])
	case d.kind == typeEdit:
		err = g.fillEdit(d)
	case d.kind == typeUnsupported && d.object["errors"] == nil:
		_, words := title(codeUnsupportedType)
		d.object["errors"], err = json.Marshal([]any{map[string]any{
			"code": codeUnsupportedType, "title": words, "message": words,
			"error_data": errorData{Details: "Message type is currently not supported."},
		}})
	}
	if d.object[d.kind] == nil {
		delete(d.object, d.kind)
	}
	return err
}

// fillEdit makes the file of an edited file message.
func (g *Graph) fillEdit(d *draft) error {
	var edit, inner map[string]json.RawMessage
	if json.Unmarshal(d.object[typeEdit], &edit) != nil || json.Unmarshal(edit["message"], &inner) != nil {
		return nil // of an unknown form: goes out as it is
	}
	kind := text(inner["type"])
	if !isFile(kind) || inner[kind] == nil {
		return nil
	}
	var err error
	if inner[kind], d.file, d.media, err = g.attach(kind, inner[kind]); err != nil {
		return err
	}
	if edit["message"], err = json.Marshal(inner); err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	if d.object[typeEdit], err = json.Marshal(edit); err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	return nil
}

// readObject takes a message object apart.
func readObject(raw json.RawMessage) (object map[string]json.RawMessage, kind string, err error) {
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, "", errors.New(`the message is not a JSON object, give for example {"type":"text","text":{"body":"hola"}}`)
	}
	if kind = text(object["type"]); kind == "" {
		return nil, "", errors.New(`type: missing, give for example {"type":"text","text":{"body":"hola"}}`)
	}
	if kind != typeText {
		return object, kind, nil
	}
	var content struct {
		Body *string `json:"body"`
	}
	if json.Unmarshal(object[typeText], &content) != nil || content.Body == nil {
		return nil, "", errors.New(`text: a text message needs {"type":"text","text":{"body":"…"}}`)
	}
	return object, kind, nil
}

// stamp fills in id and time. The caller holds the lock.
func (g *Graph) stamp(d *draft, c *customer) (id string) {
	if id = text(d.object["id"]); id == "" {
		id = g.seams.newMessageID(c.Phone + c.UserID)
		d.object["id"] = quoted(id)
	}
	if d.at == 0 && d.object["timestamp"] == nil {
		d.at = g.now().Unix()
		d.object["timestamp"] = quoted(seconds(d.at))
	}
	return id
}

// signAs names who wrote a message; the zero Customer is nobody.
func (d *draft) signAs(c Customer) {
	setOrDelete(d.object, "from", c.shownPhone())
	setOrDelete(d.object, "from_user_id", c.UserID)
	setOrDelete(d.object, "from_parent_user_id", c.ParentUserID)
}

func setOrDelete(object map[string]json.RawMessage, name, value string) {
	if value == "" {
		delete(object, name)
		return
	}
	object[name] = quoted(value)
}

// nameQuoted says who wrote the message that this one quotes, where that is
// known. The caller holds the lock.
func (g *Graph) nameQuoted(d *draft, c Customer) {
	var context map[string]json.RawMessage
	if json.Unmarshal(d.object["context"], &context) != nil || context == nil || context["from"] != nil {
		return
	}
	original := g.state.byID[text(context["id"])]
	switch {
	case original == nil:
		return
	case original.From == fromBusiness:
		context["from"] = quoted(g.displayDigits())
	case c.shownPhone() != "":
		context["from"] = quoted(c.shownPhone())
	}
	if raw, err := json.Marshal(context); err == nil {
		d.object["context"] = raw
	}
}
