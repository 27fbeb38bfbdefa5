package zendesk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// refusalBody is what an error body tells, in any of Zendesk's shapes: "error"
// is a code, a sentence or an object, and some bodies are no JSON at all.
// https://developer.zendesk.com/api-reference/introduction/requests/
type refusalBody struct {
	code    string // empty when the body has none
	details map[string][]refusalDetail
}

type refusalDetail struct {
	Description string `json:"description"`
	Error       string `json:"error"`
}

func readRefusal(got reply) refusalBody {
	var body struct {
		Error   json.RawMessage `json:"error"`
		Details json.RawMessage `json:"details"`
	}
	// What is no JSON has no code; the status speaks.
	if json.Unmarshal(got.body, &body) != nil {
		return refusalBody{}
	}
	said := refusalBody{code: codeIn(body.Error)}
	if json.Unmarshal(body.Details, &said.details) != nil {
		said.details = nil
	}
	return said
}

// codeIn finds a code in a string or in an object's title. Sentences are no
// codes and might hold a name.
func codeIn(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var titled struct {
			Title string `json:"title"`
			Code  string `json:"code"`
		}
		if json.Unmarshal(raw, &titled) != nil {
			return ""
		}
		text = titled.Title
		if titled.Code != "" {
			text = titled.Code
		}
	}
	if !isCode(text) {
		return ""
	}
	return text
}

func isCode(text string) bool {
	if text == "" || len(text) > 48 {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
	}) < 0
}

func (said refusalBody) codeOr(status int) string {
	if said.code != "" {
		return said.code
	}
	return strconv.Itoa(status)
}

// complaint is the cause of a failure: the status and the members that a 422
// complains about, without their values.
type complaint struct {
	status  int
	members []string
}

// Error implements error; eight members tell enough.
func (e *complaint) Error() string {
	if len(e.members) == 0 {
		return fmt.Sprintf("status %d", e.status)
	}
	return fmt.Sprintf("status %d about %s", e.status, strings.Join(e.members[:min(len(e.members), 8)], ", "))
}

func (e *complaint) about(members ...string) bool {
	return slices.ContainsFunc(members, func(member string) bool { return slices.Contains(e.members, member) })
}

func (said refusalBody) complaint(status int) *complaint {
	told := &complaint{status: status}
	for member, details := range said.details {
		if isCode(member) && len(details) > 0 {
			told.members = append(told.members, member)
		}
	}
	slices.Sort(told.members)
	return told
}

// closed tells whether a 422 says that the ticket is closed. Newer bodies have
// the code ClosedTicket. Older ones have none: there the text is the only sign,
// or, as texts come in the user's language, a complaint about the status that
// we did not send.
func (said refusalBody) closed(setsStatus bool) bool {
	if said.code == "ClosedTicket" || (!setsStatus && len(said.details["status"]) > 0) {
		return true
	}
	for _, details := range said.details {
		for _, detail := range details {
			if detail.Error == "ClosedTicket" || strings.Contains(detail.Description, "closed prevents ticket update") {
				return true
			}
		}
	}
	return false
}

// tooLarge tells whether a refusal is about the size of a file, by its codes.
func (said refusalBody) tooLarge() bool {
	if strings.HasSuffix(said.code, "TooLarge") || len(said.details["size"]) > 0 {
		return true
	}
	for _, details := range said.details {
		for _, detail := range details {
			if strings.HasSuffix(detail.Error, "TooLarge") {
				return true
			}
		}
	}
	return false
}
