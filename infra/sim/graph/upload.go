package graph

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
)

// formFieldMax is the longest field of an upload besides the file, in bytes.
const formFieldMax = 1 << 10

// uploadDrain is how much of a refused upload is read to its end, in bytes: a
// client that is still writing would not see the refusal.
const uploadDrain = 2 * documentMax

// upload is the form of POST /{number}/media.
type upload struct {
	product string
	kind    string // the field "type"
	mime    string // of the file's part
	file    *kept
}

// postMedia takes a file, streaming it to disk.
func (g *Graph) postMedia(r *http.Request) (any, *apiError) {
	form, e := g.readUpload(r)
	if e == nil {
		e = form.check()
	}
	if e != nil {
		if form.file != nil {
			g.store.drop(*form.file)
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, uploadDrain)) // whoever has left misses nothing
		return nil, e
	}
	id := newMediaID()
	if err := g.store.name(*form.file, id); err != nil {
		return nil, fail(codeUnknownFailure, "The file could not be kept: %v.", err)
	}
	g.lock()
	defer g.unlock()
	g.commit(record{Media: &media{
		ID: id, MIME: form.mime, Size: form.file.size, SHA256: form.file.sha256, At: g.now().Unix(),
	}})
	return map[string]string{"id": id}, nil
}

// readUpload reads the parts in whatever order they come. The Graph API takes
// parameters from the URL too, which clients use for messaging_product.
func (g *Graph) readUpload(r *http.Request) (form upload, e *apiError) {
	form.product, form.kind = r.URL.Query().Get("messaging_product"), r.URL.Query().Get("type")
	parts, err := r.MultipartReader()
	if err != nil {
		return form, fail(codeWrongParameter, "The body is not multipart/form-data: %v.", err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err != nil {
			return form, fail(codeWrongParameter, "The body is broken: %v.", err)
		}
		switch part.FormName() {
		case "messaging_product":
			form.product, e = field(part)
		case "type":
			form.kind, e = field(part)
		case "file":
			e = g.readFile(part, &form)
		}
		if e != nil {
			return form, e
		}
	}
}

func field(part *multipart.Part) (string, *apiError) {
	value, err := io.ReadAll(io.LimitReader(part, formFieldMax+1))
	if err != nil || len(value) > formFieldMax {
		return "", fail(codeWrongParameter, "Param %s is broken or longer than %d bytes.", part.FormName(), formFieldMax)
	}
	return string(value), nil
}

// readFile keeps the file's part. Its own content type decides what it is and
// how large it may be.
func (g *Graph) readFile(part *multipart.Part, form *upload) *apiError {
	if form.file != nil {
		return fail(codeWrongParameter, "Param file is given twice.")
	}
	form.mime = baseMIME(part.Header.Get("Content-Type"))
	limit, known := uploadMax(form.mime)
	if !known {
		return fail(codeWrongParameter, "Param file must be a file with one of the following types: %s. Received file of type '%s'.",
			uploadTypes(), part.Header.Get("Content-Type"))
	}
	file, err := g.store.keep(part, limit)
	if errors.Is(err, errTooLarge) {
		return fail(codeWrongParameter, "File Too Large: a file of type %s has at most %d bytes.", form.mime, limit)
	}
	if err != nil {
		return fail(codeWrongParameter, "Param file is broken: %v.", err)
	}
	form.file = &file
	return nil
}

// check looks at the form when all of it is there.
func (u upload) check() *apiError {
	switch {
	case u.product != messagingProduct:
		return fail(codeWrongParameter, "Param messaging_product must be one of {WHATSAPP} - got %q.", u.product)
	case u.file == nil:
		return fail(codeWrongParameter, "The parameter file is required.")
	case u.file.size == 0:
		return fail(codeWrongParameter, "Param file is empty.")
	case strings.TrimSpace(u.kind) == "":
		return fail(codeWrongParameter, "The parameter type is required.")
	case baseMIME(u.kind) != u.mime:
		return fail(codeWrongParameter, "Param type is %q and the file's own type is %q.", u.kind, u.mime)
	}
	return nil
}
