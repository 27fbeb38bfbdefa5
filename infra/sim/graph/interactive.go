package graph

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of interactive messages; lengths in characters. Source: Cloud API,
// interactive reply buttons, lists, call-to-action buttons and flows.
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
	actionURLMax       = 2000
	flowLabelMax       = 30
)

// Types of interactive messages that have rules of their own.
const (
	interactiveButton   = "button"
	interactiveList     = "list"
	interactiveURL      = "cta_url"
	interactiveFlow     = "flow"
	interactiveLocation = "location_request_message"
	interactiveContact  = "request_contact_info"
	interactiveAddress  = "address_message"
)

// interactiveTypes are those that can be sent; of the ones for shops only the
// frame is checked.
func interactiveTypes() []string {
	return []string{
		interactiveButton, interactiveList, interactiveURL, interactiveFlow, interactiveLocation, interactiveContact, interactiveAddress,
		"carousel", "catalog_message", "product", "product_list",
	}
}

type interactiveText struct {
	Type string `json:"type"`
	Text string `json:"text"`
	// A header may be a file instead.
	Image    *headerFile `json:"image"`
	Video    *headerFile `json:"video"`
	Document *headerFile `json:"document"`
}

type headerFile struct {
	ID       string `json:"id"`
	Link     string `json:"link"`
	Filename string `json:"filename"`
}

type interactiveRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

type interactiveMessage struct {
	Type   string             `json:"type"`
	Header *interactiveText   `json:"header"`
	Body   *interactiveText   `json:"body"`
	Footer *interactiveText   `json:"footer"`
	Action *interactiveAction `json:"action"`
}

type interactiveAction struct {
	Name    string `json:"name"`
	Button  string `json:"button"`
	Buttons []struct {
		Type  string         `json:"type"`
		Reply interactiveRow `json:"reply"`
	} `json:"buttons"`
	Sections []struct {
		Title string            `json:"title"`
		Rows  []interactiveRow  `json:"rows"`
		Items []json.RawMessage `json:"product_items"`
	} `json:"sections"`
	Parameters json.RawMessage `json:"parameters"`

	// Of messages for shops.
	CatalogID string            `json:"catalog_id"`
	ProductID string            `json:"product_retailer_id"`
	Cards     []json.RawMessage `json:"cards"`
}

// length is a text with the bounds that its place gives it.
type length struct {
	name     string
	text     string
	min, max int
}

// parseInteractive checks the parts that have limits.
func parseInteractive(raw json.RawMessage) (content, *apiError) {
	var m interactiveMessage
	if e := strict(typeInteractive, raw, &m); e != nil {
		return content{}, e
	}
	if m.Type == "" {
		return content{}, fail(codeWrongParameter, "The parameter interactive['type'] is required.")
	}
	if !slices.Contains(interactiveTypes(), m.Type) {
		return content{}, fail(codeWrongParameter, "Param interactive['type'] must be one of {%s} - got %q.", strings.Join(interactiveTypes(), ", "), m.Type)
	}
	if m.Action == nil {
		return content{}, fail(codeWrongParameter, "The parameter interactive['action'] is required.")
	}
	checks, e := m.checks()
	if e != nil {
		return content{}, e
	}
	if e := checkLengths(append(m.frame(), checks...)); e != nil {
		return content{}, e
	}
	header, e := m.header()
	if e != nil {
		return content{}, e
	}
	c := content{kind: typeInteractive, category: categoryService, object: raw, files: header}
	if m.Body != nil {
		c.text = m.Body.Text
	}
	return c, nil
}

// checks are the rules of the type.
func (m interactiveMessage) checks() ([]length, *apiError) {
	switch m.Type {
	case interactiveButton:
		return m.buttons()
	case interactiveList:
		return m.list()
	case interactiveURL:
		return m.url()
	case interactiveFlow:
		return m.flow()
	case interactiveLocation:
		return nil, m.request("send_location")
	case interactiveContact:
		return nil, m.request(interactiveContact)
	case interactiveAddress:
		return nil, m.named(interactiveAddress)
	}
	return nil, nil
}

