package sim_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	simulated "ventana/infra/sim/zendesk"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/zendesk"
)

// upload brings a file into the account. What uploads need of a token's scope,
// no resource's scope gives.
func (d *desk) upload(t *testing.T, name, content string) string {
	t.Helper()
	token, err := d.client(zendesk.ScopeSetup).Upload(t.Context(), helpdesk.File{
		Name: name, MIME: "text/plain", Size: int64(len(content)), Body: strings.NewReader(content),
	})
	if err != nil || token == "" {
		t.Fatalf("Upload = %q, %v", token, err)
	}
	return token
}

// opened is what the client reads of an attachment.
func (d *desk) opened(t *testing.T, file helpdesk.Attachment) (content string, size int64, err error) {
	t.Helper()
	body, size, err := d.OpenAttachment(t.Context(), file)
	if err != nil {
		return "", 0, err
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	return string(data), size, err
}

func TestZendeskClient_attachesAFileOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	user, _, opened := d.customer(t)
	say := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "[document] nota.txt", Public: true, Markers: []string{"m2"},
		Uploads: []string{d.upload(t, "nota ñ.txt", "hola")}}
	if _, err := d.AddComment(t.Context(), say); err != nil {
		t.Fatalf("AddComment: %v", err)
	}
	read, err := d.CommentsAfter(t.Context(), opened.Ticket, opened.Comment)
	if err != nil || len(read) != 1 || len(read[0].Files) != 1 {
		t.Fatalf("CommentsAfter = %+v, %v", read, err)
	}
	file := read[0].Files[0]
	content, size, err := d.opened(t, file)
	if file.Name != "nota ñ.txt" || file.MIME != "text/plain" || file.Size != 4 || content != "hola" || size != 4 || err != nil {
		t.Errorf("file %+v holds %q of %d bytes, %v", file, content, size, err)
	}
	say.Markers = []string{"m3"}
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrUploadGone) {
		t.Errorf("a token used twice: %v", err)
	}
	say.Uploads = []string{d.upload(t, "late.txt", "x")}
	d.advance(t, time.Hour)
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrUploadGone) {
		t.Errorf("a token after an hour: %v", err)
	}
	if comments := d.account.Tickets()[0].Comments; len(comments) != 2 || comments[1].Attachments[0].Size != 4 {
		t.Errorf("the ticket has %+v", comments)
	}
	discarded := d.upload(t, "no.txt", "x")
	if err := d.client(zendesk.ScopeSetup).Discard(t.Context(), discarded); err != nil {
		t.Errorf("Discard: %v", err)
	}
	say.Uploads = []string{discarded}
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrUploadGone) {
		t.Errorf("a discarded token: %v", err)
	}
}

func TestZendeskClient_readsWhatAgentsAttach(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	_, _, opened := d.customer(t)
	size := int64(3 << 20)
	_, err := d.account.AgentReply(t.Context(), number(t, opened.Ticket), simulated.AgentReply{
		HTMLBody: "<blockquote>Hi there</blockquote>see", Public: true,
		Files: []simulated.AgentFile{{Name: "big.pdf", Size: &size}, {Name: "evil.pdf", Malware: true}, {Name: "box.png", Inline: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	truth := d.account.Tickets()[0].Comments[1].Attachments
	for _, private := range []string{`{"private_attachments":false}`, `{"private_attachments":true}`} {
		if err := d.account.SetLimits([]byte(private)); err != nil {
			t.Fatal(err)
		}
		read, err := d.CommentsAfter(t.Context(), opened.Ticket, opened.Comment)
		if err != nil || len(read) != 1 || len(read[0].Files) != 3 || !strings.Contains(read[0].HTML, "<blockquote>Hi there</blockquote>") {
			t.Fatalf("CommentsAfter = %+v, %v", read, err)
		}
		for i, file := range read[0].Files {
			if file.Malware {
				if _, _, err := d.opened(t, file); !failure.Is(err, failure.Permanent) {
					t.Errorf("malware was opened: %v", err)
				}
				continue
			}
			content, length, err := d.opened(t, file)
			sum := sha256.Sum256([]byte(content))
			if err != nil || length != file.Size || hex.EncodeToString(sum[:]) != truth[i].SHA256 {
				t.Errorf("%s with %s: %d of %d bytes, %v", file.Name, private, len(content), file.Size, err)
			}
		}
	}
}
