package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxValue cuts long values, in bytes.
const maxValue = 300

// Field is one key and value of a record, in the order of the log line.
type Field struct {
	Key   string
	Value string // as printed
}

// record is a log line taken apart.
type record struct {
	level   string
	message string
	fields  []Field
}

// parse reads a function's line. Anything but a JSON object is a message.
func parse(line string) record {
	members, err := members(line)
	if err != nil {
		return record{level: "INFO", message: line}
	}
	out := record{level: "INFO"}
	for _, member := range members {
		switch member.key {
		case "level":
			out.level = strings.ToUpper(text(member.value))
		case "message", "msg":
			out.message = text(member.value)
		case "_aws":
			out.level = "METRIC"
		case "time", "timestamp", "requestId", "function", "service", "type":
			// The line begins with what these say, or they say nothing here.
		default:
			out.fields = append(out.fields, Field{member.key, show(text(member.value))})
		}
	}
	return out
}

type member struct {
	key   string
	value json.RawMessage
}

// members are those of a JSON object, in order.
func members(line string) ([]member, error) {
	decoder := json.NewDecoder(strings.NewReader(line))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, errors.New("no object")
	}
	var all []member
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, errors.New("no key")
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		all = append(all, member{name, value})
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	return all, nil
}

// text is a string's content, and any other value as it is written.
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	var compact bytes.Buffer
	if json.Compact(&compact, value) != nil {
		return string(value)
	}
	return compact.String()
}

// show quotes a value that would not stay one word, and cuts a long one.
func show(value string) string {
	if len(value) > maxValue {
		cut := maxValue
		for cut > 0 && !utf8.RuneStart(value[cut]) {
			cut--
		}
		value = value[:cut] + "…"
	}
	if value == "" || strings.ContainsAny(value, " \t\n\r\"=") && !strings.HasPrefix(value, "{") && !strings.HasPrefix(value, "[") {
		return strconv.Quote(value)
	}
	return value
}
