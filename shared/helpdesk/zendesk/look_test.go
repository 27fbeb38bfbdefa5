package zendesk

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/helpdesk"
)

func TestCommentsAfter_tellsTheFilesThatAreStillThere(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{answer: `{"comments":[{"id":5,"author_id":42,"attachments":[
		{"id":9007199254741001,"file_name":"box.jpg","content_url":"https://acme.zendesk.com/attachments/token/A/?name=box.jpg","content_type":"image/jpeg","size":20481,"inline":false,"deleted":false,"malware_scan_result":"malware_not_found"},
		{"id":701,"file_name":"gone.jpg","content_type":"image/jpeg","size":1,"deleted":true},
		{"id":702,"file_name":"redacted.txt","content_type":"text/plain","size":2,"deleted":false},
		{"id":703,"file_name":"redacted.txt","content_url":"https://x.example/b","content_type":"Text/Plain; charset=UTF-8","size":4096},
		{"id":704,"file_name":"pasted.png","content_url":"https://x.example/c","content_type":"image/png","size":9,"inline":true,"malware_scan_result":"not_scanned"},
		{"id":705,"file_name":"a.exe","content_url":"https://x.example/d","content_type":null,"size":7,"malware_access_override":true,"malware_scan_result":"malware_found"}]}],
		"meta":{"has_more":false}}`})
	got, err := client.CommentsAfter(t.Context(), "35", "")
	if err != nil || len(got) != 1 {
		t.Fatalf("CommentsAfter = %+v, %v", got, err)
	}
	want := []helpdesk.Attachment{
		{ID: "9007199254741001", Name: "box.jpg", MIME: "image/jpeg", Size: 20481, URL: "https://acme.zendesk.com/attachments/token/A/?name=box.jpg"},
		{ID: "703", Name: "redacted.txt", MIME: "text/plain", Size: 4096, URL: "https://x.example/b"},
		{ID: "704", Name: "pasted.png", MIME: "image/png", Size: 9, URL: "https://x.example/c", Scanning: true},
		{ID: "705", Name: "a.exe", Size: 7, URL: "https://x.example/d", Malware: true},
	}
	if diff := cmp.Diff(want, got[0].Files); diff != "" {
		t.Errorf("files (-want +got)\n%s", diff)
	}
}

func TestNewest_isOnePageNewestFirst(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want: "GET /api/v2/tickets/35/comments?include=users&include_inline_images=true&page[size]=40&sort=-created_at",
		answer: `{"comments":[{"id":7,"author_id":42,"plain_body":"b","public":true},{"id":8,"author_id":42,"plain_body":"c"},{"id":5,"author_id":7,"plain_body":"a","metadata":{"custom":{"ventana":["m1"]}}}],
			"users":[{"id":42,"role":"agent"},{"id":7,"role":"end-user"}],"meta":{"has_more":true,"after_cursor":"c1"}}`,
	})
	got, err := client.Newest(t.Context(), "35")
	want := []helpdesk.Comment{
		{ID: "8", Staff: true, Agent: "42", Plain: "c"}, {ID: "7", Public: true, Staff: true, Agent: "42", Plain: "b"}, {ID: "5", Plain: "a", Markers: []string{"m1"}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Newest: %v (-want +got)\n%s", err, diff)
	}
}

func TestNewest_fitsIntoAnAnswer(t *testing.T) {
	t.Parallel()
	// A comment is told three times, and may have 64 KiB.
	if whole := newestSize * 3 * 64 << 10; whole > maxAnswer*3/4 {
		t.Errorf("a page may have %d bytes of %d, want a quarter left", whole, maxAnswer)
	}
}

func TestNewest_tellsATicketThatIsGone(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{status: 404, answer: `{"error":"RecordNotFound","description":"Not found"}`})
	if _, err := client.Newest(t.Context(), "35"); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("error = %v, want ErrGone", err)
	}
}
