package zendesk

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
)

// generatedBlock is how much of a generated content is made at once, in bytes.
const generatedBlock = 64 << 10

// generated is a content that lies nowhere: a sample of its kind, then noise up
// to its size. The same name, kind and size are the same bytes. It is for one
// goroutine.
type generated struct {
	seed  string
	size  int64
	head  []byte
	at    int64  // of the block in noise; -1 is none
	noise []byte // one block
}

// generatedSeed names a content.
func generatedSeed(name, kind string, size int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d", name, kind, size))
	return hex.EncodeToString(sum[:])
}

func newGenerated(seed, kind, name string, size int64) *generated {
	return &generated{seed: seed, size: size, head: sample(kind, name), at: -1, noise: make([]byte, generatedBlock)}
}

// reader reads the content from its start, or anywhere.
func (g *generated) reader() *io.SectionReader { return io.NewSectionReader(g, 0, g.size) }

// digest is the SHA-256 in hexadecimal digits: the content is made once.
func (g *generated) digest() (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, g.reader()); err != nil {
		return "", fmt.Errorf("digest generated content: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// ReadAt implements io.ReaderAt.
func (g *generated) ReadAt(p []byte, from int64) (int, error) {
	done := 0
	for done < len(p) && from < g.size {
		n := int(min(int64(len(p)-done), g.size-from))
		if from < int64(len(g.head)) {
			n = copy(p[done:done+n], g.head[from:])
		} else {
			g.make(from / generatedBlock)
			n = copy(p[done:done+n], g.noise[from%generatedBlock:])
		}
		done, from = done+n, from+int64(n)
	}
	if done < len(p) {
		return done, io.EOF
	}
	return done, nil
}

// make fills noise with a block of the content.
func (g *generated) make(block int64) {
	if g.at == block {
		return
	}
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(g.seed), uint64(block)))
	// Read of ChaCha8 never fails.
	_, _ = rand.NewChaCha8(seed).Read(g.noise)
	g.at = block
}
