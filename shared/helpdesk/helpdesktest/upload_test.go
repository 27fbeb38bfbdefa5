package helpdesktest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
)

// world is a helpdesk with one ticket and a time that the test moves.
type world struct {
	*helpdesktest.Desk
	now    time.Time
	ticket string
}

func newWorld() *world {
	w := &world{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Desk = helpdesktest.New(func() time.Time { return w.now })
	w.ticket = w.Seed()
	return w
}

func (w *world) upload(t *testing.T, content string) string {
	t.Helper()
	token, err := w.Upload(t.Context(), helpdesk.File{Name: "nota.txt", MIME: "text/plain", Size: int64(len(content)), Body: strings.NewReader(content)})
	if err != nil {
		t.Fatalf("Upload: %v", err)
	}
	return token
}

func (w *world) say(t *testing.T, tokens ...string) (string, error) {
	t.Helper()
	added, err := w.AddComment(t.Context(), helpdesk.NewComment{Ticket: w.ticket, Body: "x", Public: true, Uploads: tokens})
	return added.Comment, err
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestUpload_keepsTheDigestAndAttachesItOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	first, second := w.upload(t, "hola"), w.upload(t, "adiós")
	comment, err := w.say(t, first, second)
	if err != nil {
		t.Fatalf("AddComment: %v", err)
	}
	var files []helpdesk.Attachment
	for i, want := range []string{"hola", "adiós"} {
		got := w.Uploads()[i]
		if got.SHA256 != digestOf(want) || got.Size != int64(len(want)) || got.Name != "nota.txt" || got.MIME != "text/plain" || got.Comment != comment {
			t.Errorf("upload %d = %+v", i, got)
		}
		files = append(files, got.Attachment)
	}
	if diff := cmp.Diff(files, w.Tickets()[0].Comments[0].Files); diff != "" {
		t.Errorf("the comment's files (-want +got)\n%s", diff)
	}
	if _, err := w.say(t, first); !errors.Is(err, helpdesk.ErrUploadGone) || !failure.Is(err, failure.Permanent) {
		t.Errorf("a token used twice: %v, want ErrUploadGone", err)
	}
}

func TestAddComment_takesNoTokenThatIsGone(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, w *world, token string) []string{
		"unknown": func(*testing.T, *world, string) []string { return []string{"token-0"} },
		"an hour old": func(_ *testing.T, w *world, token string) []string {
			w.now = w.now.Add(time.Hour)
			return []string{token}
		},
		"named twice":     func(_ *testing.T, _ *world, token string) []string { return []string{token, token} },
		"beside one gone": func(_ *testing.T, _ *world, token string) []string { return []string{token, "token-0"} },
		"discarded": func(t *testing.T, w *world, token string) []string {
			t.Helper()
			if err := w.Discard(t.Context(), token); err != nil {
				t.Errorf("Discard: %v", err)
			}
			return []string{token}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			tokens := spoil(t, w, w.upload(t, "hola"))
			if _, err := w.say(t, tokens...); !errors.Is(err, helpdesk.ErrUploadGone) {
				t.Errorf("error = %v, want ErrUploadGone", err)
			}
			if len(w.Tickets()[0].Comments) != 0 || w.Uploads()[0].Comment != "" {
				t.Error("a comment was written, or a token used up")
			}
		})
	}
}

func TestAddComment_takesATokenWithinItsHour(t *testing.T) {
	t.Parallel()
	w := newWorld()
	token := w.upload(t, "hola")
	w.now = w.now.Add(time.Hour - time.Second)
	if _, err := w.say(t, token); err != nil {
		t.Errorf("AddComment: %v", err)
	}
}

func TestUpload_refusesWhatTheAdapterRefuses(t *testing.T) {
	t.Parallel()
	cause := errors.New("download broke")
	for name, tc := range map[string]struct {
		size int64
		body io.Reader
		code string // of a permanent failure
		is   error
	}{
		"too large":      {helpdesktest.MaxFileBytes + 1, strings.NewReader("x"), "too_large", nil},
		"empty":          {0, strings.NewReader(""), "empty_file", nil},
		"shorter":        {5, strings.NewReader("hola"), "", io.ErrUnexpectedEOF},
		"longer":         {3, strings.NewReader("hola"), "", nil},
		"source failed":  {4, iotest.ErrReader(cause), "", cause},
		"failed at last": {4, io.MultiReader(strings.NewReader("hola"), iotest.ErrReader(cause)), "", cause},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			token, err := w.Upload(t.Context(), helpdesk.File{Name: "a", Size: tc.size, Body: tc.body})
			told := failure.Of(err)
			if token != "" || err == nil || (tc.code != "") != (told.Class == failure.Permanent) || (tc.is != nil && !errors.Is(err, tc.is)) {
				t.Fatalf("Upload = %q, %v", token, err)
			}
			if told.Code != tc.code || len(w.Uploads()) != 0 {
				t.Errorf("code %q, %d files kept; want %q and none", told.Code, len(w.Uploads()), tc.code)
			}
		})
	}
}

