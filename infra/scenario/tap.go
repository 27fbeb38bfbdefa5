package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Tap is a tap on a button, or a choice from a list, of the newest message on a
// phone that shows a text.
type Tap struct {
	Who   string `yaml:"who"`
	About string `yaml:"about"`
	Title string `yaml:"title"`
}

// choice is a button or a row as it was sent.
type choice struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// tap answers as WhatsApp does: with the id that the business gave the button. A
// template's button is known by its words, and the simulator knows its payload.
func (p *Player) tap(ctx context.Context, tap Tap) error {
	messages, err := p.Messages(ctx, tap.Who)
	if err != nil {
		return err
	}
	for i := len(messages) - 1; i >= 0; i-- {
		if !strings.Contains(messages[i].Text, tap.About) {
			continue
		}
		answer := map[string]any{"context": map[string]string{"id": messages[i].ID}}
		kind, chosen := offered(messages[i].Object, tap.Title)
		if kind == "" {
			answer["type"], answer["button"] = "button", map[string]string{"text": tap.Title}
		} else {
			answer["type"], answer["interactive"] = "interactive", map[string]any{"type": kind, kind: chosen}
		}
		raw, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		return p.call(ctx, http.MethodPost, phone(tap.Who)+"/messages", json.RawMessage(raw), nil)
	}
	return fmt.Errorf("no message on the phone shows %q", tap.About)
}

// offered finds what an interactive message offers under a title, and the type of
// the answer; empty for anything else.
func offered(object json.RawMessage, title string) (kind string, found choice) {
	var sent struct {
		Action struct {
			Buttons []struct {
				Reply choice `json:"reply"`
			} `json:"buttons"`
			Sections []struct {
				Rows []choice `json:"rows"`
			} `json:"sections"`
		} `json:"action"`
	}
	if json.Unmarshal(object, &sent) != nil {
		return "", choice{}
	}
	for _, button := range sent.Action.Buttons {
		if button.Reply.Title == title {
			return "button_reply", button.Reply
		}
	}
	for _, section := range sent.Action.Sections {
		for _, row := range section.Rows {
			if row.Title == title {
				return "list_reply", row
			}
		}
	}
	return "", choice{}
}
