package rendering

import (
	"encoding/json"
	"strings"
	"unicode"
)

// maxFileName is the longest file name of the usual file systems.
const maxFileName = 255

// media is a file's name, that it is not fetched yet, and below the caption to
// the letter.
func (m message) media(own object) string {
	name := cut(fileName(text(own.get("filename"))), maxFileName)
	if m.kind == typeAudio && truth(own.get("voice")) {
		name = spaced(m.words.voice, name)
	}
	return join(spaced(name, m.words.notFetched), text(own.get("caption")))
}

// fileName keeps a name on its line and in its direction: a name that turns the
// writing round ("gpj.exe") is a known trick.
func fileName(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		default:
			return r
		}
	}, name))
}

// truth reads a boolean, however it is spelled.
func truth(raw json.RawMessage) bool {
	spelled := strings.ToLower(text(raw))
	return spelled == "true" || spelled == "1"
}
