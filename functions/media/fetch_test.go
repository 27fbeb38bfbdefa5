package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
)

func TestFetch_fileJoinsItsWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 { // records come twice
		if got := w.handle(t, w.fetching(), 1); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want done", got)
		}
	}
	files := w.attached()
	if len(files) != 1 || files[0].Name != "factura.pdf" || files[0].MIME != "application/pdf" || files[0].SHA256 != sumOf(w.host.files["5004"]) {
		t.Errorf("got %+v, want the file once and whole", files)
	}
	public, notes := w.said(w.ticket)
	if len(public) != 1 || !strings.Contains(public[0], "factura.pdf") || len(notes) != 0 {
		t.Errorf("got %q and notes %q, want one comment that names the file", public, notes)
	}
	comment := w.desk.Tickets()[0].Comments[0]
	if comment.Author != "1001" {
		t.Errorf("got author %q, want the customer", comment.Author)
	}
	if effect := w.effect(t); !effect.Done || effect.Result != comment.ID || effect.Ticket != w.ticket {
		t.Errorf("got effect %+v", effect)
	}
}

// What fails for now is tried again and nothing is told, until it is late; then
// once.
func TestFetch_whatFailsForNowIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"ResolveFile", "OpenFile", "OpenFile half", "Upload before", "Upload after", "AddComment before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			err := refusal(failure.Later, "503")
			w.failsAt(point, err, err, err)
			for i := range 2 {
				if got := w.handle(t, w.fetching(), i+1); !got.Holds() || got.IsParked() {
					t.Fatalf("got %+v, want the file to come again", got)
				}
				w.pass(5 * time.Second)
			}
			if _, notes := w.said(w.ticket); len(notes) != 0 {
				t.Fatalf("got notes %q after seconds", notes)
			}
			w.pass(lateAfter)
			w.handle(t, w.fetching(), 3)
			w.pass(5 * time.Second)
			if got := w.handle(t, w.fetching(), 4); got != sqsqueue.Done() {
				t.Fatalf("got %+v, want done", got)
			}
			public, notes := w.said(w.ticket)
			if len(public) != 1 || len(w.attached()) != 1 || len(notes) != 1 {
				t.Errorf("got %q, %d files and notes %q, want the file once and told once that it was late", public, len(w.attached()), notes)
			}
			late := 0
			for name, count := range w.counts {
				if strings.HasPrefix(name, "FilesLate ") {
					late += count
				}
			}
			if late != 1 {
				t.Errorf("got %v, want the one late try counted", w.counts)
			}
		})
	}
}

func TestFetch_lostAnswerOfTheCommentIsLookedForFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.failsAt("AddComment after", refusal(failure.Ambiguous, "Timeout"))
	if got := w.handle(t, w.fetching(), 1); !got.Holds() {
		t.Fatalf("got %+v, want it to come again", got)
	}
	w.fault(nil)
	w.pass(visibility)
	if got := w.handle(t, w.fetching(), 2); got != sqsqueue.Done() {
		t.Fatalf("got %+v, want done", got)
	}
	if len(w.attached()) != 1 || len(w.desk.Tickets()[0].Comments) != 1 {
		t.Errorf("got %d files, want the one that stands there", len(w.attached()))
	}
}

func TestFetch_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Claim after", "ResolveFile", "Upload before", "Upload after", "AddComment before", "AddComment after", "FinishIn before", "FinishIn after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.dies(t, point, w.fetching())
			for i := range 3 {
				w.handle(t, w.fetching(), i+2)
				w.pass(visibility)
			}
			if len(w.attached()) != 1 || len(w.desk.Tickets()[0].Comments) != 1 || !w.effect(t).Done {
				t.Errorf("got %d files in %d comments, want one", len(w.attached()), len(w.desk.Tickets()[0].Comments))
			}
		})
	}
}

