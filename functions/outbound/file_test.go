package main

import (
	"slices"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
)

func attachment(id, name, mime string, size int64) helpdesk.Attachment {
	return helpdesk.Attachment{ID: id, Name: name, MIME: mime, Size: size, URL: "https://acme.zendesk.com/attachments/" + id}
}

func invoice() helpdesk.Attachment { return attachment("700", "factura.pdf", "application/pdf", 1<<20) }
func photo() helpdesk.Attachment   { return attachment("701", "caja.jpg", "image/jpeg", 1<<20) }
func voice() helpdesk.Attachment   { return attachment("702", "nota.ogg", "audio/ogg", 1<<20) }

// replyWith is an agent's reply with files; its comment id comes back.
func (w *world) replyWith(text string, files ...helpdesk.Attachment) string {
	return w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: text, Files: files})
}

// uploaded is what media writes down when a file is at WhatsApp.
func (w *world) uploaded(t *testing.T, attachment, mediaID string) {
	t.Helper()
	w.settled(t, attachment, func(id string) error { return w.store.Finish(t.Context(), dynamostore.EffectUpload, id, mediaID) })
}

// refusedUpload is what media writes down when a file never gets there.
func (w *world) refusedUpload(t *testing.T, attachment, reason string) {
	t.Helper()
	w.settled(t, attachment, func(id string) error { return w.store.GiveUp(t.Context(), dynamostore.EffectUpload, id, reason) })
}

func (w *world) settled(t *testing.T, attachment string, end func(id string) error) {
	t.Helper()
	id := envelope.Digest("upload", "zendesk", attachment, "main")
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectUpload, ID: id}, "media"); err != nil {
		t.Fatal(err)
	}
	if err := end(id); err != nil {
		t.Fatal(err)
	}
}

// delivered is WhatsApp's word that the nth message has arrived.
func (w *world) delivered(t *testing.T, message string) {
	t.Helper()
	_, _, known, err := w.store.Climb(t.Context(), envelope.Status{ID: message, State: string(conversation.StateDelivered), At: w.at})
	if err != nil || !known {
		t.Fatalf("deliver %s: %t, %v", message, known, err)
	}
}

func (w *world) contents() []provider.Content {
	var contents []provider.Content
	for _, message := range w.line.sent {
		contents = append(contents, message.Content)
	}
	return contents
}

func TestFiles_areAskedForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("la factura", invoice())
	w.waits(t, time.Second)
	w.pass(time.Second)
	w.waits(t, time.Second)
	if len(w.queue.envelopes) != 1 {
		t.Fatalf("got %d files asked for, want one", len(w.queue.envelopes))
	}
	want := envelope.Upload{
		Effect: envelope.Digest("upload", "zendesk", "700", "main"), Number: "main", Helpdesk: "zendesk", Ticket: w.ticket, Attachment: "700",
		Name: "factura.pdf", MIME: "application/pdf", Size: 1 << 20, URL: "https://acme.zendesk.com/attachments/700",
	}
	if got := w.queue.envelopes[0]; got.Kind != envelope.KindUpload || got.Connection != "whatsapp" || *got.Upload != want {
		t.Errorf("got %+v, want %+v", *got.Upload, want)
	}
}

// One message is cheaper than two and reads better: a short text goes under the
// first file, when that is there in time and of a kind that takes a caption.
func TestFiles_textGoesUnderTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("la factura", invoice(), photo())
	w.waits(t, time.Second)
	w.uploaded(t, "700", "media.1")
	w.uploaded(t, "701", "media.2")
	w.waits(t, time.Second) // the second waits for the first to be delivered
	w.delivered(t, "wamid.out.1")
	w.done(t)
	want := []provider.Content{
		provider.File{Kind: provider.KindDocument, ID: "media.1", Name: "factura.pdf", Caption: "la factura"},
		provider.File{Kind: provider.KindImage, ID: "media.2", Name: "caja.jpg"},
	}
	if got := w.contents(); !slices.Equal(got, want) {
		t.Errorf("got %+v sent, want %+v", got, want)
	}
	if notes := w.notes(); len(notes) != 0 {
		t.Errorf("got notes %q, want none", notes)
	}
}

func TestFiles_textThatIsNoCaptionGoesFirstAndAtOnce(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]struct {
		text string
		file helpdesk.Attachment
	}{
		"a voice note takes none": {"escuche", voice()},
		"it is too long":          {longText(), invoice()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.replyWith(reply.text, reply.file)
			w.waits(t, time.Second)
			if texts := w.line.texts(); !slices.Equal(texts, []string{reply.text}) {
				t.Fatalf("got %d texts sent, want the text not to wait for its file", len(texts))
			}
			w.uploaded(t, reply.file.ID, "media.1")
			w.done(t)
			if got := w.contents(); len(got) != 2 {
				t.Errorf("got %d messages, want the text once and the file", len(got))
			}
		})
	}
}

func longText() string {
	text := make([]byte, provider.MaxCaptionRunes+1)
	for i := range text {
		text[i] = 'x'
	}
	return string(text)
}

// A file never holds up its reply's words for long; once they have left alone,
// they do not leave again under the file.
func TestFiles_textDoesNotWaitLongForItsFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("la factura", invoice())
	w.waits(t, time.Second)
	w.pass(captionPatience)
	w.waits(t, time.Second)
	if texts := w.line.texts(); !slices.Equal(texts, []string{"la factura"}) {
		t.Fatalf("got %q sent, want the words alone", texts)
	}
	w.uploaded(t, "700", "media.1")
	w.done(t)
	want := provider.File{Kind: provider.KindDocument, ID: "media.1", Name: "factura.pdf"}
	if got := w.contents(); len(got) != 2 || got[1] != want {
		t.Errorf("got %+v, want the file without the words", got)
	}
}

func TestFiles_thatNeverGetThereAreToldAndHoldUpNobody(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		file   helpdesk.Attachment
		settle func(w *world, t *testing.T)
		reason string
	}{
		{"too large", attachment("700", "cine.mp4", "video/mp4", provider.MaxVideoBytes+1), nil, "too_large"},
		{"of a type that WhatsApp does not take", attachment("700", "todo.zip", "application/zip", 5), nil, "type"},
		{"empty", attachment("700", "nada.txt", "text/plain", 0), nil, "empty"},
		{"with malware", helpdesk.Attachment{ID: "700", Name: "x.pdf", MIME: "application/pdf", Size: 5, Malware: true}, nil, "malware"},
		{"refused by WhatsApp", invoice(), func(w *world, t *testing.T) { w.refusedUpload(t, "700", "131053") }, "131053"},
		{"gone from the helpdesk", invoice(), func(w *world, t *testing.T) { w.refusedUpload(t, "700", "attachment_gone") }, "attachment_gone"},
		{"not there in time", invoice(), func(w *world, _ *testing.T) { w.pass(filePatience) }, "late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.replyWith("vea", tt.file)
			w.reply("and this")
			w.look(t)
			if tt.settle != nil {
				tt.settle(w, t)
			}
			w.done(t)
			if texts := w.line.texts(); !slices.Equal(texts, []string{"vea", "and this"}) {
				t.Errorf("got %q sent, want the words and the next reply", texts)
			}
			want := note.UnsentFile("es", tt.file.Name, tt.file.Size, provider.MaxVideoBytes, tt.reason)
			if notes := w.notes(); len(notes) != 1 || notes[0] != want {
				t.Errorf("got notes %q, want %q", notes, want)
			}
			w.uploadedLate(t, tt.file.ID)
			w.reply("third")
			w.done(t)
			if got := w.contents(); len(got) != 3 {
				t.Errorf("got %d messages, want a file that was told as unsent not to be sent after all", len(got))
			}
		})
	}
}

// uploadedLate writes down an upload that comes after everything.
func (w *world) uploadedLate(t *testing.T, attachment string) {
	t.Helper()
	id := envelope.Digest("upload", "zendesk", attachment, "main")
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectUpload, ID: id}, "media"); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Finish(t.Context(), dynamostore.EffectUpload, id, "media.late"); err != nil {
		t.Fatal(err)
	}
}

func TestFiles_aloneAreAReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith(" ", photo())
	w.waits(t, time.Second)
	w.uploaded(t, "701", "media.1")
	w.done(t)
	if got := w.contents(); len(got) != 1 || got[0] != (provider.File{Kind: provider.KindImage, ID: "media.1", Name: "caja.jpg"}) {
		t.Errorf("got %+v sent, want the file", got)
	}
}

func TestFiles_ofAClosedWindowAreNotAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pass(23 * time.Hour)
	w.replyWith("la factura", invoice())
	w.done(t)
	if len(w.queue.envelopes) != 0 || len(w.line.sent) != 0 {
		t.Errorf("got %d files asked for and %d messages sent, want none", len(w.queue.envelopes), len(w.line.sent))
	}
	if notes := w.notes(); len(notes) != 1 {
		t.Errorf("got notes %q, want one about the window", notes)
	}
}

// WhatsApp shows a text at once and a file when it is loaded: what comes after a
// file waits until that is delivered, and not for ever.
func TestBehind_nextMessageWaitsForTheFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("", photo())
	w.look(t)
	w.uploaded(t, "701", "media.1")
	w.done(t)
	w.reply("did you see it?")
	w.waits(t, time.Second)
	w.pass(behindPatience)
	w.done(t)
	if texts := w.line.texts(); !slices.Equal(texts, []string{"did you see it?"}) {
		t.Errorf("got %q sent, want the text after the patience", texts)
	}
	w.reply("again")
	w.done(t)
	if texts := w.line.texts(); len(texts) != 2 {
		t.Errorf("got %q, want nothing to wait for any more", texts)
	}
}

func TestBehind_failedFileIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("", photo())
	w.look(t)
	w.uploaded(t, "701", "media.1")
	w.done(t)
	if _, _, _, err := w.store.Climb(t.Context(), envelope.Status{ID: "wamid.out.1", State: "failed", ErrorCode: "131053", At: w.at}); err != nil {
		t.Fatal(err)
	}
	w.reply("next")
	w.done(t)
	if texts := w.line.texts(); len(texts) != 1 {
		t.Errorf("got %q sent", texts)
	}
}

