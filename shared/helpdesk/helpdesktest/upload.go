package helpdesktest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"ventana/shared/helpdesk"
)

const (
	// MaxFileBytes is the largest file that Upload takes, in bytes.
	MaxFileBytes = 50 << 20
	// uploadLife is how long a token waits for its comment, as Zendesk's does.
	uploadLife = time.Hour
)

// Upload is a file that was brought in: what proves its content, not the
// content.
type Upload struct {
	helpdesk.Attachment
	SHA256 string // 64 hex digits
	Token  string
	// Comment is the one that it is attached to, empty for none.
	Comment   string
	Discarded bool
}

// upload is an Upload with the end of its token.
type upload struct {
	Upload
	until time.Time
}

// MaxFile is the largest file that Upload takes, in bytes.
func (d *Desk) MaxFile() int64 { return MaxFileBytes }

// Upload reads a file to its end and keeps its digest. Faults meet it before the
// first and after the last byte. An error of the body comes back wrapped.
func (d *Desk) Upload(_ context.Context, file helpdesk.File) (token string, err error) {
	err = d.between("Upload", func() error {
		// The body may be slow, or ask this helpdesk for something.
		sum, err := digest(file)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.calls["Upload"]++
		if err != nil {
			return err
		}
		id := d.number()
		token = "token-" + d.number()
		d.uploads = append(d.uploads, &upload{until: d.now().Add(uploadLife), Upload: Upload{
			Attachment: helpdesk.Attachment{ID: id, Name: file.Name, MIME: file.MIME, Size: file.Size, URL: addressOf(id)},
			SHA256:     sum, Token: token,
		}})
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// digest reads a file as Zendesk's adapter does: nothing of one whose size
// cannot be, and one byte beyond the size that was said.
func digest(file helpdesk.File) (string, error) {
	const op = "upload file"
	switch {
	case file.Size > MaxFileBytes:
		return "", refuse(op, "too_large", nil)
	case file.Size <= 0:
		return "", refuse(op, "empty_file", nil)
	}
	hash := sha256.New()
	switch n, err := io.Copy(hash, io.LimitReader(file.Body, file.Size+1)); {
	case err != nil:
		return "", fmt.Errorf("%s: read file: %w", op, err)
	case n < file.Size:
		return "", fmt.Errorf("%s: read file: file is smaller than was said: %w", op, io.ErrUnexpectedEOF)
	case n > file.Size:
		return "", fmt.Errorf("%s: read file: %w", op, errors.New("file is larger than was said"))
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Discard throws away an uploaded file.
func (d *Desk) Discard(_ context.Context, token string) error {
	return d.do("Discard", func() error {
		if found := d.waiting(token); found != nil {
			found.Discarded = true
		}
		return nil
	})
}

// waiting is the file of a token that a comment may still use, or nil.
func (d *Desk) waiting(token string) *upload {
	for _, u := range d.uploads {
		if u.Token == token && u.Comment == "" && !u.Discarded && d.now().Before(u.until) {
			return u
		}
	}
	return nil
}

// claim finds the files of a comment's tokens, all of them or none.
func (d *Desk) claim(op string, tokens []string) ([]*upload, error) {
	var claimed []*upload
	for _, token := range tokens {
		found := d.waiting(token)
		if found == nil || slices.Contains(claimed, found) {
			return nil, refuse(op, "RecordInvalid", helpdesk.ErrUploadGone)
		}
		claimed = append(claimed, found)
	}
	return claimed, nil
}

// attach uses the tokens of files up for a comment.
func (d *Desk) attach(claimed []*upload, comment *Comment) {
	for _, u := range claimed {
		u.Comment = comment.ID
		comment.Files = append(comment.Files, u.Attachment)
	}
}

// Uploads are all files that were brought in, oldest first, attached or not.
func (d *Desk) Uploads() []Upload {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]Upload, len(d.uploads))
	for i, u := range d.uploads {
		list[i] = u.Upload
	}
	return list
}