// frame is header, body and footer.
func (m interactiveMessage) frame() []length {
	bodyMax := interactiveBodyMax
	if m.Type == interactiveList {
		bodyMax = listBodyMax
	}
	var checks []length
	if m.Body != nil {
		checks = append(checks, length{"body['text']", m.Body.Text, 1, bodyMax})
	}
	if m.Header != nil && m.Header.Type == typeText {
		checks = append(checks, length{"header['text']", m.Header.Text, 1, headerMax})
	}
	if m.Footer != nil {
		checks = append(checks, length{"footer['text']", m.Footer.Text, 1, footerMax})
	}
	return checks
}

// header is the file in it, if it has one.
func (m interactiveMessage) header() ([]reference, *apiError) {
	if m.Header == nil || m.Header.Type == typeText {
		return nil, nil
	}
	files := map[string]*headerFile{typeImage: m.Header.Image, typeVideo: m.Header.Video, typeDocument: m.Header.Document}
	file := files[m.Header.Type]
	if file == nil {
		return nil, fail(codeWrongParameter, "Param interactive['header']['type'] must be one of {TEXT, IMAGE, VIDEO, DOCUMENT} with a member of that name - got %q.", m.Header.Type)
	}
	param := fmt.Sprintf("interactive['header']['%s']", m.Header.Type)
	if e := checkSource(param, file.ID, file.Link); e != nil {
		return nil, e
	}
	return []reference{{param, m.Header.Type, File{ID: file.ID, Link: file.Link, Kind: m.Header.Type, Name: file.Filename}}}, nil
}

func (m interactiveMessage) buttons() ([]length, *apiError) {
	if m.Body == nil || len(m.Action.Buttons) == 0 || len(m.Action.Buttons) > buttonsMax {
		return nil, fail(codeWrongParameter, "A button message needs a body and 1 to %d buttons.", buttonsMax)
	}
	var checks []length
	var ids, titles []string
	for i, button := range m.Action.Buttons {
		if button.Type != "reply" {
			return nil, fail(codeWrongParameter, "Param interactive['action']['buttons'][%d]['type'] must be one of {REPLY} - got %q.", i, button.Type)
		}
		checks = append(checks,
			length{fmt.Sprintf("action['buttons'][%d]['reply']['id']", i), button.Reply.ID, 1, buttonIDMax},
			length{fmt.Sprintf("action['buttons'][%d]['reply']['title']", i), button.Reply.Title, 1, buttonTitleMax})
		ids, titles = append(ids, button.Reply.ID), append(titles, button.Reply.Title)
	}
	if e := distinct("button ids", ids); e != nil {
		return nil, e
	}
	return checks, distinct("button titles", titles)
}

func (m interactiveMessage) list() ([]length, *apiError) {
	sections := m.Action.Sections
	if m.Body == nil || len(sections) == 0 || len(sections) > sectionsMax {
		return nil, fail(codeWrongParameter, "A list message needs a body and 1 to %d sections.", sectionsMax)
	}
	if m.Header != nil && m.Header.Type != typeText {
		return nil, fail(codeWrongParameter, "The header of a list message must be of type text.")
	}
	checks := []length{{"action['button']", m.Action.Button, 1, buttonTitleMax}}
	var ids []string
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
			ids = append(ids, row.ID)
		}
	}
	if len(ids) == 0 || len(ids) > rowsMax {
		return nil, fail(codeWrongParameter, "A list message needs 1 to %d rows in all, got %d.", rowsMax, len(ids))
	}
	return checks, distinct("row ids", ids)
}

// distinct refuses two of one kind that are the same: the answer names one.
func distinct(what string, values []string) *apiError {
	seen := map[string]bool{}
	for _, value := range values {
		if seen[value] {
			return fail(codeParameterValue, "Duplicated %s: %q.", what, value)
		}
		seen[value] = true
	}
	return nil
}

func checkLengths(checks []length) *apiError {
	for _, check := range checks {
		if size := utf8.RuneCountInString(check.text); size < check.min || size > check.max {
			return fail(codeWrongParameter, "Param interactive[%s] must be %d to %d characters long, got %d.", check.name, check.min, check.max, size)
		}
	}
	return nil
}
