package zendesk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ventana/shared/failure"
)

// id is a Zendesk id. Tickets, users and comments have numbers, which events
// spell as strings; both are read, and a number is never a float on its way.
type id int64

// UnmarshalJSON implements json.Unmarshaler. null is zero. The error does not
// repeat the value: it may be anything.
func (i *id) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" || text == "" {
		*i = 0
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errors.New("id is not a 64-bit integer")
	}
	*i = id(n)
	return nil
}

// String is the id as the rest of Ventana knows it; zero is empty.
func (i id) String() string {
	if i == 0 {
		return ""
	}
	return strconv.FormatInt(int64(i), 10)
}

// parseID reads an id that a caller gave. A wrong one is Permanent: no repeat
// will make it right.
func parseID(op, what, text string) (id, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, &failure.Error{Class: failure.Permanent, Code: "BadID", Op: op, Err: fmt.Errorf("%s is not a Zendesk id", what)}
	}
	return id(n), nil
}
