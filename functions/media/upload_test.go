package main

import (
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/sqsqueue"
)

const invoice = "%PDF-1.4 an agent's invoice"

// uploading is an agent's file on the ticket, to be brought to WhatsApp.
func (w *world) uploading(t *testing.T) envelope.Envelope {
	t.Helper()
	file := w.desk.AddFile("factura.pdf", "application/pdf", invoice)
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "la factura", Files: []helpdesk.Attachment{file}})
	return envelope.Envelope{Kind: envelope.KindUpload, Upload: &envelope.Upload{
		Effect: "u1", Number: "main", Helpdesk: "zendesk", Ticket: w.ticket, Attachment: file.ID,
		Name: file.Name, MIME: file.MIME, Size: file.Size, URL: file.URL,
	}}
}

func (w *world) state(t *testing.T) dynamostore.Effect {
	t.Helper()
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectUpload, "u1")
	if err != nil {
		t.Fatal(err)
	}
	return effect
}

func TestUpload_writesDownTheMediaID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.uploading(t)
	for range 2 {
		if got := w.handle(t, e, 1); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want done", got)
		}
	}
	effect := w.state(t)
	if !effect.Done || effect.Lost || string(w.host.uploaded[effect.Result]) != invoice || len(w.host.uploaded) != 1 {
		t.Errorf("got %+v and %d uploads, want the file there once", effect, len(w.host.uploaded))
	}
	if w.host.names[0] != "factura.pdf application/pdf" {
		t.Errorf("got %q", w.host.names[0])
	}
}

func TestUpload_whatFailsForNowIsTriedAgainForAnHour(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"OpenAttachment before", "UploadFile"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := w.uploading(t)
			w.fault(func(at string) error {
				if at == point {
					return refusal(failure.Later, "429")
				}
				return nil
			})
			if got := w.handle(t, e, 1); !got.Holds() || w.state(t).Done {
				t.Fatalf("got %+v, want it to come again", got)
			}
			w.pass(uploadPatience + time.Second)
			if got := w.handle(t, e, 2); got != sqsqueue.Done() || !w.state(t).Lost {
				t.Fatalf("got %+v and %+v, want it given up", got, w.state(t))
			}
		})
	}
}

func TestUpload_whatFailsForGoodIsWrittenDownWithItsReason(t *testing.T) {
	t.Parallel()
	for point, code := range map[string]string{"OpenAttachment before": "attachment_gone", "UploadFile": "131053"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := w.uploading(t)
			w.failsAt(point, refusal(failure.Permanent, code))
			if got := w.handle(t, e, 1); got != sqsqueue.Done() {
				t.Fatalf("got %+v, want done: the reply that waits is told by the effect", got)
			}
			if effect := w.state(t); !effect.Lost || effect.Result != code {
				t.Errorf("got %+v, want it given up with %s", effect, code)
			}
		})
	}
}

func TestUpload_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Claim after", "OpenAttachment after", "UploadFile", "Finish before", "Finish after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := w.uploading(t)
			w.dies(t, point, e)
			for i := range 3 {
				w.handle(t, e, i+2)
				w.pass(visibility)
			}
			effect := w.state(t)
			if !effect.Done || effect.Lost || string(w.host.uploaded[effect.Result]) != invoice {
				t.Errorf("got %+v, want the file there", effect)
			}
		})
	}
}

func TestUpload_outageIsTriedThroughUntilTheWindowIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.uploading(t)
	w.fault(func(at string) error {
		if at == "UploadFile" {
			return refusal(failure.Later, "circuit_open")
		}
		return nil
	})
	for receive := range 23 {
		if got := w.handle(t, e, receive+1); !got.Holds() || w.state(t).Done {
			t.Fatalf("got %+v after %d hours, want it to come again", got, receive)
		}
		w.pass(time.Hour)
	}
	w.pass(2 * time.Hour)
	if got := w.handle(t, e, 30); got != sqsqueue.Done() || !w.state(t).Lost {
		t.Errorf("got %+v and %+v, want it given up", got, w.state(t))
	}
}
