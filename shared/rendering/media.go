package rendering

import (
	"encoding/json"
	"strings"
)

// maxFileName is the longest file name of the usual file systems.
const maxFileName = 255

// media is a file's name, that the file follows, and below the caption to the
// letter. Without an id nobody can fetch the file.
func (m message) media(own object) string {
	name := cut(line(text(own.get("filename"))), maxFileName)
	if m.kind == typeAudio && truth(own.get("voice")) {
		name = spaced(m.words.voiceNote, name)
	}
	state := m.words.follows
	if !m.file {
		state = m.words.unfetchable
	}
	return join(spaced(name, state), text(own.get("caption")))
}

// truth reads a boolean, however it is spelled.
func truth(raw json.RawMessage) bool {
	spelled := strings.ToLower(text(raw))
	return spelled == "true" || spelled == "1"
}
