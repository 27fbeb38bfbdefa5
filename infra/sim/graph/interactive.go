package graph

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Limits of interactive messages; lengths in characters. Source: Cloud API,
// interactive reply buttons, lists and call-to-action buttons.
const (
	interactiveBodyMax = 1024
	listBodyMax        = 4096
	footerMax          = 60
	headerMax          = 60
	buttonsMax         = 3
	buttonIDMax        = 256
	buttonTitleMax     = 20
	sectionsMax        = 10
	rowsMax            = 10
	sectionTitleMax    = 24
	rowIDMax           = 200
	rowTitleMax        = 24
	rowDescriptionMax  = 72
	sectionsUntitled   = 1 // a single section needs no title
)

type interactiveText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type interactiveRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

type interactiveMessage struct {
	Type   string           `json:"type"`
	Header *interactiveText `json:"header"`
	Body   *interactiveText `json:"body"`
	Footer *interactiveText `json:"footer"`
	Action struct {
		Button  string `json:"button"`
		Buttons []struct {
			Type  string         `json:"type"`
			Reply interactiveRow `json:"reply"`
		} `json:"buttons"`
		Sections []struct {
			Title string           `json:"title"`
			Rows  []interactiveRow `json:"rows"`
		} `json:"sections"`
		Parameters struct {
			DisplayText string `json:"display_text"`
		} `json:"parameters"`
	} `json:"action"`
}

// length is a text with the bounds that its place gives it.
type length struct {
	name     string
	text     string
	min, max int
}

// parseInteractive checks the parts that have limits; other members of an
// interactive message are taken as they are.
func parseInteractive(raw json.RawMessage) (content, *apiError) {
	var m interactiveMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return content{}, fail(codeWrongParameter, "Unexpected value on param \"interactive\": %v.", err)
	}
	if m.Type == "" {
		return content{}, fail(codeWrongParameter, "The parameter interactive['type'] is required.")
	}
	var checks []length
	var e *apiError
	switch m.Type {
	case "button":
		checks, e = m.buttons()
	case "list":
		checks, e = m.list()
	case "cta_url":
		checks = []length{{"action['parameters']['display_text']", m.Action.Parameters.DisplayText, 1, buttonTitleMax}}
	}
	if e != nil {
		return content{}, e
	}
	if e := checkLengths(append(m.frame(), checks...)); e != nil {
		return content{}, e
	}
	text := ""
	if m.Body != nil {
		text = m.Body.Text
	}
	return content{kind: "interactive", text: text, category: categoryService}, nil
}

// frame is header, body and footer.
func (m interactiveMessage) frame() []length {
	bodyMax := interactiveBodyMax
	if m.Type == "list" {
		bodyMax = listBodyMax
	}
	var checks []length
	if m.Body != nil {
		checks = append(checks, length{"body['text']", m.Body.Text, 1, bodyMax})
	}
	if m.Header != nil {
		checks = append(checks, length{"header['text']", m.Header.Text, 0, headerMax})
	}
	if m.Footer != nil {
		checks = append(checks, length{"footer['text']", m.Footer.Text, 0, footerMax})
	}
	return checks
}

func (m interactiveMessage) buttons() ([]length, *apiError) {
	if m.Body == nil || len(m.Action.Buttons) == 0 || len(m.Action.Buttons) > buttonsMax {
		return nil, fail(codeWrongParameter, "A button message needs a body and 1 to %d buttons.", buttonsMax)
	}
	var checks []length
	for i, button := range m.Action.Buttons {
		if button.Type != "reply" {
			return nil, fail(codeWrongParameter, "Param interactive['action']['buttons'][%d]['type'] must be one of {REPLY} - got %q.", i, button.Type)
		}
		checks = append(checks,
			length{fmt.Sprintf("action['buttons'][%d]['reply']['id']", i), button.Reply.ID, 1, buttonIDMax},
			length{fmt.Sprintf("action['buttons'][%d]['reply']['title']", i), button.Reply.Title, 1, buttonTitleMax})
	}
	return checks, nil
}

func (m interactiveMessage) list() ([]length, *apiError) {
	sections := m.Action.Sections
	if m.Body == nil || len(sections) == 0 || len(sections) > sectionsMax {
		return nil, fail(codeWrongParameter, "A list message needs a body and 1 to %d sections.", sectionsMax)
	}
	if m.Header != nil && m.Header.Type != typeText {
		return nil, fail(codeWrongParameter, "The header of a list message must be of type text.")
	}
	checks, rows := []length{{"action['button']", m.Action.Button, 1, buttonTitleMax}}, 0
	for i, section := range sections {
		least := 0
		if len(sections) > sectionsUntitled {
			least = 1
		}
		checks = append(checks, length{fmt.Sprintf("action['sections'][%d]['title']", i), section.Title, least, sectionTitleMax})
		for j, row := range section.Rows {
			place := fmt.Sprintf("action['sections'][%d]['rows'][%d]", i, j)
			checks = append(checks,
				length{place + "['id']", row.ID, 1, rowIDMax},
				length{place + "['title']", row.Title, 1, rowTitleMax},
				length{place + "['description']", row.Description, 0, rowDescriptionMax})
			rows++
		}
	}
	if rows == 0 || rows > rowsMax {
		return nil, fail(codeWrongParameter, "A list message needs 1 to %d rows in all, got %d.", rowsMax, rows)
	}
	return checks, nil
}

func checkLengths(checks []length) *apiError {
	for _, check := range checks {
		if size := utf8.RuneCountInString(check.text); size < check.min || size > check.max {
			return fail(codeWrongParameter, "Param interactive[%s] must be %d to %d characters long, got %d.", check.name, check.min, check.max, size)
		}
	}
	return nil
}
