package local

import (
	"bytes"
	"io"
	"net/http"
)

// learning lets the WhatsApp simulator learn from each of its connection's
// deliveries that the API takes with 200, whoever signed and posted it: the
// customer who wrote by hand has a phone from then on, which the reply reaches.
// It learns before the answer leaves, so that who waits for the answer finds
// the phone.
func learning(learn func(raw []byte), gateway http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != whatsappPath {
			gateway.ServeHTTP(w, r)
			return
		}
		delivered := &bytes.Buffer{}
		copied := r.WithContext(r.Context()) // a handler may not change its request
		copied.Body = readCloser{io.TeeReader(r.Body, delivered), r.Body}
		gateway.ServeHTTP(&taken{ResponseWriter: w, ok: func() { learn(delivered.Bytes()) }}, copied)
	})
}

// readCloser reads from one and closes the other.
type readCloser struct {
	io.Reader
	io.Closer
}

// taken calls ok before the answer, if that is 200. The gateway writes the
// status of every answer, once.
type taken struct {
	http.ResponseWriter
	ok func()
}

func (t *taken) WriteHeader(status int) {
	if status == http.StatusOK {
		t.ok()
	}
	t.ResponseWriter.WriteHeader(status)
}
