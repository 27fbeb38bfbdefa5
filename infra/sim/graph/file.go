package graph

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// File is a file of a message as a phone shows it.
type File struct {
	ID   string `json:"id,omitempty"`   // see OpenMedia; empty when sent by link
	Link string `json:"link,omitempty"` // where it lies, when sent by link
	Kind string `json:"kind"`           // image, audio, video, document or sticker
	Name string `json:"name,omitempty"`
	MIME string `json:"mime,omitempty"`
	Size int64  `json:"size,omitempty"` // in bytes
	// SHA256 is the digest of the bytes in hex, also where the business was told
	// another.
	SHA256  string `json:"sha256,omitempty"`
	Caption string `json:"caption,omitempty"`
	Voice   bool   `json:"voice,omitempty"` // recorded, not chosen
}

// describe takes over what is known of the bytes.
func (f *File) describe(m *media) {
	f.ID, f.MIME, f.Size, f.SHA256 = m.ID, m.MIME, m.Size, m.SHA256
}

// fileObject is the object of a customer's file. The last three members are
// the control's own and never leave.
type fileObject struct {
	ID       string `json:"id"`
	MIME     string `json:"mime_type"`
	Filename string `json:"filename"`
	Caption  string `json:"caption"`
	Voice    bool   `json:"voice"`

	Size    *int64  `json:"size"`
	Content *string `json:"content_base64"`
	Broken  bool    `json:"broken_digest"`
}

// attach makes the file of a customer's message: its bytes, and the object as
// it will stand in the webhook, with what was left out filled in. An object of
// another form goes out as it is, without a file.
func (g *Graph) attach(kind string, raw json.RawMessage) (object json.RawMessage, f *File, m *media, err error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return raw, nil, nil, nil
	}
	var told fileObject
	if err := json.Unmarshal(raw, &told); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", kind, err)
	}
	if m, err = g.newReceived(kind, told); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", kind, err)
	}
	for _, own := range []string{"size", "content_base64", "broken_digest"} {
		delete(members, own)
	}
	setMissing(members, "id", quoted(m.ID))
	setMissing(members, "mime_type", quoted(m.MIME))
	digest, err := hex.DecodeString(m.digest())
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: digest: %w", kind, err)
	}
	setMissing(members, "sha256", quoted(base64.StdEncoding.EncodeToString(digest)))
	if g.options.BaseURL != "" && m.withURL() {
		setMissing(members, "url", quoted(g.mediaURL(g.options.BaseURL, m.ID, g.now())))
	}
	if object, err = json.Marshal(members); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", kind, err)
	}
	f = &File{Kind: kind, Name: told.Filename, Caption: told.Caption, Voice: told.Voice}
	f.describe(m)
	return object, f, m, nil
}

// withURL says whether a webhook brings the file's address along, which Meta
// does for some files: here for half of them, always the same for one digest.
func (m *media) withURL() bool { return m.SHA256 != "" && m.SHA256[0]%2 == 0 }

func setMissing(members map[string]json.RawMessage, name string, value json.RawMessage) {
	if members[name] == nil {
		members[name] = value
	}
}

// newReceived makes the bytes of a customer's file: those given, else as many
// as asked for, else a small valid file of its type. A file whose id is known
// already is that file again, as when a message is forwarded.
func (g *Graph) newReceived(kind string, told fileObject) (*media, error) {
	if known := g.knownMedia(told.ID); known != nil {
		return known, nil
	}
	if told.ID == "" {
		told.ID = newMediaID()
	}
	if told.MIME == "" {
		told.MIME = usualMIME(kind)
	}
	m, err := g.makeMedia(told)
	if err != nil {
		return nil, err
	}
	m.Received = true
	if told.Broken {
		m.Told = unlike(m.SHA256)
	}
	return m, nil
}

func (g *Graph) knownMedia(id string) *media {
	g.lock()
	defer g.unlock()
	return g.state.media[id]
}

func (g *Graph) makeMedia(told fileObject) (*media, error) {
	switch {
	case told.Size != nil && told.Content != nil:
		return nil, errors.New("give size or content_base64, not both")
	case told.Content != nil:
		content, err := base64.StdEncoding.DecodeString(*told.Content)
		if err != nil {
			return nil, fmt.Errorf("content_base64: %w", err)
		}
		return g.storeReceived(told, content)
	case told.Size != nil:
		if *told.Size < 1 || *told.Size > receivedMax {
			return nil, fmt.Errorf("size: a customer can send 1 to %d bytes, not %d", receivedMax, *told.Size)
		}
		return newGenerated(told.ID, told.MIME, *told.Size)
	}
	if content := sample(told.MIME); content != nil {
		return g.storeReceived(told, content)
	}
	return newGenerated(told.ID, told.MIME, generatedSize)
}

func (g *Graph) storeReceived(told fileObject, content []byte) (*media, error) {
	if len(content) == 0 {
		return nil, errors.New("content_base64: the file is empty")
	}
	file, err := g.store.keep(bytes.NewReader(content), receivedMax)
	if err != nil {
		return nil, err
	}
	if err := g.store.name(file, told.ID); err != nil {
		return nil, fmt.Errorf("name media %s: %w", told.ID, err)
	}
	return &media{ID: told.ID, MIME: told.MIME, Size: file.size, SHA256: file.sha256}, nil
}