// Whatever fails or dies on the way, each part is sent at most once.
func TestFiles_neverTwiceWhateverDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Claim after", "Send after", "Finish after", "RecordSent after", "Postpone after", "MoveCursor after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.replyWith("la factura", invoice(), photo())
			w.uploadedLate(t, "700")
			w.uploadedLate(t, "701")
			w.crashesAt(point)
			func() {
				defer func() {
					if cause := recover(); cause != nil && cause != (crash{}) {
						t.Fatalf("got %v", cause)
					}
					w.pass(visibility)
				}()
				w.look(t)
			}()
			w.fault(nil)
			for range 40 {
				w.look(t)
				w.pass(10 * time.Second)
			}
			seen := map[string]int{}
			for _, message := range w.line.sent {
				seen[message.Marker]++
			}
			for marker, times := range seen {
				if times > 1 {
					t.Errorf("%s was sent %d times", marker, times)
				}
			}
			if told := len(w.notes()); len(seen) > 2 || len(seen)+told < 2 {
				t.Errorf("got %d messages and %d notes, want each file sent or told as unconfirmed", len(seen), told)
			}
		})
	}
}

func TestFiles_queueThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("la factura", invoice())
	w.queue.err = &failure.Error{Class: failure.Unknown, Op: "send"}
	if got := w.look(t); !got.Holds() {
		t.Fatalf("got %+v, want the look to come again", got)
	}
	w.queue.err, w.queue.envelopes = nil, nil
	w.pass(5 * time.Second)
	w.waits(t, time.Second)
	if len(w.queue.envelopes) != 1 {
		t.Errorf("got %d files asked for, want it asked for after all", len(w.queue.envelopes))
	}
}

// The words that were to leave under a file leave alone when the file is
// refused, or taken away meanwhile: never twice and never not at all.
func TestFiles_wordsOfALostCarrierLeaveAlone(t *testing.T) {
	t.Parallel()
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.replyWith("la factura", invoice(), photo())
		w.uploadedLate(t, "700")
		w.uploadedLate(t, "701")
		w.failsAt("Send before", refusal(failure.Permanent, "131053", 0))
		w.done(t)
		want := []provider.Content{provider.Text{Body: "la factura"}, provider.File{Kind: provider.KindImage, ID: "media.late", Name: "caja.jpg"}}
		if got := w.contents(); !slices.Equal(got, want) {
			t.Errorf("got %+v sent, want %+v", got, want)
		}
		if notes := w.notes(); len(notes) != 1 || notes[0] != note.UnsentFile("es", "factura.pdf", 0, 0, "131053") {
			t.Errorf("got notes %q, want the file told", notes)
		}
	})
	t.Run("taken away after it carried them", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.replyWith("la factura", invoice(), photo())
		w.uploadedLate(t, "700")
		w.look(t)
		w.delivered(t, "wamid.out.1")
		w.desk.Redact("700")
		w.uploadedLate(t, "701")
		w.done(t)
		captions := 0
		for _, content := range w.contents() {
			if text, ok := content.(provider.Text); ok && text.Body == "la factura" {
				captions++
			}
			if file, ok := content.(provider.File); ok && file.Caption == "la factura" {
				captions++
			}
		}
		if captions != 1 {
			t.Errorf("got the words %d times in %+v, want once", captions, w.contents())
		}
	})
}

func TestFiles_lostOneIsCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replyWith("vea", invoice(), photo())
	w.refusedUpload(t, "700", "131053")
	for range 5 {
		w.look(t) // the second file is still on its way
		w.pass(time.Second)
	}
	if w.count["FilesLost 131053"] != 1 {
		t.Errorf("got counts %v, want the lost file counted once", w.count)
	}
}

// Zendesk looks for malware seconds after the comment: nothing is sent before,
// and nothing that it found some in.
func TestFiles_waitForTheScan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after   func(w *world, file string)
		want    int
		through time.Duration
	}{
		"clean":           {func(w *world, file string) { w.desk.Scanned(file, false) }, 1, 5 * time.Second},
		"with malware":    {func(w *world, file string) { w.desk.Scanned(file, true) }, 0, 5 * time.Second},
		"never looked at": {func(*world, string) {}, 1, scanPatience},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			file := invoice()
			file.Scanning = true
			w.replyWith("", file)
			w.waits(t, time.Second)
			w.uploaded(t, file.ID, "media-1")
			w.pass(2 * time.Second)
			w.waits(t, time.Second)
			if len(w.line.sent) != 0 {
				t.Fatalf("got %+v sent before the scan", w.line.sent)
			}
			c.after(w, file.ID)
			w.pass(c.through)
			w.done(t)
			if len(w.line.sent) != c.want {
				t.Errorf("got %d sent, want %d", len(w.line.sent), c.want)
			}
			if told := len(w.notes()); told != 1-c.want {
				t.Errorf("got %d notes, want %d", told, 1-c.want)
			}
		})
	}
}
