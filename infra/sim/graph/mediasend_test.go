package graph

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentFileIsOnThePhone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	media := w.upload("application/pdf", "the invoice")
	id := w.post(`"to":"`+ana+`"`, `"type":"document","document":{"id":"`+media+`","filename":"factura.pdf","caption":"here"}`)
	shown := w.bubble(ana, id)
	want := File{ID: media, Kind: "document", Name: "factura.pdf", MIME: "application/pdf", Size: 11, SHA256: shown.File.SHA256, Caption: "here"}
	if *shown.File != want || shown.Text != "here" || string(w.bytesOf(shown.File.ID)) != "the invoice" {
		t.Errorf("the phone shows %+v with %+v", shown, *shown.File)
	}
	w.advance(uploadedLife)
	w.stop()
	w.start()
	if got := string(w.bytesOf(media)); got != "the invoice" {
		t.Errorf("a month later the phone holds %q", got)
	}
	linked := w.post(`"to":"`+ana+`"`, `"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}`)
	if w.bubble(ana, linked).File != nil {
		t.Error("a template is a file")
	}
}

func TestFileIsCheckedAgainstItsTypeAfterItIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	pdf, jpeg := w.upload("application/pdf", "x"), w.upload("image/jpeg", "x")
	mp3, ogg, webp := w.upload("audio/mpeg", "x"), w.upload("audio/ogg", "x"), w.upload("image/webp", "x")
	w.customer(ana, `{"type":"image","image":{"id":"5001","mime_type":"image/jpeg","size":6000000}}`)
	tests := []struct {
		name, message string
		fails         bool
	}{
		{"picture as an image", `"type":"image","image":{"id":"` + jpeg + `"}`, false},
		{"picture as a document", `"type":"document","document":{"id":"` + jpeg + `"}`, false},
		{"picture as a video", `"type":"video","video":{"id":"` + jpeg + `"}`, true},
		{"document as an image", `"type":"image","image":{"id":"` + pdf + `"}`, true},
		{"sticker", `"type":"sticker","sticker":{"id":"` + webp + `"}`, false},
		{"sticker as an image", `"type":"image","image":{"id":"` + webp + `"}`, true},
		{"audio", `"type":"audio","audio":{"id":"` + mp3 + `"}`, false},
		{"voice note", `"type":"audio","audio":{"id":"` + ogg + `","voice":true}`, false},
		{"voice note of another format", `"type":"audio","audio":{"id":"` + mp3 + `","voice":true}`, true},
		{"a customer's own large picture", `"type":"image","image":{"id":"5001"}`, true},
		{"buttons under a document as an image", `"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"` + pdf +
			`"}},"body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}}]}}`, true},
		{"what lies behind a link", `"type":"image","image":{"link":"https://example.com/a.tiff"}`, false},
	}
	for _, tt := range tests {
		id := w.post(`"to":"`+ana+`"`, tt.message)
		w.until(func() bool { return len(w.statuses(id)) > 0 })
		lost := slices.ContainsFunc(w.graph.Undelivered(ana), func(u Undelivered) bool { return u.ID == id && u.Code == codeMediaUpload })
		if got := w.statuses(id)[0] == "failed"; got != tt.fails || lost != tt.fails {
			t.Errorf("%s: statuses %v, lost %v, want failed %v", tt.name, w.statuses(id), lost, tt.fails)
		}
	}
	if !strings.Contains(w.bodies(), `"details":"Unsupported image mime type application/pdf. Please use one of image/jpeg, image/png."`) {
		t.Error("no status says what is wrong with the file")
	}
}

func TestDeadFileCannotBeSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	media := w.upload("image/png", "x")
	w.advance(uploadedLife)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+ana+`","type":"image","image":{"id":"`+media+`"}}`)
	if answer.Code != 400 || errorCode(t, answer) != 100 {
		t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
}

func TestVoiceNoteIsPlayedAndStatusesOfFilesCanBeShuffled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	media := w.upload("audio/ogg; codecs=opus", "x")
	note := w.post(`"to":"`+ana+`"`, `"type":"audio","audio":{"id":"`+media+`","voice":true}`)
	w.until(func() bool { return len(w.statuses(note)) == 4 })
	if diff := cmp.Diff([]string{"sent", "delivered", "read", "played"}, w.statuses(note)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if shown := w.bubble(ana, note); shown.Status != "played" || !shown.File.Voice {
		t.Errorf("the phone shows %+v", shown)
	}
	w.until(func() bool { return w.poster.Pending() == 0 })
	turn := w.reverse(3)
	song := w.post(`"to":"`+ana+`"`, `"type":"audio","audio":{"id":"`+media+`"}`)
	turn(func(sent int) bool { return len(w.statuses(song)) == sent })
	if diff := cmp.Diff([]string{"read", "delivered", "sent"}, w.statuses(song)); diff != "" {
		t.Errorf("shuffled statuses (-want +got):\n%s", diff)
	}
}
