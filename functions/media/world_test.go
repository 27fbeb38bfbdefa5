package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/provider"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const visibility = 140 * time.Second

// host is a provider's file host: what it keeps, and what it was given.
type host struct {
	files    map[string][]byte
	size     int64 // announced instead of the real one
	sum      string
	uploaded map[string][]byte
	names    []string
	calls    int
	fault    func(point string) error
}

func (h *host) ask(point string) error {
	if h.fault == nil {
		return nil
	}
	return h.fault(point)
}

func (h *host) ResolveFile(_ context.Context, _, id string) (provider.FileInfo, error) {
	h.calls++
	if err := h.ask("ResolveFile"); err != nil {
		return provider.FileInfo{}, err
	}
	content, known := h.files[id]
	if !known {
		return provider.FileInfo{}, &failure.Error{Class: failure.Permanent, Code: provider.CodeFileGone, Op: "resolve"}
	}
	sum := sha256.Sum256(content)
	info := provider.FileInfo{URL: id, MIME: "application/pdf", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}
	if h.size > 0 {
		info.Size = h.size
	}
	if h.sum != "" {
		info.SHA256 = h.sum
	}
	return info, nil
}

func (h *host) OpenFile(_ context.Context, info provider.FileInfo) (io.ReadCloser, int64, error) {
	if err := h.ask("OpenFile"); err != nil {
		return nil, 0, err
	}
	var body io.Reader = bytes.NewReader(h.files[info.URL])
	if err := h.ask("OpenFile half"); err != nil {
		body = io.MultiReader(io.LimitReader(body, int64(len(h.files[info.URL])/2)), broken{err})
	}
	return io.NopCloser(body), int64(len(h.files[info.URL])), nil
}

func (h *host) UploadFile(_ context.Context, upload provider.Upload) (string, error) {
	content, err := io.ReadAll(upload.Body)
	if err != nil {
		return "", &failure.Error{Class: failure.Unknown, Op: "upload", Err: err}
	}
	if err := h.ask("UploadFile"); err != nil {
		return "", err
	}
	id := fmt.Sprintf("media.%d", len(h.uploaded)+1)
	h.uploaded[id] = content
	h.names = append(h.names, upload.Name+" "+upload.MIME)
	return id, nil
}

// broken is a connection that breaks.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// counts are the metrics that were counted.
type counts map[string]int

func (c counts) Count(name, reason string) { c[name+" "+reason]++ }

// tries counts attempts by name.
type tries map[string]int

func (n tries) CountAttempt(_ context.Context, name string) (int, error) {
	n[name]++
	return n[name], nil
}

// world is a handler over a store, a helpdesk and a file host in memory, with a
// ticket in which the words of a customer's document stand.
type world struct {
	*Handler
	store  *dynamotest.Memory
	desk   *helpdesktest.Desk
	host   *host
	counts counts
	log    bytes.Buffer
	ticket string
	at     time.Time
	owners int
	desks  bool // whether the call secret knows the helpdesk
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), counts: counts{}, desks: true,
		host: &host{files: map[string][]byte{"5004": []byte("%PDF-1.4 the invoice")}, uploaded: map[string][]byte{}},
	}
	w.store, w.desk = dynamotest.NewMemory(w.clock), helpdesktest.New(w.clock)
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store, budget: tries{},
		desk:     func(secret.CallConnection) desk { return w.desk },
		provider: func(secret.CallConnection) carrier { return w.host },
		metrics:  w.counts, now: w.clock,
		newOwner: func() string { w.owners++; return fmt.Sprintf("run %d", w.owners) },
		log:      slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	w.ticket = w.desk.Seed()
	w.talksIn(t, w.ticket)
	return w
}

// talksIn makes a ticket the conversation's open one.
func (w *world) talksIn(t *testing.T, ticket string) {
	t.Helper()
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Ticket, talk.Helpdesk = ticket, "zendesk"
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
}

func (w *world) clock() time.Time     { return w.at }
func (w *world) pass(d time.Duration) { w.at = w.at.Add(d) }

// Newest is the call document, which nobody changes.
func (w *world) Newest(ctx context.Context) (secret.Call, error) { return w.Document(ctx) }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	document := secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Numbers: []secret.Number{{ID: "main", PhoneNumberID: "1", Helpdesk: "zendesk"}}},
	}}
	if w.desks {
		document.Connections = append(document.Connections, secret.CallConnection{ID: "zendesk", Kind: secret.KindZendesk, Language: "en"})
	}
	return document, nil
}

func (w *world) fetching() envelope.Envelope {
	return envelope.Envelope{Kind: envelope.KindFetch, Fetch: &envelope.Fetch{
		Number: "main", Contact: "c1", Helpdesk: "zendesk", Ticket: w.ticket, User: "1001", Message: "wamid.1",
		At: time.Date(2026, 11, 22, 9, 59, 0, 0, time.UTC), Type: "document", File: envelope.File{ID: "5004", MIME: "application/pdf", Name: "factura.pdf"},
	}}
}

// handle handles a record that was put into the queue when the test began.
func (w *world) handle(t *testing.T, e envelope.Envelope, receives int) sqsqueue.Outcome {
	t.Helper()
	e.Version, e.Connection, e.Delivery, e.ReceivedAt = envelope.Version, "whatsapp", "d", time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	body, err := envelope.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Body: body, Receives: receives}})
	if len(outcomes) != 1 {
		t.Fatalf("got %d outcomes, want 1", len(outcomes))
	}
	return outcomes[0]
}

// said are the texts of a ticket's comments: public ones and notes.
func (w *world) said(ticket string) (public, notes []string) {
	for _, one := range w.desk.Tickets() {
		for _, comment := range one.Comments {
			switch {
			case one.ID != ticket:
			case comment.Public:
				public = append(public, comment.Plain)
			default:
				notes = append(notes, comment.Plain)
			}
		}
	}
	return public, notes
}

// attached are the files that stand in the helpdesk.
func (w *world) attached() []helpdesktest.Upload {
	var attached []helpdesktest.Upload
	for _, upload := range w.desk.Uploads() {
		if upload.Comment != "" {
			attached = append(attached, upload)
		}
	}
	return attached
}

// fault sets one fault for store, helpdesk and provider.
func (w *world) fault(f func(point string) error) {
	w.store.Fault(f)
	w.desk.Fault(f)
	w.host.fault = f
}

// failsAt makes the calls at a point fail with errs, one after the other.
func (w *world) failsAt(point string, errs ...error) {
	w.fault(func(at string) error {
		if at != point || len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	})
}

// crash is what dies with the process.
type crash struct{}

// dies handles a record as a process that dies once at a point, and lets the
// time pass after which SQS gives the record out again.
func (w *world) dies(t *testing.T, point string, e envelope.Envelope) {
	t.Helper()
	var once sync.Once
	w.fault(func(at string) error {
		if at == point {
			once.Do(func() { panic(crash{}) })
		}
		return nil
	})
	defer func() {
		if cause := recover(); cause != (crash{}) {
			t.Fatalf("%s was not reached: %v", point, cause)
		}
		w.fault(nil)
		w.pass(visibility)
	}()
	w.handle(t, e, 1)
}

func refusal(class failure.Class, code string) error {
	return &failure.Error{Class: class, Op: "call", Code: code}
}

// sumOf is the digest of bytes in hex.
func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// effect is the file's effect.
func (w *world) effect(t *testing.T) dynamostore.Effect {
	t.Helper()
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectFile, envelope.Digest("file", "1", "wamid.1"))
	if err != nil {
		t.Fatal(err)
	}
	return effect
}
