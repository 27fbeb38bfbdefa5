package graph

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const minute = time.Minute

// approved makes a template and lets review pass.
func (w *world) approved(name, language string) string {
	w.t.Helper()
	id := w.create(newBody(name, language, "UTILITY", fmt.Sprintf(`{"type":"BODY","text":"News of %s in %s for you."}`, name, language)))
	w.advance(minute)
	if got := w.view(name, language); got.Status != "APPROVED" {
		w.t.Fatalf("after review: %+v", got)
	}
	return id
}

func edit(words string) string { return `{"components":[{"type":"BODY","text":"` + words + `"}]}` }

func TestEditsOfAnApprovedTemplateAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/v26.0/" + w.approved("case_news", "es")
	code := func(body string) int {
		t.Helper()
		if answer := w.call(http.MethodPost, path, body); answer.Code != 200 {
			return errorCode(t, answer)
		}
		return 0
	}
	if got := code(`{"category":"MARKETING"}`); got != 100 {
		t.Errorf("category of an approved template: code %d, want 100", got)
	}
	if got := code(`{}`); got != 100 {
		t.Errorf("edit of nothing: code %d, want 100", got)
	}
	if got := code(edit("")); got != 100 {
		t.Errorf("edit that breaks a rule: code %d, want 100", got)
	}
	for i := range editsEachMonth {
		if got := code(edit(fmt.Sprintf("News number %d of your case.", i))); got != 0 {
			t.Fatalf("edit %d: code %d", i, got)
		}
		if got := code(edit("One more.")); got != 100 {
			t.Fatalf("edit while in review: code %d, want 100", got)
		}
		w.advance(minute)
		if got := code(edit("One more.")); got != 100 {
			t.Fatalf("second edit of a day: code %d, want 100", got)
		}
		w.advance(24 * time.Hour)
	}
	if got := code(edit("One more.")); got != 100 {
		t.Errorf("edit %d of a month: code %d, want 100", editsEachMonth+1, got)
	}
	w.advance(30 * 24 * time.Hour)
	if got := code(edit("One more.")); got != 0 {
		t.Errorf("a month later: code %d", got)
	}
}

func TestRejectedTemplateIsEditedAtWill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.order(`{"do":"review","outcome":"reject","reason":"PROMOTIONAL"}`)
	id := w.create(newBody("case_news", "es", "UTILITY", plainBody))
	w.advance(minute)
	if got := w.view("case_news", "es"); got.Status != "REJECTED" || got.Reason != "PROMOTIONAL" {
		t.Fatalf("after review: %+v", got)
	}
	w.order(`{"do":"review"}`)
	for range 2 {
		if answer := w.call(http.MethodPost, "/v26.0/"+id, `{"category":"MARKETING","components":[`+plainBody+`]}`); answer.Code != 200 {
			t.Fatalf("edit: %d %s", answer.Code, answer.Body)
		}
		if got := w.view("case_news", "es"); got.Status != "PENDING" || got.Category != "MARKETING" {
			t.Errorf("after the edit: %+v", got)
		}
		w.order(`{"do":"reject","name":"case_news","language":"es"}`)
	}
	if answer := w.call(http.MethodPost, "/v26.0/1600000000000009", edit("Your case is late.")); errorCode(t, answer) != 100 {
		t.Errorf("edit of a disabled template: %s", answer.Body)
	}
}

func TestDeletionBlocksTheNameForThirtyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved("case_news", "es")
	id := w.approved("case_news", "en")
	remove := func(query string) int {
		t.Helper()
		if answer := w.call(http.MethodDelete, templatesPath+"?"+query, ""); answer.Code != 200 {
			return errorCode(t, answer)
		}
		return 0
	}
	if remove("name=case_news&hsm_id=999") != 100 || remove("name=other_name&hsm_id="+id) != 100 || remove("hsm_id="+id) != 100 {
		t.Error("a deletion that names nothing is taken")
	}
	if got := remove("name=case_news&hsm_id=" + id); got != 0 {
		t.Fatalf("delete one language: code %d", got)
	}
	if got := w.view("case_news", "es"); got.Status != "APPROVED" {
		t.Errorf("the other language: %+v", got)
	}
	again := newBody("case_news", "en", "UTILITY", plainBody)
	if _, subcode, _ := refusal(t, w, http.MethodPost, templatesPath, again); subcode != subBeingDeleted {
		t.Errorf("the name at once again: subcode %d, want %d", subcode, subBeingDeleted)
	}
	if answer := w.call(http.MethodGet, "/v26.0/"+id, ""); errorCode(t, answer) != 100 {
		t.Errorf("the deleted one: %s", answer.Body)
	}
	w.advance(nameBlocked)
	w.create(again)
	if got := remove("name=case_news"); got != 0 {
		t.Errorf("delete all languages: code %d", got)
	}
	if got := remove("name=late_notice"); got != 100 {
		t.Errorf("delete a disabled one: code %d, want 100", got)
	}
	if got := remove(`hsm_ids=["1600000000000001",1600000000000005]`); got != 0 {
		t.Errorf("delete by ids: code %d", got)
	}
	for _, gone := range []string{"hello_world en_US", "reply_waiting en", "case_news es", "case_news en"} {
		for _, one := range w.graph.Templates() {
			if one.Name+" "+one.Language == gone {
				t.Errorf("%s is still there", gone)
			}
		}
	}
	w.create(newBody("case_never", "en", "UTILITY", plainBody))
	if remove("name=case_never") != 0 {
		t.Error("a template in review cannot be deleted")
	}
	w.create(newBody("case_never", "en", "UTILITY", plainBody)) // it was never approved
}

func TestTemplatesOutliveARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.create(newBody("case_news", "es", "UTILITY", plainBody))
	w.order(`{"do":"review","name":"case_news","outcome":"reject","reason":"SCAM"}`)
	w.call(http.MethodDelete, templatesPath+"?name=hello_world", "")
	w.stop()
	w.start()
	if got := w.view("case_news", "es"); got.ID != id || got.Status != "PENDING" {
		t.Errorf("after a restart: %+v", got)
	}
	w.advance(minute)
	if got := w.view("case_news", "es"); got.Status != "REJECTED" || got.Reason != "SCAM" {
		t.Errorf("review after a restart: %+v", got)
	}
	if _, subcode, _ := refusal(t, w, http.MethodPost, templatesPath, newBody("hello_world", "en_US", "UTILITY", plainBody)); subcode != subBeingDeleted {
		t.Errorf("a deleted name after a restart: subcode %d", subcode)
	}
	if next := w.create(newBody("case_more", "es", "UTILITY", plainBody)); next <= id {
		t.Errorf("id %s after %s", next, id)
	}
}

func TestReviewThatEndedMeanwhileIsToldAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.create(newBody("case_news", "es", "UTILITY", plainBody))
	w.toldAre(statusUpdate + "PENDING")
	w.stop()
	w.advance(minute)
	w.start()
	w.toldAre(statusUpdate+"PENDING", statusUpdate+"APPROVED")
}

func TestOneTemplateByItsID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.call(http.MethodGet, "/v26.0/1600000000000003?fields=name,language,health_status,quality_score", "").Body.String()
	if !strings.Contains(got, `"name":"ticket_update"`) || !strings.Contains(got, `"language":"es_ES"`) || !strings.Contains(got, `"can_send_message":"AVAILABLE"`) {
		t.Errorf("answered %s", got)
	}
	paused := w.call(http.MethodGet, "/v26.0/1600000000000008?fields=health_status", "").Body.String()
	if !strings.Contains(paused, `"can_send_message":"BLOCKED"`) || !strings.Contains(paused, `141002`) {
		t.Errorf("a paused one: %s", paused)
	}
	if code := errorCode(t, w.call(http.MethodGet, "/v26.0/1600000000000003?fields=colour", "")); code != 100 {
		t.Errorf("unknown field: code %d", code)
	}
}

func TestListLosesNoneThatStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.call(http.MethodGet, templatesPath+"?limit=3", "").Body.String()
	_, after, _ := strings.Cut(first, `"after":"`)
	after, _, _ = strings.Cut(after, `"`)
	w.call(http.MethodDelete, templatesPath+"?name=hello_world", "")
	second := w.call(http.MethodGet, templatesPath+"?limit=100&after="+after, "").Body.String()
	if !strings.Contains(second, `"id":"1600000000000004"`) || strings.Contains(second, `"next"`) {
		t.Errorf("the next page is %s", second)
	}
	for query, want := range map[string]string{
		"?quality_score=GREEN":   `{"data":[],"paging":{"cursors":{}}}`,
		"?name=reply&limit=1000": `"name":"reply_waiting"`, "?content=offers": `"name":"season_offer"`, "?category=marketing": `"name":"season_offer"`,
	} {
		if got := w.call(http.MethodGet, templatesPath+query, "").Body.String(); !strings.Contains(got, want) || strings.Contains(got, "hello_world") {
			t.Errorf("%s: %s", query, got)
		}
	}
}
