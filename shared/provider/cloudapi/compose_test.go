package cloudapi

import (
	"strings"
	"testing"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

// frame is what stands around the member of a content.
func frame(content string) string {
	return `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+34600000001",` + content + `,"biz_opaque_callback_data":"v1.1"}`
}

func TestSendContents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		content provider.Content
		want    string
	}{
		{"a text", provider.Text{Body: "hola <b>"}, `"type":"text","text":{"body":"hola \u003cb\u003e"}`},
		{"a text with a link", provider.Text{Body: "See HTTPS://example.com"}, `"type":"text","text":{"preview_url":true,"body":"See HTTPS://example.com"}`},
		{"a text with a plain link", provider.Text{Body: "http://example.com"}, `"type":"text","text":{"preview_url":true,"body":"http://example.com"}`},
		{"a text with a bare name has no preview", provider.Text{Body: "example.com"}, `"type":"text","text":{"body":"example.com"}`},
		{"an image", provider.File{Kind: provider.KindImage, ID: "5001", Name: "a.jpg", Caption: "c"}, `"type":"image","image":{"id":"5001","caption":"c"}`},
		{"a video", provider.File{Kind: provider.KindVideo, ID: "5001", Caption: "c"}, `"type":"video","video":{"id":"5001","caption":"c"}`},
		{"a sound has no name", provider.File{Kind: provider.KindAudio, ID: "5002", Name: "a.ogg"}, `"type":"audio","audio":{"id":"5002"}`},
		{"a document", provider.File{Kind: provider.KindDocument, ID: "5004", Name: "factura.pdf", Caption: "c"}, `"type":"document","document":{"id":"5004","filename":"factura.pdf","caption":"c"}`},
		{"a document without a name", provider.File{Kind: provider.KindDocument, ID: "5004"}, `"type":"document","document":{"id":"5004"}`},
		{"a sticker", provider.File{Kind: provider.KindSticker, ID: "5005"}, `"type":"sticker","sticker":{"id":"5005"}`},
		{"a reaction", provider.Reaction{To: "wamid.IN1", Emoji: "👍"}, `"type":"reaction","reaction":{"message_id":"wamid.IN1","emoji":"👍"}`},
		{"a reaction that goes away", provider.Reaction{To: "wamid.IN1"}, `"type":"reaction","reaction":{"message_id":"wamid.IN1","emoji":""}`},
		{"buttons", provider.Buttons{Body: "Solved?", Titles: []string{"Yes", "No"}},
			`"type":"interactive","interactive":{"type":"button","body":{"text":"Solved?"},"action":{"buttons":[{"type":"reply","reply":{"id":"b1","title":"Yes"}},{"type":"reply","reply":{"id":"b2","title":"No"}}]}}`},
		{"a list", provider.List{Body: "Topic?", Button: "Open", Rows: []provider.Row{{Title: "Billing", Description: "d"}, {Title: "Other"}}},
			`"type":"interactive","interactive":{"type":"list","body":{"text":"Topic?"},"action":{"button":"Open","sections":[{"rows":[{"id":"r1","title":"Billing","description":"d"},{"id":"r2","title":"Other"}]}]}}`},
		{"a request for a place", provider.Request{Wish: provider.WishLocation, Body: "Where?"},
			`"type":"interactive","interactive":{"type":"location_request_message","body":{"text":"Where?"},"action":{"name":"send_location"}}`},
		{"a request for a number", provider.Request{Wish: provider.WishContact, Body: "Number?"},
			`"type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"Number?"},"action":{"name":"request_contact_info"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, want := posted(t, provider.Message{Content: tt.content}), frame(tt.want); got != want {
				t.Errorf("body %s\nwant %s", got, want)
			}
		})
	}
}

// posted sends a message to a customer and gives the body of the request.
func posted(t *testing.T, message provider.Message) string {
	t.Helper()
	server := newGraph(t, 200, nil, accepted)
	message.Number, message.Marker = numberOne, "v1.1"
	if message.Recipient == (provider.Recipient{}) {
		message.Recipient.Phone = "34600000001"
	}
	if _, err := client(server.URL).Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	return server.body
}

func TestSendQuotes(t *testing.T) {
	t.Parallel()
	const context = `"context":{"message_id":"wamid.IN1"},`
	tests := []struct {
		name    string
		content provider.Content
		want    string
	}{
		{"in a text", provider.Text{Body: "yes"}, context + `"type":"text","text":{"body":"yes"}`},
		{"in a file", provider.File{Kind: provider.KindSticker, ID: "5"}, context + `"type":"sticker","sticker":{"id":"5"}`},
		{"not in a reaction", provider.Reaction{To: "wamid.IN2", Emoji: "👍"}, `"type":"reaction","reaction":{"message_id":"wamid.IN2","emoji":"👍"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, want := posted(t, provider.Message{Content: tt.content, Quote: "wamid.IN1"}), frame(tt.want); got != want {
				t.Errorf("body %s\nwant %s", got, want)
			}
		})
	}
}

func TestSendToAGroup(t *testing.T) {
	t.Parallel()
	for name, to := range map[string]provider.Recipient{
		"alone":           {Group: "R3JvdXBGYWtl"},
		"before a person": {Group: "R3JvdXBGYWtl", Phone: "34600000001", BSUID: "ES.9f3K2Qp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := `{"messaging_product":"whatsapp","recipient_type":"group","to":"R3JvdXBGYWtl","type":"text","text":{"body":"hola"},"biz_opaque_callback_data":"v1.1"}`
			if got := posted(t, provider.Message{Recipient: to, Content: provider.Text{Body: "hola"}}); got != want {
				t.Errorf("body %s\nwant %s", got, want)
			}
		})
	}
}

func TestSendToAParent(t *testing.T) {
	t.Parallel()
	got := posted(t, provider.Message{Recipient: provider.Recipient{BSUID: "ES.ENT.77Ab12"}, Content: provider.Text{Body: "hola"}})
	if !strings.Contains(got, `"recipient":"ES.ENT.77Ab12"`) || strings.Contains(got, `"to"`) {
		t.Errorf("body %s", got)
	}
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	for typing, want := range map[bool]string{
		false: `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN1"}`,
		true:  `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN1","typing_indicator":{"type":"text"}}`,
	} {
		server := newGraph(t, 200, nil, `{"success":true}`)
		if err := client(server.URL).MarkRead(t.Context(), numberOne, "wamid.IN1", typing); err != nil {
			t.Fatal(err)
		}
		if server.body != want || server.method != "POST" || server.uri != "/v26.0/100000000000001/messages" {
			t.Errorf("called %s %s with %s, want %s", server.method, server.uri, server.body, want)
		}
	}
}

func TestMarkReadFailures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, address string
		class         failure.Class
		code          string
	}{
		{"an unknown message is refused", newGraph(t, 400, nil, `{"error":{"code":131009,"message":"leak"}}`).URL, failure.Permanent, "131009"},
		{"an outage waits: twice read is read", newGraph(t, 503, nil, `{"error":{"code":2}}`).URL, failure.Later, "2"},
		{"a lost answer waits", hangUpServer(t), failure.Later, "lost_answer"},
		{"an unreached server waits", closedServer(t), failure.Later, "unreached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := client(tt.address).MarkRead(t.Context(), numberOne, "wamid.leak", true)
			if got := failure.Of(err); err == nil || got.Class != tt.class || got.Code != tt.code {
				t.Fatalf("got %v, want %s %s", err, tt.class, tt.code)
			}
			checkSafe(t, err)
		})
	}
}
