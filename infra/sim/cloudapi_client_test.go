package sim_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/graph"
	"ventana/shared/clock"
	"ventana/shared/failure"
	"ventana/shared/provider"
	"ventana/shared/provider/cloudapi"
)

const (
	line    = "100000000000001"
	someone = "34600000001"
)

// chat is the real client before the simulated account.
type chat struct {
	*cloudapi.Client
	graph *graph.Graph
	clock *clock.Clock
}

func newChat(t *testing.T) *chat {
	t.Helper()
	c := &chat{clock: clock.New(filepath.Join(t.TempDir(), "clock"))}
	var err error
	c.graph, err = graph.New(graph.Options{
		Clock: c.clock, Dir: t.TempDir(), AccessToken: "token", AppSecret: "secret", PhoneNumberID: line, WABAID: "2001", DisplayNumber: "+34 911 000 001",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.graph.Close(); err != nil {
			t.Errorf("close simulator: %v", err)
		}
	})
	server := httptest.NewServer(http.StripPrefix("/graph", c.graph))
	t.Cleanup(server.Close)
	c.Client = cloudapi.New(cloudapi.Options{BaseURL: server.URL + "/graph", Version: "v26.0", Token: "token", UserAgent: "ventana (media; test)"})
	return c
}

func (c *chat) customer(t *testing.T, message string) string {
	t.Helper()
	id, err := c.graph.CustomerSend(t.Context(), someone, json.RawMessage(message))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (c *chat) bubble(t *testing.T, id string) graph.PhoneMessage {
	t.Helper()
	for _, m := range c.graph.CustomerMessages(someone) {
		if m.ID == id {
			return m
		}
	}
	t.Fatalf("the phone does not show %s", id)
	return graph.PhoneMessage{}
}

func TestCloudAPIClient_sendsEveryContent(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	in := c.customer(t, `{"type":"text","text":{"body":"hola"}}`)
	if err := c.MarkRead(t.Context(), line, in, true); err != nil {
		t.Fatal(err)
	}
	if got := c.bubble(t, in); !got.ReadByBusiness || !got.Typing {
		t.Errorf("read and typing: the phone shows %+v", got)
	}
	pdf, err := c.UploadFile(t.Context(), provider.Upload{Number: line, Name: "a.pdf", MIME: "application/pdf", Size: 3, Body: strings.NewReader("pdf")})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		content provider.Content
		kind    string
		text    string
	}{
		{"text", provider.Text{Body: "see https://example.com"}, "text", "see https://example.com"},
		{"document", provider.File{Kind: provider.KindDocument, ID: pdf, Name: "a.pdf", Caption: "here"}, "document", "here"},
		{"reaction", provider.Reaction{To: in, Emoji: "👍"}, "reaction", "👍"},
		{"buttons", provider.Buttons{Body: "Solved?", Titles: []string{"Yes", "No"}}, "interactive", "Solved?"},
		{"list", provider.List{Body: "Topic?", Button: "Open", Rows: []provider.Row{{Title: "A", Description: "a"}, {Title: "B"}}}, "interactive", "Topic?"},
		{"request of the number", provider.Request{Wish: provider.WishContact, Body: "Number?"}, "interactive", "Number?"},
		{"request of the place", provider.Request{Wish: provider.WishLocation, Body: "Where?"}, "interactive", "Where?"},
	}
	for _, tt := range tests {
		sent, err := c.Send(t.Context(), provider.Message{
			Number: line, Recipient: provider.Recipient{Phone: someone}, Content: tt.content, Quote: in, Marker: "m1",
		})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := c.bubble(t, sent.MessageID); got.Type != tt.kind || got.Text != tt.text || got.Quotes != in {
			t.Errorf("%s: the phone shows %+v", tt.name, got)
		}
	}
	c.customer(t, `{"group_id":"R3JvdXA=","type":"text","text":{"body":"hi all"}}`)
	sent, err := c.Send(t.Context(), provider.Message{Number: line, Recipient: provider.Recipient{Group: "R3JvdXA="}, Content: provider.Text{Body: "welcome"}})
	if err != nil || c.bubble(t, sent.MessageID).Group != "R3JvdXA=" || sent.Phone != "" {
		t.Errorf("to a group: %+v, %v", sent, err)
	}
}

func TestCloudAPIClient_carriesFilesBothWays(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	in := c.customer(t, `{"type":"video","video":{"size":3000000}}`)
	file := c.bubble(t, in).File
	info, err := c.ResolveFile(t.Context(), line, file.ID)
	if err != nil || info.SHA256 != file.SHA256 || info.Size != file.Size || info.MIME != "video/mp4" {
		t.Fatalf("ResolveFile() = %+v, %v, want %+v", info, err, *file)
	}
	body, size, err := c.OpenFile(t.Context(), info)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	count, err := io.Copy(hash, body)
	if err != nil || count != size || hex.EncodeToString(hash.Sum(nil)) != file.SHA256 {
		t.Errorf("%d of %d bytes with another digest, %v", count, size, err)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	if err := c.clock.Advance(6 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.OpenFile(t.Context(), info); !failure.Is(err, failure.Later) {
		t.Errorf("an old URL: %v", err)
	}
	if err := c.clock.Advance(7 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ResolveFile(t.Context(), line, file.ID); !failure.Is(err, failure.Permanent) {
		t.Errorf("a dead file: %v", err)
	}
	_, err = c.UploadFile(t.Context(), provider.Upload{Number: line, Name: "a.zip", MIME: "application/zip", Size: 1, Body: strings.NewReader("x")})
	if !failure.Is(err, failure.Permanent) {
		t.Errorf("a type that WhatsApp does not take: %v", err)
	}
	large := int64(6 << 20)
	_, err = c.UploadFile(t.Context(), provider.Upload{Number: line, Name: "a.png", MIME: "image/png", Size: large, Body: io.LimitReader(blank{}, large)})
	if !failure.Is(err, failure.Permanent) {
		t.Errorf("a picture that is too large: %v", err)
	}
}

// blank gives zeros for ever.
type blank struct{}

func (blank) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