// A file that will never come is told, once, and its record is done.
func TestFetch_fileThatNeverComesIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		spoil  func(w *world)
		want   string
		reason string
	}{
		{"gone", func(w *world) { delete(w.host.files, "5004") }, note.FileGone("en", "factura.pdf"), "gone"},
		{"announced too large", func(w *world) { w.host.size = 90 << 20 }, note.FileTooLarge("en", "factura.pdf", 90<<20, helpdesktest.MaxFileBytes), "too_large"},
		{"refused by WhatsApp", func(w *world) { w.failsAt("ResolveFile", refusal(failure.Permanent, "131052")) }, note.FileRefused("en", "factura.pdf", "131052"), "131052"},
		{"refused by the helpdesk", func(w *world) { w.failsAt("Upload before", refusal(failure.Permanent, "RecordInvalid")) }, note.FileRefused("en", "factura.pdf", "RecordInvalid"), "RecordInvalid"},
		{"refused as a comment", func(w *world) { w.failsAt("AddComment before", refusal(failure.Permanent, "RecordInvalid")) }, note.FileRefused("en", "factura.pdf", "RecordInvalid"), "RecordInvalid"},
		{"too large for the helpdesk", func(w *world) { w.failsAt("Upload before", refusal(failure.Permanent, "too_large")) }, note.FileTooLarge("en", "factura.pdf", 20, helpdesktest.MaxFileBytes), "too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.spoil(w)
			for i := range 2 {
				if got := w.handle(t, w.fetching(), i+1); got != sqsqueue.Done() {
					t.Fatalf("got %+v, want done", got)
				}
			}
			if _, notes := w.said(w.ticket); len(notes) != 1 || notes[0] != tt.want {
				t.Errorf("got notes %q, want %q", notes, tt.want)
			}
			if w.counts["FilesLost "+tt.reason] != 1 || len(w.attached()) != 0 {
				t.Errorf("got counts %v and %d files", w.counts, len(w.attached()))
			}
		})
	}
}

func TestFetch_noteThatFailsIsWrittenLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	delete(w.host.files, "5004")
	fault := errors.New("throttled")
	w.failsAt("AddComment before", fault)
	if got := w.handle(t, w.fetching(), 1); !got.Holds() {
		t.Fatalf("got %+v, want it to come again", got)
	}
	w.fault(nil)
	w.pass(visibility)
	if got := w.handle(t, w.fetching(), 2); got != sqsqueue.Done() {
		t.Fatalf("got %+v, want done", got)
	}
	if _, notes := w.said(w.ticket); len(notes) != 1 {
		t.Errorf("got notes %q, want one", notes)
	}
}

// A file whose bytes are not those that WhatsApp announced is never shown.
func TestFetch_damagedFileIsThrownAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.host.sum = sumOf([]byte("other bytes"))
	for range 20 { // waits of other causes do not count
		w.fault(func(point string) error {
			if point == "ResolveFile" {
				return refusal(failure.Later, "503")
			}
			return nil
		})
		w.handle(t, w.fetching(), 1)
		w.pass(time.Second)
	}
	w.fault(nil)
	for i := range damagedTimes {
		if _, notes := w.said(w.ticket); len(notes) != 0 {
			t.Fatalf("told after %d damaged transfers: %q", i, notes)
		}
		w.handle(t, w.fetching(), 1)
		w.pass(time.Minute)
	}
	if len(w.attached()) != 0 {
		t.Error("a damaged file stands in the ticket")
	}
	for _, upload := range w.desk.Uploads() {
		if !upload.Discarded {
			t.Errorf("upload %s waits for a comment, want it discarded", upload.ID)
		}
	}
	if _, notes := w.said(w.ticket); len(notes) != 1 || notes[0] != note.FileDamaged("en", "factura.pdf") {
		t.Errorf("got notes %q", notes)
	}
}

func TestFetch_isTriedAsLongAsWhatsAppKeepsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fault(func(point string) error {
		if point == "ResolveFile" {
			return refusal(failure.Later, "503")
		}
		return nil
	})
	w.pass(6*24*time.Hour + 23*time.Hour)
	if got := w.handle(t, w.fetching(), 500); !got.Holds() {
		t.Fatalf("got %+v on the seventh day, want it tried", got)
	}
	w.pass(2 * time.Hour)
	if got := w.handle(t, w.fetching(), 501); got != sqsqueue.Done() {
		t.Fatalf("got %+v after seven days, want it given up", got)
	}
	_, notes := w.said(w.ticket)
	if len(notes) != 2 || notes[1] != note.FileGone("en", "factura.pdf") {
		t.Errorf("got notes %q, want late and then gone", notes)
	}
}

