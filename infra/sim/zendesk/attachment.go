package zendesk

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"time"
)

// What the scan for malware found. Zendesk's takes seconds; here it is done at
// once unless an agent's file says otherwise, and finds only what such a file
// says of itself.
const (
	scanClean   = "malware_not_found"
	scanMalware = "malware_found"
	scanWaiting = "not_scanned"
)

// attachment is a file: of an upload until a comment uses that, then of the
// comment. Its content lies in the store, is generated, or is the placeholder
// that redaction leaves.
type attachment struct {
	ID        int64     `json:"id"`
	Token     string    `json:"token"` // in its content_url
	Name      string    `json:"file_name"`
	Kind      string    `json:"content_type"`
	Size      int64     `json:"size"`
	SHA256    string    `json:"sha256"`
	Content   string    `json:"content,omitempty"` // name in the store
	Seed      string    `json:"seed,omitempty"`    // of a generated content
	Width     int       `json:"width,omitempty"`
	Height    int       `json:"height,omitempty"`
	Scan      string    `json:"malware_scan_result"`
	ScannedAt time.Time `json:"scanned_at,omitzero"` // zero: at once
	Override  bool      `json:"malware_access_override,omitempty"`
	Inline    bool      `json:"inline,omitempty"`
	Redacted  bool      `json:"redacted,omitempty"`
	Upload    string    `json:"upload,omitempty"` // token, until a comment used it
	Ticket    int64     `json:"ticket_id,omitempty"`
	Comment   int64     `json:"comment_id,omitempty"`
	CreatedAt time.Time `json:"created_at"`

	scanTakes time.Duration // from its comment on
}

// scan is what the scan has found by now.
func (f *attachment) scan(now time.Time) string {
	if now.Before(f.ScannedAt) {
		return scanWaiting
	}
	return f.Scan
}

// addAttachment gives a file its id and its place in the state.
func (z *Zendesk) addAttachment(f *attachment) *attachment {
	f.ID, f.Token, f.CreatedAt = z.state.newID(), z.newToken(), z.stamp()
	if f.scanTakes > 0 {
		f.ScannedAt = z.now().Add(f.scanTakes)
	}
	z.state.attachments.put(f.ID, f)
	z.state.indexAttachment(f)
	return f
}

// attachmentView is a file as answers show it. Thumbnails are not made. Width
// and height are numbers, as the page on attachments has them today; older
// copies of it say text.
func (z *Zendesk) attachmentView(f *attachment) map[string]any {
	address := z.contentURL(f)
	return map[string]any{
		"id": f.ID, "url": z.link(fmt.Sprintf("/attachments/%d.json", f.ID)), "file_name": f.Name,
		"content_url": address, "mapped_content_url": address, "content_type": f.Kind, "size": f.Size,
		"width": orNullID(int64(f.Width)), "height": orNullID(int64(f.Height)), "inline": f.Inline, "deleted": false,
		"malware_access_override": f.Override, "malware_scan_result": f.scan(z.now()), "thumbnails": []any{},
	}
}

// contentURL is where a file is fetched. Whoever has the token may, unless the
// account's attachments are private.
func (z *Zendesk) contentURL(f *attachment) string {
	return z.options.BaseURL + "/attachments/token/" + f.Token + "/?name=" + url.QueryEscape(f.Name)
}

// attachmentEvent is a file as events show it: ids as text, and a name of its
// own for the name. A sample of a public comment's says is_public false too.
func (z *Zendesk) attachmentEvent(f *attachment) map[string]any {
	return map[string]any{"comment": map[string]any{"id": idText(f.Comment), "attachment": map[string]any{
		"id": idText(f.ID), "filename": f.Name, "content_type": f.Kind, "content_url": z.contentURL(f), "is_public": false,
	}}}
}

// attachmentViews are the files of a comment. Inline images stand in its HTML
// and are listed only on request.
func (z *Zendesk) attachmentViews(c *comment, inline bool) []map[string]any {
	views := []map[string]any{}
	for _, id := range c.Attachments {
		if f := z.state.attachments.get(id); inline || !f.Inline {
			views = append(views, z.attachmentView(f))
		}
	}
	return views
}

// openContent reads a file's content; the caller closes it.
func (z *Zendesk) openContent(f attachment) (io.ReadSeekCloser, error) {
	switch {
	case f.Redacted:
		return unclosed{bytes.NewReader(nil)}, nil
	case f.Seed != "":
		return unclosed{newGenerated(f.Seed, f.Kind, f.Name, f.Size).reader()}, nil
	}
	return z.files.open(f.Content)
}

// unclosed is a content that needs no closing.
type unclosed struct{ io.ReadSeeker }

// Close implements io.Closer.
func (unclosed) Close() error { return nil }

// knownAttachment is the file of the path, as long as it is there: one that no
// comment used goes with its upload.
func (z *Zendesk) knownAttachment(c *call) (*attachment, error) {
	number, err := c.pathID("attachment")
	if err != nil {
		return nil, err
	}
	f := z.state.attachments.get(number)
	if f == nil || !z.there(f, c.now) {
		return nil, recordNotFound()
	}
	return f, nil
}

// there says whether a file can still be had.
func (z *Zendesk) there(f *attachment, now time.Time) bool {
	return f.Comment != 0 || z.liveUpload(f.Upload, now) != nil
}

// showAttachment is GET /attachments/{attachment}.
func (z *Zendesk) showAttachment(c *call) (reply, error) {
	f, err := z.knownAttachment(c)
	if err != nil {
		return reply{}, err
	}
	return ok("attachment", z.attachmentView(f))
}

// updateAttachment is PUT /attachments/{attachment}, by which an administrator
// gives out a file with malware after all, or takes it back.
func (z *Zendesk) updateAttachment(c *call) (reply, error) {
	f, err := z.knownAttachment(c)
	if err != nil {
		return reply{}, err
	}
	var in struct {
		Override *flag `json:"malware_access_override"`
	}
	if err := c.decode("attachment", &in); err != nil {
		return reply{}, err
	}
	if in.Override != nil {
		f.Override = bool(*in.Override)
		z.state.attachments.put(f.ID, f)
	}
	return ok("attachment", z.attachmentView(f))
}
