package rendering

import (
	"bytes"
	"encoding/json"
	"strings"
)

// object is the members of a JSON object in their order, which a form's
// answers keep.
type object []field

type field struct {
	name  string
	value json.RawMessage
}

// get is the value of a member, or nothing. Of members with the same name the
// last one counts, as encoding/json has it.
func (o object) get(name string) json.RawMessage {
	for i := len(o) - 1; i >= 0; i-- {
		if o[i].name == name {
			return o[i].value
		}
	}
	return nil
}

// parse gives the members of an object, or false for any other value.
func parse(raw json.RawMessage) (object, bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil, false
	}
	found := object{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		f := field{}
		f.name, _ = name.(string) // a name is always a string
		if err := decoder.Decode(&f.value); err != nil {
			return nil, false
		}
		found = append(found, f)
	}
	return found, true
}

// elements are those of an array. A single value in an array's place is its
// only element; nothing has none.
func elements(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	switch {
	case absent(raw):
		return nil
	case json.Unmarshal(raw, &list) == nil:
		return list
	default:
		return []json.RawMessage{raw}
	}
}

// absent reports whether a member is missing or null.
func absent(raw json.RawMessage) bool {
	trimmed := bytes.TrimSpace(raw)
	return len(trimmed) == 0 || string(trimmed) == "null"
}

// str is the value of a JSON string, or false for any other value.
func str(raw json.RawMessage) (string, bool) {
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '"' {
		return "", false
	}
	var value string
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", false
	}
	return withoutNUL(value), true
}

// text is a value as a reader takes it: a string to the letter, a number or a
// boolean as it is spelled, nothing for null, and JSON for the rest.
func text(raw json.RawMessage) string {
	if value, ok := str(raw); ok {
		return value
	}
	if absent(raw) {
		return ""
	}
	return compact(raw)
}

// compact is a value as JSON on one line, cut to maxJSON characters. Letters
// that Meta writes as \u00f1 are written as they are.
func compact(raw json.RawMessage) string {
	var line bytes.Buffer
	if err := json.Compact(&line, bytes.ToValidUTF8(raw, []byte("\uFFFD"))); err != nil {
		return cut(withoutNUL(strings.ToValidUTF8(string(raw), "\uFFFD")), maxJSON)
	}
	return cut(readable(line.Bytes()), maxJSON)
}

// readable spells the strings of compact JSON without needless escapes.
func readable(line []byte) string {
	var out strings.Builder
	for len(line) > 0 {
		open := bytes.IndexByte(line, '"')
		if open < 0 {
			break
		}
		out.Write(line[:open])
		end := open + 1
		for line[end] != '"' { // what json.Compact took is closed
			if line[end] == '\\' {
				end++
			}
			end++
		}
		literal := line[open : end+1]
		if value := ""; bytes.Contains(literal, []byte(`\u`)) && json.Unmarshal(literal, &value) == nil {
			literal = quote(value)
		}
		out.Write(literal)
		line = line[end+1:]
	}
	out.Write(line)
	return out.String()
}

// quote is value as a JSON string, with < and & as they are.
func quote(value string) json.RawMessage {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil // a string always encodes
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// withoutNUL drops what no helpdesk takes.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }
