package zendesk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrFile is the error of a file that no agent could attach.
var ErrFile = errors.New("file cannot be attached")

// AgentReply is a comment as an agent writes it on the screen.
type AgentReply struct {
	// Body is what was typed: HTML becomes a rich comment, anything else stays to
	// the letter. HTMLBody is rich whatever it holds; give one of the two.
	Body     string
	HTMLBody string
	Public   bool
	Files    []AgentFile
}

// AgentFile is a file that an agent attaches: exact bytes, or so many generated
// ones, or, with neither, a small file that is really of its kind.
type AgentFile struct {
	// Name has an extension, which tells the content type where none is given.
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	// Size in bytes, between 1 and 52,428,800 (50 MB), of a content that begins
	// as its kind does and goes on with noise. The same name, type and size are
	// always the same bytes.
	Size *int64 `json:"size"`
	// Content is the file itself; in JSON it is base64.
	Content []byte `json:"content_base64"`
	// Malware makes the scan find some: the file can then not be fetched.
	Malware bool `json:"malware"`
	// ScanSeconds is how long the scan takes, at most an hour: until then the file
	// is not_scanned and can be fetched, whatever it holds.
	ScanSeconds int `json:"scan_seconds"`
	// Inline puts an image into the comment's HTML instead of its list of files.
	Inline bool `json:"inline"`
}

// AgentReply adds a comment as Bea Agent and gives back its id. Without files it
// needs a text. Errors: ErrUnknownTicket, ErrFile, a closed ticket, an empty
// comment, two bodies. After an error nothing has changed.
func (z *Zendesk) AgentReply(_ context.Context, ticketID int64, reply AgentReply) (int64, error) {
	said := &commentInput{}
	switch {
	case reply.HTMLBody != "":
		said.HTMLBody = &reply.HTMLBody
		if reply.Body != "" {
			said.Body = &reply.Body
		}
	case looksRich(reply.Body):
		said.HTMLBody = &reply.Body
	default:
		said.Body = &reply.Body
	}
	visible := flag(reply.Public)
	said.Public = &visible
	defer func() { z.release(said.files...) }()
	for _, given := range reply.Files {
		f, err := z.agentFile(given)
		if err != nil {
			return 0, fmt.Errorf("agent comment on ticket %d: file %q: %w", ticketID, given.Name, err)
		}
		said.files = append(said.files, f)
	}
	a, err := z.asAgent(ticketID, &ticketInput{Comment: said})
	if err != nil {
		return 0, fmt.Errorf("agent comment on ticket %d: %w", ticketID, err)
	}
	return a.Events[0].ID, nil
}

// maxScanSeconds is the longest scan that a file may ask for: an hour.
const maxScanSeconds = 3600

// agentFile makes a file ready for its comment. It takes no lock: a large one
// takes a moment.
func (z *Zendesk) agentFile(given AgentFile) (*attachment, error) {
	f := &attachment{
		Name: cleanFileName(given.Name), Kind: given.ContentType, Scan: scanClean, Inline: given.Inline,
		scanTakes: time.Duration(given.ScanSeconds) * time.Second,
	}
	switch {
	case f.Name == "":
		return nil, fmt.Errorf("%w: name: give one with an extension", ErrFile)
	case given.ScanSeconds < 0 || given.ScanSeconds > maxScanSeconds:
		return nil, fmt.Errorf("%w: scan_seconds must lie between 0 and %d, got %d", ErrFile, maxScanSeconds, given.ScanSeconds)
	}
	if f.Kind == "" {
		f.Kind = kindOfName(f.Name)
	}
	if given.Malware {
		f.Scan = scanMalware
	}
	if given.Size != nil {
		if given.Content != nil {
			return nil, fmt.Errorf("%w: size, content_base64: give one of them", ErrFile)
		}
		return f, f.generate(*given.Size)
	}
	content := given.Content
	if content == nil {
		content = sample(f.Kind, f.Name)
	}
	if len(content) == 0 {
		return nil, fmt.Errorf("%w: content_base64 is empty", ErrFile)
	}
	if err := z.store(f, bytes.NewReader(content)); err != nil {
		return nil, err
	}
	return f, nil
}

// generate gives f a content that is made when it is read.
func (f *attachment) generate(size int64) error {
	if size < 1 || size > maxUpload {
		return fmt.Errorf("%w: size must lie between 1 and %d bytes, got %d", ErrFile, maxUpload, size)
	}
	f.Size, f.Seed = size, generatedSeed(f.Name, f.Kind, size)
	content := newGenerated(f.Seed, f.Kind, f.Name, size)
	f.Width, f.Height = imageSize(f.Kind, content.reader())
	var err error
	f.SHA256, err = content.digest()
	return err
}

// AttachmentView is a file of a comment as the playground shows it.
type AttachmentView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`   // in bytes
	SHA256      string `json:"sha256"` // in hexadecimal digits
	URL         string `json:"url"`    // content_url: leads to the content by a redirect
	Inline      bool   `json:"inline,omitempty"`
	Malware     bool   `json:"malware,omitempty"`
	Scanning    bool   `json:"scanning,omitempty"` // what it holds is not known yet
	Redacted    bool   `json:"redacted,omitempty"`
}

// files are the attachments of a comment for the playground, or nil.
func (z *Zendesk) filesView(c *comment) []AttachmentView {
	var views []AttachmentView
	for _, id := range c.Attachments {
		f := z.state.attachments.get(id)
		views = append(views, AttachmentView{ID: fmt.Sprint(f.ID), Name: f.Name, ContentType: f.Kind, Size: f.Size,
			SHA256: f.SHA256, URL: z.contentURL(f), Inline: f.Inline, Redacted: f.Redacted,
			Malware: f.scan(z.now()) == scanMalware, Scanning: f.scan(z.now()) == scanWaiting})
	}
	return views
}