func TestFetch_closedTicketSendsTheFileToTheOpenOne(t *testing.T) {
	t.Parallel()
	for _, status := range []string{helpdesktest.StatusClosed, helpdesktest.StatusDeleted} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.desk.Set(w.ticket, status)
			if got := w.handle(t, w.fetching(), 1); !got.IsParked() {
				t.Fatalf("got %+v without an open ticket, want it parked with its reason", got)
			}
			w.pass(visibility)
			next := w.desk.Seed()
			w.talksIn(t, next)
			if got := w.handle(t, w.fetching(), 2); got != sqsqueue.Done() {
				t.Fatalf("got %+v, want done", got)
			}
			if public, _ := w.said(next); len(public) != 1 || len(w.attached()) != 1 {
				t.Errorf("got %q in the open ticket, want the file", public)
			}
		})
	}
}

func TestFetch_ofAnEchoIsNobodysWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.desk.Set(w.ticket, helpdesktest.StatusSolved)
	e := w.fetching()
	e.Fetch.User = ""
	if got := w.handle(t, e, 1); got != sqsqueue.Done() {
		t.Fatalf("got %+v", got)
	}
	if ticket := w.desk.Tickets()[0]; ticket.Status != helpdesktest.StatusSolved || ticket.Comments[0].Author != "" {
		t.Errorf("got %s and author %q, want the business's own file to open nothing", ticket.Status, ticket.Comments[0].Author)
	}
}

func TestFetch_refusedTokenIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.failsAt("ResolveFile", refusal(failure.Later, "190"))
	if got := w.handle(t, w.fetching(), 1); !got.Holds() || w.counts["AccessRefused 190"] != 1 {
		t.Errorf("got %+v and counts %v", got, w.counts)
	}
}

func TestHandle_whatNobodyCanHandleIsParked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unknown := w.fetching()
	unknown.Fetch.Number = "gone"
	if got := w.handle(t, unknown, 1); !got.IsParked() {
		t.Errorf("a number that is not in the call secret: got %+v, want it parked", got)
	}
	w.desks = false
	if got := w.handle(t, w.fetching(), 1); !got.IsParked() {
		t.Errorf("a helpdesk that is not in the call secret: got %+v, want it parked", got)
	}
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Body: []byte("{")}, {ID: "s", Body: []byte(`{"v":1,"kind":"status","status":{}}`)}})
	for i, got := range outcomes {
		if !got.IsParked() {
			t.Errorf("record %d: got %+v, want it parked", i, got)
		}
	}
}

func TestFetch_logsTellNothingOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	delete(w.host.files, "5004")
	w.handle(t, w.fetching(), 1)
	w.failsAt("ResolveFile", fmt.Errorf("unforeseen"))
	for _, word := range []string{"factura", "wamid", "5004"} {
		if strings.Contains(w.log.String(), word) {
			t.Errorf("the log holds %q: %s", word, w.log.String())
		}
	}
}

// A token that the helpdesk no longer knows makes the file be uploaded again, a
// bounded number of times: the consumer counts failures that nobody foresaw.
func TestFetch_tokenThatIsGoneIsNoWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.failsAt("AddComment before", &failure.Error{Class: failure.Permanent, Code: "RecordInvalid", Op: "add comment", Err: helpdesk.ErrUploadGone})
	if got := w.handle(t, w.fetching(), 1); !got.Holds() || got.WaitOf() != 0 {
		t.Fatalf("got %+v, want a failure that is counted", got)
	}
	w.fault(nil)
	w.pass(visibility)
	if got := w.handle(t, w.fetching(), 2); got != sqsqueue.Done() || len(w.attached()) != 1 {
		t.Errorf("got %+v and %d files, want the file", got, len(w.attached()))
	}
}
