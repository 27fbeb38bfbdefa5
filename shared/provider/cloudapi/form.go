package cloudapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"sync"

	"ventana/shared/provider"
)

// form is the multipart body of an upload: what comes before the file, the
// file, what comes after it. Its length is known before a byte of the file is
// read.
type form struct {
	io.Reader
	contentType string
	length      int64
	file        *sized
}

func newForm(file provider.Upload) (*form, error) {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	for _, field := range [][2]string{{"messaging_product", product}, {"type", file.MIME}} {
		if err := writer.WriteField(field[0], field[1]); err != nil {
			return nil, fmt.Errorf("write field %s: %w", field[0], err)
		}
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition("file", nameOf(file)))
	header.Set("Content-Type", file.MIME)
	if _, err := writer.CreatePart(header); err != nil {
		return nil, fmt.Errorf("write the file's header: %w", err)
	}
	before := text.Len()
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("write the end: %w", err)
	}
	source := &sized{source: file.Body, left: file.Size}
	all := text.Bytes()
	return &form{
		Reader:      io.MultiReader(bytes.NewReader(all[:before]), source, bytes.NewReader(all[before:])),
		contentType: writer.FormDataContentType(),
		length:      int64(len(all)) + file.Size,
		file:        source,
	}, nil
}

// nameOf: a part without a name is no file to Meta.
func nameOf(file provider.Upload) string {
	if file.Name == "" {
		return "file"
	}
	return file.Name
}

// end stops the reading, which may go on after an early answer, and tells what
// failed in the file.
func (f *form) end() error {
	f.file.mu.Lock()
	defer f.file.mu.Unlock()
	f.file.ended = true
	return f.file.failed
}

// errEnded is what a transport reads that goes on after the answer.
var errEnded = errors.New("the upload is over")

// sized reads a source of exactly left bytes, and remembers how it failed.
type sized struct {
	mu     sync.Mutex
	source io.Reader
	left   int64
	ended  bool
	failed error
}

func (s *sized) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.ended:
		return 0, errEnded
	case s.failed != nil:
		return 0, s.failed
	case s.left == 0:
		return 0, s.last()
	}
	n, err := s.source.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	switch {
	case err == nil, errors.Is(err, io.EOF) && s.left == 0:
		return n, nil
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("%w: %d bytes are missing", provider.ErrSize, s.left)
	}
	s.failed = err
	return n, err
}

// last holds that nothing follows: a file that is larger than it was said to
// be would arrive without its end.
func (s *sized) last() error {
	var more [1]byte
	n, err := io.ReadFull(s.source, more[:])
	switch {
	case n > 0:
		s.failed = fmt.Errorf("%w: more bytes follow", provider.ErrSize)
	case errors.Is(err, io.EOF):
		return io.EOF
	default:
		s.failed = err
	}
	return s.failed
}
