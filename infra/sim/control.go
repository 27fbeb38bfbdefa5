package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Sizes of bodies in bytes.
const (
	controlBodyMax  = 1 << 20
	fileBodyMax     = 24 << 20 // files of 16 MiB in base64, and words
	deliveryBodyMax = 4 << 20  // Meta's webhooks are at most 3 MB
)

// control is one path: what answers to each method. An answer is encoded as
// JSON with status 200.
type control map[string]func(*http.Request) (any, error)

// mistake is an error whose text goes to the person who made it.
type mistake struct {
	status int
	text   string
}

func (m *mistake) Error() string { return m.text }

// wrong is a mistake in the request; the text says what to do.
func wrong(text string, values ...any) error {
	return &mistake{http.StatusBadRequest, fmt.Sprintf(text, values...)}
}

func (c control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	handle := c[r.Method]
	if handle == nil {
		methods := strings.Join(slices.Sorted(maps.Keys(c)), ", ")
		w.Header().Set("Allow", methods)
		refuse(w, &mistake{http.StatusMethodNotAllowed, fmt.Sprintf("%s does not take %s, use %s", r.URL.Path, r.Method, methods)})
		return
	}
	answer, err := handle(r)
	if err != nil {
		refuse(w, err)
		return
	}
	write(w, http.StatusOK, answer)
}

// refuse answers an error of a simulator with 422: the request was understood.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusUnprocessableEntity
	var m *mistake
	if errors.As(err, &m) {
		status = m.status
	}
	write(w, status, map[string]string{"error": err.Error()})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body) // the caller is gone if this fails
}

// unknownControl answers paths under /sim/ that are none, with those that are.
func unknownControl(known []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		refuse(w, &mistake{http.StatusNotFound, fmt.Sprintf("there is no control %s, use one of %s", r.URL.Path, strings.Join(known, ", "))})
	}
}

// readBody reads at most limit bytes.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, wrong("the body broke off, send it again: %v", err)
	}
	if int64(len(body)) > limit {
		return nil, &mistake{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is longer than %d bytes, send less", limit)}
	}
	return body, nil
}

// readStrict decodes exactly one JSON object without unknown members. example
// shows the right form.
func readStrict(r *http.Request, into any, example string) error {
	return readStrictUpTo(controlBodyMax, r, into, example)
}

// readStrictUpTo is readStrict for bodies of at most limit bytes.
func readStrictUpTo(limit int64, r *http.Request, into any, example string) error {
	body, err := readBody(r, limit)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return wrong("the body is not of the form %s: %v", example, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return wrong("the body goes on after its object, send one of the form %s", example)
	}
	return nil
}
