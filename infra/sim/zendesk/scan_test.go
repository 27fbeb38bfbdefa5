package zendesk

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestAScanTakesAsLongAsTheFileSays(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	files := []AgentFile{{Name: "good.txt", ScanSeconds: 5}, {Name: "bad.txt", Malware: true, ScanSeconds: 5}, {Name: "soon.txt"}}
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "x", Files: files}); err != nil {
		t.Fatal(err)
	}
	check := func(good, bad string, status int) {
		t.Helper()
		got := a.call(http.MethodGet, "/api/v2/tickets/1/comments?sort=-created_at", "")
		got.check(t, "comments.0.attachments.0.malware_scan_result", good, "comments.0.attachments.1.malware_scan_result", bad,
			"comments.0.attachments.2.malware_scan_result", "malware_not_found")
		if response := a.get(got.at("comments.0.attachments.1.content_url"), ""); response.StatusCode != status {
			t.Errorf("the bad file answers %d, want %d", response.StatusCode, status)
		}
		views := a.z.Tickets()[0].Comments[1].Attachments
		if views[0].Scanning != (good == "not_scanned") || views[1].Malware != (bad == "malware_found") || views[2].Scanning {
			t.Errorf("for agents: %+v", views)
		}
	}
	check("not_scanned", "not_scanned", http.StatusFound)
	a.advance(4 * time.Second)
	check("not_scanned", "not_scanned", http.StatusFound)
	a.advance(time.Second)
	check("malware_not_found", "malware_found", http.StatusForbidden)
}

func TestAScanThatNobodyWouldWaitForIsRefused(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	for _, seconds := range []int{-1, 3601} {
		if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "x", Files: []AgentFile{{Name: "a.txt", ScanSeconds: seconds}}}); !errors.Is(err, ErrFile) {
			t.Errorf("%d seconds: %v", seconds, err)
		}
	}
}
