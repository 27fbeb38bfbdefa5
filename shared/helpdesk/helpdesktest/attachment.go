package helpdesktest

import (
	"context"
	"io"
	"slices"
	"strings"

	"ventana/shared/helpdesk"
)

// content is what an agent's file holds.
type content struct {
	open func() io.Reader
	size int64
}

func addressOf(id string) string { return "https://desk.example/attachments/" + id }

// AddFile keeps a file of an agent's. What it gives goes into the Files of a
// comment that Write puts on a ticket; a test may set its Malware and its
// Scanning.
func (d *Desk) AddFile(name, mime, data string) helpdesk.Attachment {
	return d.addFile(name, mime, content{func() io.Reader { return strings.NewReader(data) }, int64(len(data))})
}

// AddLargeFile keeps a file of an agent's with so many bytes, those of Bytes.
func (d *Desk) AddLargeFile(name, mime string, size int64) helpdesk.Attachment {
	return d.addFile(name, mime, content{func() io.Reader { return Bytes(size) }, size})
}

func (d *Desk) addFile(name, mime string, c content) helpdesk.Attachment {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := d.number()
	d.contents[addressOf(id)] = c
	return helpdesk.Attachment{ID: id, Name: name, MIME: mime, Size: c.size, URL: addressOf(id)}
}

// Redact takes an attachment away for good, as an agent does.
func (d *Desk) Redact(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.contents, addressOf(id))
	d.eachComment(func(comment *Comment) {
		comment.Files = slices.DeleteFunc(slices.Clone(comment.Files), func(file helpdesk.Attachment) bool { return file.ID == id })
	})
}

// Scanned ends the look for malware in an attachment, with what it found.
func (d *Desk) Scanned(id string, malware bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.eachComment(func(comment *Comment) {
		comment.Files = slices.Clone(comment.Files)
		for i, file := range comment.Files {
			if file.ID == id {
				comment.Files[i].Scanning, comment.Files[i].Malware = false, malware
			}
		}
	})
}

func (d *Desk) eachComment(change func(*Comment)) {
	for _, ticket := range d.tickets {
		for i := range ticket.Comments {
			change(&ticket.Comments[i])
		}
	}
}

// OpenAttachment gives an agent's file by its address. Customers' files are not
// kept, so that theirs are gone.
func (d *Desk) OpenAttachment(_ context.Context, file helpdesk.Attachment) (body io.ReadCloser, size int64, err error) {
	err = d.do("OpenAttachment", func() error {
		op := "open attachment " + file.ID
		if file.Malware {
			return refuse(op, "attachment_refused", nil)
		}
		if !strings.HasPrefix(file.URL, "https://") {
			return refuse(op, "attachment_address", nil)
		}
		found, exists := d.contents[file.URL]
		if !exists {
			return refuse(op, "attachment_gone", nil)
		}
		body, size = io.NopCloser(found.open()), found.size
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return body, size, nil
}

// Bytes is a content of so many bytes, always the same, that takes no memory.
func Bytes(size int64) io.Reader { return io.LimitReader(&pattern{}, size) }

// pattern goes on for ever. Its period is a prime, so that a block which is lost
// or doubled changes the digest.
type pattern struct{ at int }

func (p *pattern) Read(b []byte) (int, error) {
	const period = 251
	for i := range b {
		b[i] = byte(p.at)
		p.at = (p.at + 1) % period
	}
	return len(b), nil
}
