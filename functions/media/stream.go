package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// errTooLarge ends a stream that turns out to be longer than allowed.
var errTooLarge = errors.New("file is larger than it may be")

// stream passes a file on and keeps nothing of it but its length and digest.
// Whoever reads it cannot tell whether the file or its destination failed; the
// stream can, because it remembers its own error.
type stream struct {
	from   io.Reader
	limit  int64
	length int64
	digest hash.Hash
	err    error // of the source
}

func newStream(from io.Reader, limit int64) *stream {
	return &stream{from: from, limit: limit, digest: sha256.New()}
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.length += int64(n)
	s.digest.Write(p[:n])
	if s.length > s.limit {
		err = errTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// sum is the digest of what was read, in 64 hex digits.
func (s *stream) sum() string { return hex.EncodeToString(s.digest.Sum(nil)) }