func TestFault_standsBeforeAndAfterEachFileCall(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	calls := map[string]func(*testing.T, *world) error{
		"Upload": func(t *testing.T, w *world) error {
			t.Helper()
			_, err := w.Upload(t.Context(), helpdesk.File{Name: "a", Size: 1, Body: strings.NewReader("a")})
			return err
		},
		"Discard": func(t *testing.T, w *world) error { t.Helper(); return w.Discard(t.Context(), "token") },
		"Newest":  func(t *testing.T, w *world) error { t.Helper(); _, err := w.Newest(t.Context(), w.ticket); return err },
		"OpenAttachment": func(t *testing.T, w *world) error {
			t.Helper()
			_, _, err := w.OpenAttachment(t.Context(), w.AddFile("a.txt", "text/plain", "a"))
			return err
		},
	}
	for method, call := range calls {
		for point, done := range map[string]int{"before": 0, "after": 1} {
			w := newWorld()
			w.Fault(func(at string) error {
				if at == method+" "+point {
					return lost
				}
				return nil
			})
			if err := call(t, w); !errors.Is(err, lost) || w.Calls(method) != done {
				t.Errorf("%s, lost %s: %v after %d calls; want it done %d times", method, point, err, w.Calls(method), done)
			}
		}
	}
}

func TestOpenAttachment_givesWhatAgentsAttach(t *testing.T) {
	t.Parallel()
	w := newWorld()
	small, large := w.AddFile("a.txt", "text/plain", "hola"), w.AddLargeFile("b.pdf", "application/pdf", 3<<20)
	comment := w.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "see", Files: []helpdesk.Attachment{small, large}})
	list, err := w.Newest(t.Context(), w.ticket)
	if err != nil || len(list) != 1 || list[0].ID != comment || len(list[0].Files) != 2 {
		t.Fatalf("Newest = %+v, %v", list, err)
	}
	for _, file := range list[0].Files {
		body, size, err := w.OpenAttachment(t.Context(), file)
		if err != nil || size != file.Size {
			t.Fatalf("%s: %d bytes, %v", file.Name, size, err)
		}
		data, err := io.ReadAll(body)
		if err != nil || int64(len(data)) != size || (file.ID == small.ID && string(data) != "hola") {
			t.Errorf("%s: %d bytes read, %v", file.Name, len(data), err)
		}
	}
	malware, elsewhere := small, small
	malware.Malware, elsewhere.URL = true, "ftp://x"
	w.Redact(large.ID)
	for code, file := range map[string]helpdesk.Attachment{"attachment_refused": malware, "attachment_address": elsewhere, "attachment_gone": large} {
		if _, _, err := w.OpenAttachment(t.Context(), file); failure.Of(err).Code != code || !failure.Is(err, failure.Permanent) {
			t.Errorf("error = %v, want a permanent %s", err, code)
		}
	}
	if list, err := w.CommentsAfter(t.Context(), w.ticket, ""); err != nil || len(list[0].Files) != 1 {
		t.Errorf("after redaction: %+v, %v", list, err)
	}
}

func TestNewest_isNewestFirstAndBounded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var last string
	for range 45 {
		last = w.Write(w.ticket, helpdesk.Comment{Plain: "x"})
	}
	list, err := w.Newest(t.Context(), w.ticket)
	if err != nil || len(list) != 40 || list[0].ID != last {
		t.Errorf("%d comments, %v; want 40 and the newest first", len(list), err)
	}
	w.Set(w.ticket, helpdesktest.StatusDeleted)
	if _, err := w.Newest(t.Context(), w.ticket); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("error = %v, want ErrGone", err)
	}
}

func TestEnsureUser_keepsWhatIsNotToldAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for _, told := range []helpdesk.User{
		{ExternalID: "c1", Name: "Ana", Phone: "+34600000001", Language: "es"},
		{ExternalID: "c1", Name: "Ana R", Language: "pt-BR"},
		{ExternalID: "c1", Name: "Ana R."},
	} {
		if _, err := w.EnsureUser(t.Context(), told); err != nil {
			t.Fatal(err)
		}
	}
	want := helpdesk.User{ExternalID: "c1", Name: "Ana R.", Phone: "+34600000001", Language: "pt-BR"}
	if diff := cmp.Diff(want, w.User("c1")); diff != "" {
		t.Errorf("user (-want +got)\n%s", diff)
	}
}
