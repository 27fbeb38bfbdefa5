package count

import (
	"io"
	"net/http"
	"strings"
)

// Caller reads the function in "ventana (inbound; 2026/11/22/[$LATEST]3f2a)"; empty
// for anybody else.
func Caller(r *http.Request) string {
	inside, found := strings.CutPrefix(r.UserAgent(), "ventana (")
	function, _, both := strings.Cut(inside, "; ")
	if !found || !both {
		return ""
	}
	return function
}

// Body counts the bytes that are read of a body.
type Body struct {
	io.ReadCloser
	Bytes int
}

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.Bytes += n
	return n, err
}
