package zendesk

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// streamAnswer is how long Zendesk may take to answer once it has a whole file:
// longer than a call may, because it stores the file first.
const streamAnswer = 30 * time.Second

// newStreams is the client for files. It has the settings of the one for calls
// but no limit on the whole, because a file takes as long as it takes: the
// context ends it. Every file has a connection of its own. One that idled while
// the process was frozen breaks at the first bytes, and a body cannot be sent
// twice.
func newStreams(calls *http.Client) *http.Client {
	own := *calls
	own.Timeout = 0
	shared := calls.Transport
	if shared == nil {
		shared = http.DefaultTransport
	}
	if standard, ok := shared.(*http.Transport); ok {
		transport := standard.Clone()
		transport.DisableKeepAlives = true
		if transport.ResponseHeaderTimeout == 0 {
			transport.ResponseHeaderTimeout = streamAnswer
		}
		own.Transport = transport
	}
	return &own
}

// errOver ends a body that nobody reads any more.
var errOver = errors.New("request is over")

// fileBody is a file on its way into a request, of a size that was promised.
// The last byte is handed over only when the file has ended there, so that a
// file of another size never arrives whole.
type fileBody struct {
	over atomic.Bool

	mu     sync.Mutex // held while the source is read
	source io.Reader
	left   int64 // bytes still to hand over
	err    error // what went wrong with the source
}

// Read implements io.Reader.
func (b *fileBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.over.Load():
		return 0, errOver
	case b.err != nil:
		return 0, b.err
	case b.left == 0:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	case b.left == 1:
		return b.last(p)
	}
	n, err := b.source.Read(p[:min(int64(len(p)), b.left-1)])
	b.left -= int64(n)
	b.err = b.early(err)
	return n, b.err
}

// last hands over the last byte, if it is.
func (b *fileBody) last(p []byte) (int, error) {
	if _, err := io.ReadFull(b.source, p[:1]); err != nil {
		b.err = b.early(err)
		return 0, b.err
	}
	var more [1]byte
	switch _, err := io.ReadFull(b.source, more[:]); {
	case err == nil:
		b.err = errors.New("file is larger than was said")
	case !errors.Is(err, io.EOF):
		b.err = err
	default:
		b.left = 0
		return 1, nil
	}
	return 0, b.err
}

// early is the error of a source that ended with bytes still to come.
func (b *fileBody) early(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("file is %d bytes smaller than was said: %w", b.left, io.ErrUnexpectedEOF)
	}
	return err
}

// stop ends the body and tells how many bytes were not handed over, and what
// went wrong with the source. net/http goes on reading for a while after an
// early answer, when the source is the caller's again: stop waits for the Read
// that is going on.
func (b *fileBody) stop() (left int64, err error) {
	b.over.Store(true)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.left, b.err
}
