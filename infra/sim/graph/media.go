package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// How long files can be asked for, in simulated time. Source: Cloud API, Media.
const (
	uploadedLife = 30 * 24 * time.Hour
	receivedLife = 7 * 24 * time.Hour
	mediaURLLife = 5 * time.Minute
)

// ErrUnknownMedia is the error of an id that no file has.
var ErrUnknownMedia = errors.New("no such media")

// media is a file that the account holds, without its bytes.
type media struct {
	ID   string `json:"id"`
	MIME string `json:"mime"`
	Size int64  `json:"size"` // in bytes
	// SHA256 is the digest of the bytes in hex. Told is what the business is told
	// instead, for a file that shall look damaged.
	SHA256 string `json:"sha256"`
	Told   string `json:"told,omitempty"`
	// Generated: the bytes are made each time they are asked for; else they lie in
	// the folder.
	Generated bool  `json:"generated,omitempty"`
	Received  bool  `json:"received,omitempty"` // from a customer, not uploaded
	At        int64 `json:"at"`                 // Unix seconds
	Gone      bool  `json:"gone,omitempty"`     // deleted by the business
}

// alive says whether the business can still ask for it.
func (m *media) alive(now time.Time) bool {
	life := uploadedLife
	if m.Received {
		life = receivedLife
	}
	return !m.Gone && now.Before(unix(m.At).Add(life))
}

// digest is the one that the business is told, in hex.
func (m *media) digest() string {
	if m.Told != "" {
		return m.Told
	}
	return m.SHA256
}

// liveMedia is a file that the business can ask for or send now, nil when there
// is none with the id. The caller holds the lock.
func (g *Graph) liveMedia(id string) *media {
	m := g.state.media[id]
	if m == nil || !m.alive(g.now()) {
		return nil
	}
	return m
}

// openMedia gives the bytes of a file.
func (g *Graph) openMedia(m *media) (io.ReadCloser, error) {
	if m.Generated {
		return io.NopCloser(generate(m.ID, m.MIME, m.Size)), nil
	}
	return g.store.open(m.ID)
}

// OpenMedia gives the bytes of any file that ever went over the wire, also of
// one that Meta has forgotten, for whoever looks at a phone. The caller closes
// it. The error of an id that no file has is ErrUnknownMedia.
func (g *Graph) OpenMedia(id string) (io.ReadCloser, File, error) {
	g.lock()
	m := g.state.media[id]
	g.unlock()
	if m == nil {
		return nil, File{}, fmt.Errorf("media %s: %w", id, ErrUnknownMedia)
	}
	body, err := g.openMedia(m)
	if err != nil {
		return nil, File{}, fmt.Errorf("media %s: %w: %w", id, ErrUnknownMedia, err)
	}
	return body, File{ID: m.ID, MIME: m.MIME, Size: m.Size, SHA256: m.SHA256}, nil
}

// newMediaID makes an id of fifteen digits.
func newMediaID() string { return fmt.Sprintf("5%014d", rand.Int64N(1e14)) }

// generatedSize of a file that has neither a size nor a sample.
const generatedSize = 24 << 10

// generate makes the bytes of a file: the signature of its type, then
// pseudo-random ones, the same for one id each time. Neither memory nor disk
// holds them.
func generate(id, mimeType string, size int64) io.Reader {
	seed := sha256.Sum256([]byte(id))
	return io.LimitReader(io.MultiReader(signature(mimeType), rand.NewChaCha8(seed)), size)
}

// newGenerated describes a file whose bytes are generated.
func newGenerated(id, mimeType string, size int64) (*media, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, generate(id, mimeType, size)); err != nil {
		return nil, fmt.Errorf("digest media %s: %w", id, err)
	}
	return &media{ID: id, MIME: mimeType, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil)), Generated: true}, nil
}

// unlike is a digest that the bytes do not have.
func unlike(digest string) string {
	sum := sha256.Sum256([]byte(digest))
	return hex.EncodeToString(sum[:])
}
