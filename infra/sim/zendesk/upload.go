package zendesk

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// maxUpload is the largest file in bytes: 50 MB, the figure of Zendesk's help
	// centre. That every larger one is answered with 413 is unverified.
	maxUpload = 50 << 20
	// uploadLife is how long a token waits for its comment, from its first file
	// (whether a further file prolongs it is unverified).
	uploadLife = time.Hour
	// maxDrain is how much of a refused body is read before its answer: a proxy
	// that stands before an application reads all of it too, and a client that is
	// still writing might miss an earlier answer.
	maxDrain = 2 * maxUpload
)

// upload is a token with its files, until a comment uses it.
type upload struct {
	Token     string    `json:"token"`
	Files     []int64   `json:"files"`
	ExpiresAt time.Time `json:"expires_at"`
}

// receiveUpload reads the body of POST /uploads onto the disk. A file name is
// the one thing it needs; a missing one is refused in words seen from Zendesk.
func (z *Zendesk) receiveUpload(c *call) error {
	f := &attachment{Name: cleanFileName(c.r.URL.Query().Get("filename")), Scan: scanClean}
	switch {
	case f.Name == "":
		return recordInvalid("filename", "", "cannot be blank")
	case utf8.RuneCountInString(f.Name) > maxFileName:
		return recordInvalid("filename", "RecordTooLong", "is too long (maximum is %d characters)", maxFileName)
	case c.r.ContentLength > maxUpload:
		return tooLarge()
	}
	var err error
	if f.Kind, err = fileKind(c.r.Header.Get("Content-Type"), f.Name); err != nil {
		return err
	}
	if err := z.store(f, c.r.Body); err != nil {
		if errors.Is(err, errTooLarge) {
			return tooLarge()
		}
		return err
	}
	c.file = f
	if f.Size == 0 {
		// What Zendesk does with an empty file is unverified; no phone or browser
		// can show one.
		return recordInvalid("uploaded_data", "BlankValue", "File: cannot be empty")
	}
	return nil
}

// store keeps a content and notes in f what it is.
func (z *Zendesk) store(f *attachment, body io.Reader) error {
	got, err := z.files.receive(body, maxUpload)
	if err != nil {
		return err
	}
	f.Content, f.Size, f.SHA256 = got.name, got.size, got.sha256
	if stored, err := z.files.open(f.Content); err == nil {
		f.Width, f.Height = imageSize(f.Kind, stored)
		_ = stored.Close() // it was only read
	}
	return nil
}

// release forgets a file that was received and did not come into the account.
func (z *Zendesk) release(files ...*attachment) {
	for _, f := range files {
		if f != nil && f.ID == 0 && f.Content != "" {
			z.files.drop(f.Content)
		}
	}
}

// drain reads what is left of a refused request, within bounds.
func drain(r *http.Request) {
	// A body that breaks off has nobody left to read the answer.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxDrain))
}

// createUpload is POST /uploads. With ?token= the file joins the earlier ones;
// a token that is not alive is not found (unverified).
func (z *Zendesk) createUpload(c *call) (reply, error) {
	z.dropExpiredUploads(c.now)
	u := &upload{Token: z.newToken(), ExpiresAt: z.stamp().Add(uploadLife)}
	if given := c.r.URL.Query().Get("token"); given != "" {
		if u = z.liveUpload(given, c.now); u == nil {
			return reply{}, recordNotFound()
		}
	}
	c.file.Upload = u.Token
	added := z.addAttachment(c.file)
	u.Files = append(u.Files, added.ID)
	z.state.uploads.put(u.Token, u)
	all := []map[string]any{}
	for _, id := range u.Files {
		all = append(all, z.attachmentView(z.state.attachments.get(id)))
	}
	return reply{http.StatusCreated, map[string]any{"upload": map[string]any{
		"token": u.Token, "expires_at": u.ExpiresAt, "attachment": z.attachmentView(added), "attachments": all,
	}}}, nil
}

// deleteUpload is DELETE /uploads/{token}: its files go with it.
func (z *Zendesk) deleteUpload(c *call) (reply, error) {
	u := z.liveUpload(c.r.PathValue("token"), c.now)
	if u == nil {
		return reply{}, recordNotFound()
	}
	z.dropUpload(u)
	return reply{http.StatusNoContent, nil}, nil
}

// liveUpload is the upload of a token that is known, unused and not expired.
func (z *Zendesk) liveUpload(token string, now time.Time) *upload {
	u := z.state.uploads.get(token)
	if u == nil || !now.Before(u.ExpiresAt) {
		return nil
	}
	return u
}

func (z *Zendesk) dropUpload(u *upload) {
	for _, id := range u.Files {
		f := z.state.attachments.get(id)
		z.doom(f)
		z.state.unindexAttachment(f)
		z.state.attachments.drop(id)
	}
	z.state.uploads.drop(u.Token)
}

// doom lets a file's content go once the state no longer names it.
func (z *Zendesk) doom(f *attachment) {
	if f.Content != "" {
		z.doomed = append(z.doomed, f.Content)
	}
}

func (z *Zendesk) dropExpiredUploads(now time.Time) {
	for _, u := range z.state.uploads.rows {
		if !now.Before(u.ExpiresAt) {
			z.dropUpload(u)
		}
	}
}

// checkUploads refuses a comment with a token that is unknown, used or expired,
// or that stands in it twice. Zendesk's answer is not documented; this one says
// what to mend and leaves the ticket as it was, where an attachment that is
// silently missing would be found by the customer.
func (z *Zendesk) checkUploads(tokens []string) error {
	for i, token := range tokens {
		if z.liveUpload(token, z.now()) == nil || slices.Contains(tokens[:i], token) {
			return recordInvalid("uploads", "InvalidValue", "Uploads: token is invalid, expired or already used")
		}
	}
	return nil
}

// attach gives a comment the files of its uploads, which are used up, and those
// that an agent added on the screen. Each is an event of its own, before the
// comment's: a receiver must bear that order.
func (a *action) attach(c *comment, said commentInput) {
	s := a.z.state
	var files []*attachment
	for _, token := range said.Uploads {
		for _, id := range s.uploads.get(token).Files {
			files = append(files, s.attachments.get(id))
		}
		s.uploads.drop(token)
	}
	for _, f := range said.files {
		files = append(files, a.z.addAttachment(f))
	}
	for _, f := range files {
		f.Upload, f.Ticket, f.Comment = "", c.Ticket, c.ID
		s.attachments.put(f.ID, f)
		c.Attachments = append(c.Attachments, f.ID)
		if f.Inline {
			c.show(f.Name, a.z.contentURL(f))
		}
		a.emit("attachment_linked_to_comment", a.z.attachmentEvent(f))
	}
}

// show puts an inline image at the end of a comment. In the text it is written
// in Markdown (unverified in detail).
func (c *comment) show(name, address string) {
	c.Rich = strings.TrimSuffix(c.html(), richClose) + imageHTML(name, address) + richClose
	c.Body = strings.TrimSpace(c.Body + "\n\n" + imageText(name, address))
}
