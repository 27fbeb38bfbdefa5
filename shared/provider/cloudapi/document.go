package cloudapi

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// A delivery is taken apart level by level. Decoding each level with
// encoding/json reads the whole body twice a level; the functions below read a
// document that json.Valid has accepted once, and only step over what they do
// not need. On anything else their results mean nothing.

// members gives the members of an object, or false for any other value. Of
// members with the same name the last one counts, as encoding/json has it.
func members(raw json.RawMessage) (map[string]json.RawMessage, bool) {
	i := skipSpace(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return nil, false
	}
	found := make(map[string]json.RawMessage, 8)
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] != '}'; {
		end := skipString(raw, i)
		name, _ := str(raw[i:end]) // a name is always a string
		i = skipSpace(raw, end)
		i = skipSpace(raw, i+1) // the colon
		end = skipValue(raw, i)
		found[name] = raw[i:end:end]
		if i = skipSpace(raw, end); i < len(raw) && raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return found, true
}

// elements gives the elements of an array, or false for any other value.
func elements(raw json.RawMessage) ([]json.RawMessage, bool) {
	i := skipSpace(raw, 0)
	if i >= len(raw) || raw[i] != '[' {
		return nil, false
	}
	var found []json.RawMessage
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] != ']'; {
		end := skipValue(raw, i)
		found = append(found, raw[i:end:end])
		if i = skipSpace(raw, end); i < len(raw) && raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return found, true
}

// str is the value of a JSON string, or false for any other value. Bytes that
// are no UTF-8 become U+FFFD.
func str(raw json.RawMessage) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner), true
	}
	var value string
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", false
	}
	return value, true
}

// scalar is the value of a JSON string or the spelling of a JSON number: Meta
// writes ids, codes and times now as the one, now as the other.
func scalar(raw json.RawMessage) string {
	if value, ok := str(raw); ok {
		return value
	}
	if len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') {
		return string(raw)
	}
	return ""
}

// absent reports whether a member is missing or null.
func absent(raw json.RawMessage) bool { return len(raw) == 0 || raw[0] == 'n' }

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\r' || raw[i] == '\t') {
		i++
	}
	return i
}

// skipString steps over the string that starts at i.
func skipString(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		next := bytes.IndexByte(raw[i:], '"')
		if next < 0 {
			return len(raw)
		}
		// A quote counts when an even number of backslashes stands before it.
		quote := i + next
		escapes := 0
		for raw[quote-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return quote + 1
		}
		i = quote
	}
	return len(raw)
}

// skipValue steps over the value that starts at i, without recursion: the
// sender decides how deep it is.
func skipValue(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			i = skipString(raw, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\n', '\r', '\t':
			i++
			continue
		default:
			i = skipLiteral(raw, i)
		}
		if depth <= 0 {
			return i
		}
	}
	return len(raw)
}

// skipLiteral steps over a number, true, false or null.
func skipLiteral(raw []byte, i int) int {
	for i < len(raw) && bytes.IndexByte([]byte(",:]} \n\r\t"), raw[i]) < 0 {
		i++
	}
	return i
}
