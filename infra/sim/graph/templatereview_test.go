package graph

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// templateNotices are the webhooks about templates so far, as "field event-or-category"
// with their values.
func (w *world) templateNotices() (names []string, values []map[string]any) {
	w.t.Helper()
	for _, got := range w.receiver.all() {
		var seen struct {
			Entry []struct {
				ID      string
				Time    int64
				Changes []struct {
					Field string
					Value map[string]any
				}
			}
		}
		decoder := json.NewDecoder(strings.NewReader(got.body))
		decoder.UseNumber()
		if err := decoder.Decode(&seen); err != nil {
			w.t.Fatal(err)
		}
		c := seen.Entry[0].Changes[0]
		if !strings.Contains(c.Field, "template") {
			continue
		}
		if seen.Entry[0].ID != testAccount || seen.Entry[0].Time == 0 {
			w.t.Errorf("entry %+v", seen.Entry[0])
		}
		name := c.Field
		for _, key := range []string{"event", "new_quality_score", "correct_category", "new_category"} {
			if word, ok := c.Value[key].(string); ok {
				name += " " + word
				break
			}
		}
		names, values = append(names, name), append(values, c.Value)
	}
	return names, values
}

// toldAre waits for the webhooks about templates, in order.
func (w *world) toldAre(want ...string) []map[string]any {
	w.t.Helper()
	w.until(func() bool {
		names, _ := w.templateNotices()
		return len(names) >= len(want) && w.poster.Pending() == 0
	})
	names, values := w.templateNotices()
	if diff := cmp.Diff(want, names); diff != "" {
		w.t.Errorf("webhooks (-want +got):\n%s", diff)
	}
	return values
}

const statusUpdate = "message_template_status_update "

func TestReviewEndsByTheClockAndIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.create(newBody("case_news", "es_ES", "UTILITY", plainBody))
	w.advance(minute / 2)
	if got := w.view("case_news", "es_ES"); got.Status != "PENDING" {
		t.Errorf("after half a minute: %+v", got)
	}
	w.advance(minute / 2)
	// Nobody asks: the clock alone ends it.
	values := w.toldAre(statusUpdate+"PENDING", statusUpdate+"APPROVED")
	want := map[string]any{
		"event": "APPROVED", "message_template_id": json.Number(id), "message_template_name": "case_news",
		"message_template_language": "es-ES", "reason": "NONE", "message_template_category": "UTILITY",
	}
	if diff := cmp.Diff(want, values[1]); diff != "" {
		t.Errorf("value (-want +got):\n%s", diff)
	}
}

func TestReviewDelayIsALimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"template_review_s":0}`)
	w.create(newBody("case_news", "es_ES", "UTILITY", plainBody))
	if got := w.view("case_news", "es_ES"); got.Status != "APPROVED" {
		t.Errorf("without delay: %+v", got)
	}
	if err := w.graph.SetLimits(json.RawMessage(`{"template_review_s":86401}`)); err == nil {
		t.Error("a review of more than a day is taken")
	}
}

func TestPromotionalUtilityIsApprovedAsMarketing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.create(newBody("case_offer", "es_ES", "UTILITY", `{"type":"BODY","text":"Hay un descuento para su próxima compra."}`))
	w.advance(minute)
	values := w.toldAre(statusUpdate+"PENDING", "template_category_update MARKETING", statusUpdate+"APPROVED")
	if got := values[1]["previous_category"]; got != "UTILITY" {
		t.Errorf("category told: %+v", values[1])
	}
	if got := w.view("case_offer", "es_ES"); got.Category != "MARKETING" || got.Previous != "UTILITY" || got.Status != "APPROVED" {
		t.Errorf("after review: %+v", got)
	}
	// A wish overrules the reviewer's own judgement.
	w.order(`{"do":"review","name":"case_other","language":"es_ES","outcome":"approve"}`)
	w.create(newBody("case_other", "es_ES", "UTILITY", `{"type":"BODY","text":"Hay un descuento en su factura."}`))
	w.advance(minute)
	if got := w.view("case_other", "es_ES"); got.Category != "UTILITY" || got.Status != "APPROVED" {
		t.Errorf("with a wish: %+v", got)
	}
}

func TestSameWordsInOneLanguageAreRejected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, language := range map[string]string{"case_news": "es_ES", "case_twin": "es_MX"} {
		w.create(newBody(name, language, "UTILITY", plainBody))
	}
	w.advance(minute)
	w.view("case_news", "es_ES")
	w.create(newBody("case_copy", "es_ES", "UTILITY", plainBody))
	w.advance(minute)
	for name, want := range map[string]string{"case_news es_ES": "APPROVED", "case_twin es_MX": "APPROVED", "case_copy es_ES": "REJECTED"} {
		word, language, _ := strings.Cut(name, " ")
		if got := w.view(word, language); got.Status != want {
			t.Errorf("%s: %s, want %s", name, got.Status, want)
		}
	}
}

func TestPausesForQualityGrowAndEndInADisabledTemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const ticket = `"name":"ticket_update","language":"es_ES"}`
	pause := func() { w.order(`{"do":"pause",` + ticket) }
	status := func() string { return w.view("ticket_update", "es_ES").Status }
	for _, length := range []time.Duration{3 * time.Hour, 6 * time.Hour} {
		pause()
		w.advance(length - minute)
		if got := status(); got != "PAUSED" {
			t.Errorf("just before %s: %s", length, got)
		}
		if answer := w.call(http.MethodPost, "/v26.0/1600000000000003/unpause", ""); !strings.Contains(answer.Body.String(), `"success":false`) {
			t.Errorf("unpause of a pause for quality: %s", answer.Body)
		}
		w.advance(minute)
		if got := status(); got != "APPROVED" {
			t.Errorf("after %s: %s", length, got)
		}
	}
	pause()
	if got := status(); got != "DISABLED" {
		t.Errorf("third time: %s", got)
	}
	values := w.toldAre(statusUpdate+"PAUSED", statusUpdate+"APPROVED", statusUpdate+"PAUSED", statusUpdate+"APPROVED", statusUpdate+"DISABLED")
	var titles []string
	for _, value := range values {
		titles = append(titles, value["other_info"].(map[string]any)["title"].(string))
	}
	if diff := cmp.Diff([]string{"FIRST_PAUSE", "UNPAUSE", "SECOND_PAUSE", "UNPAUSE", "DISABLED"}, titles); diff != "" {
		t.Errorf("titles (-want +got):\n%s", diff)
	}
	if values[4]["disable_info"] == nil {
		t.Errorf("disabled without a date: %+v", values[4])
	}
}

func TestControlsOfATemplateAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const ticket = `"name":"ticket_update","language":"es_ES"}`
	w.order(`{"do":"quality","score":"RED",` + ticket)
	w.order(`{"do":"recategorise","category":"MARKETING","in":"24h",` + ticket)
	if got := w.view("ticket_update", "es_ES"); got.Quality != "RED" || got.Category != "UTILITY" || got.Next != "MARKETING" {
		t.Errorf("announced: %+v", got)
	}
	w.advance(24 * time.Hour)
	w.view("ticket_update", "es_ES")
	w.order(`{"do":"recategorise","category":"utility",` + ticket)
	w.order(`{"do":"edit","components":[{"type":"HEADER","format":"TEXT","text":"News"},` + plainBody + `,{"type":"BUTTONS","buttons":[{"type":"PHONE_NUMBER","text":"Call","phone_number":"+34911000001"}]}],` + ticket)
	w.order(`{"do":"approve",` + ticket)
	w.order(`{"do":"disable",` + ticket)
	w.order(`{"do":"add","category":"UTILITY","components":[` + plainBody + `],"name":"case_news","language":"es"}`)
	w.order(`{"do":"delete","name":"case_news","language":"es"}`)
	values := w.toldAre(
		"message_template_quality_update RED", "template_category_update MARKETING", "template_category_update MARKETING", "template_category_update UTILITY",
		statusUpdate+"PENDING", "message_template_components_update", statusUpdate+"APPROVED", statusUpdate+"DISABLED", statusUpdate+"APPROVED", statusUpdate+"DELETED",
	)
	if values[0]["previous_quality_score"] != "UNKNOWN" || values[0]["message_template_id"] != json.Number("1600000000000003") {
		t.Errorf("quality: %+v", values[0])
	}
	if values[1]["new_category"] != "UTILITY" || values[1]["category_update_timestamp"] == nil {
		t.Errorf("impending category: %+v", values[1])
	}
	if values[2]["previous_category"] != "UTILITY" || values[2]["correct_category"] != nil {
		t.Errorf("category done: %+v", values[2])
	}
	if values[5]["message_template_element"] != "Your case has news for you." || values[5]["message_template_title"] != "News" || len(values[5]["message_template_buttons"].([]any)) != 1 {
		t.Errorf("components: %+v", values[5])
	}
}

func TestOrdersThatMakeNoSenseChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const ticket = `,"name":"ticket_update","language":"es_ES"}`
	for order, want := range map[string]string{
		`{"do":"explode"` + ticket: "recategorise", `{"do":"pause","name":"none","language":"es"}`: "GET /sim/templates",
		`{"do":"quality","score":"BLUE"` + ticket: "score:", `{"do":"recategorise","category":"UTILITY"` + ticket: "category:",
		`{"do":"recategorise","category":"MARKETING","in":"soon"` + ticket: "in:", `{"do":"review","outcome":"perhaps"}`: "outcome:",
		`{"do":"add","category":"UTILITY"` + ticket: "BODY", `{"do":"add","category":"UTILITY","components":[` + plainBody + `]` + ticket: "already",
		`{"do":"edit"` + ticket: "components", `{"colour":"red"}`: "colour", `[]`: "ticket_update",
	} {
		if _, err := w.graph.SetTemplate(json.RawMessage(order)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", order, err, want)
		}
	}
	if names, _ := w.templateNotices(); len(names) != 0 {
		t.Errorf("webhooks %v", names)
	}
}
