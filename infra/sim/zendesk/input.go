package zendesk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// idInput is an identifier in a request: a JSON number or the same in a string.
// A number in floating-point form is refused, since it has lost digits.
type idInput int64

// UnmarshalJSON implements json.Unmarshaler.
func (i *idInput) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is no id", data)
	}
	*i = idInput(n)
	return nil
}

// flag is a boolean in a request; Zendesk also takes "true" and "false".
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	b, err := strconv.ParseBool(strings.Trim(string(data), `"`))
	if err != nil {
		return fmt.Errorf("%s is no boolean", data)
	}
	*f = flag(b)
	return nil
}

// decode reads the member root of the request's JSON object into value.
// Members that value does not know are ignored, as Zendesk ignores them.
func (c *call) decode(root string, value any) error {
	kind := c.r.Header.Get("Content-Type")
	if !strings.HasPrefix(kind, "application/json") {
		// Zendesk does not read a body of another kind and then misses the member.
		return invalidAttribute("Parameter %s is required (Content-Type %q, want application/json)", root, kind)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(c.body, &members); err != nil {
		return unparsable()
	}
	raw, ok := members[root]
	if !ok || bytes.Equal(raw, []byte("null")) {
		return invalidAttribute("Parameter %s is required", root)
	}
	return decodeMember(root, raw, value)
}

func decodeMember(root string, raw json.RawMessage, value any) error {
	err := json.Unmarshal(raw, value)
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return invalidAttribute("You passed an invalid value for the %s attribute: %s cannot be a %s",
			strings.TrimSuffix(root+"."+wrong.Field, "."), wrong.Field, wrong.Value)
	}
	return invalidAttribute("You passed an invalid value for the %s attribute: %v", root, err)
}

// idList reads a list of ids from the query: "1,2,3", at most 100.
func idList(text string) ([]int64, error) {
	var list []int64
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, invalidAttribute("You passed an invalid value for the ids attribute: %q", part)
		}
		list = append(list, n)
	}
	if len(list) == 0 || len(list) > 100 {
		return nil, invalidAttribute("ids must hold between 1 and 100 ids, got %d", len(list))
	}
	return list, nil
}

// pathID is the id in the request's path; anything else is an unknown record.
func (c *call) pathID(name string) (int64, error) {
	n, err := strconv.ParseInt(c.r.PathValue(name), 10, 64)
	if err != nil {
		return 0, recordNotFound()
	}
	return n, nil
}
