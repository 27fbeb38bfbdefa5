package graph

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Fields of webhooks about templates.
const (
	fieldTemplateStatus     = "message_template_status_update"
	fieldTemplateQuality    = "message_template_quality_update"
	fieldTemplateCategory   = "template_category_update"
	fieldTemplateComponents = "message_template_components_update"
)

// templateLane keeps the webhooks about templates in order.
const templateLane = "templates"

// qualityUnknown is that of a template nobody has judged.
const qualityUnknown = "UNKNOWN"

// noticed names the template that a webhook is about: the id is a number and
// the language has a hyphen there. Source: message_template_status_update
// webhook reference.
type noticed struct {
	ID       json.Number `json:"message_template_id"`
	Name     string      `json:"message_template_name"`
	Language string      `json:"message_template_language"`
}

func newNoticed(t *template) noticed {
	return noticed{json.Number(t.ID), t.Name, strings.ReplaceAll(t.Language, "_", "-")}
}

type statusNotice struct {
	Event string `json:"event"`
	noticed
	Reason    string         `json:"reason"`
	Category  string         `json:"message_template_category"`
	Disable   *disableInfo   `json:"disable_info,omitempty"`
	Other     *otherInfo     `json:"other_info,omitempty"`
	Rejection *rejectionInfo `json:"rejection_info,omitempty"`
}

type disableInfo struct {
	Date string `json:"disable_date"`
}

type otherInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

type rejectionInfo struct {
	Reason         string `json:"reason"`
	Recommendation string `json:"recommendation"`
}

// tellTemplate posts a webhook about a template. The caller holds the lock.
func (g *Graph) tellTemplate(field string, value any) {
	g.send(&post{Lane: templateLane, Body: g.wrap(entry{
		ID: g.options.WABAID, Time: g.now().Unix(), Changes: []change{{Value: value, Field: field}},
	})})
}

// tellStatus tells the state of a template. The caller holds the lock.
func (g *Graph) tellStatus(t *template, notice statusNotice) {
	notice.Event, notice.noticed, notice.Category = t.Status, newNoticed(t), t.Category
	g.tellTemplate(fieldTemplateStatus, notice)
}

// tellComponents tells the new words of an edited template. The caller holds
// the lock.
func (g *Graph) tellComponents(t *template) {
	type button struct {
		Type  string `json:"message_template_button_type"`
		Text  string `json:"message_template_button_text"`
		URL   string `json:"message_template_button_url,omitempty"`
		Phone string `json:"message_template_button_phone_number,omitempty"`
	}
	var buttons []button
	for _, b := range t.buttons() {
		buttons = append(buttons, button{b.Type, b.Text, b.URL, b.Phone})
	}
	g.tellTemplate(fieldTemplateComponents, struct {
		noticed
		Body    string   `json:"message_template_element"`
		Title   string   `json:"message_template_title,omitempty"`
		Footer  string   `json:"message_template_footer,omitempty"`
		Buttons []button `json:"message_template_buttons,omitempty"`
	}{newNoticed(t), t.text(componentBody), t.text(componentHeader), t.text(componentFooter), buttons})
}

// judge gives a template a quality. The caller holds the lock.
func (g *Graph) judge(t *template, score string) {
	before := cmp.Or(t.Quality, qualityUnknown)
	next := t.clone()
	next.Quality, next.QualityAt = score, g.now().Unix()
	g.commit(record{Template: next})
	g.tellTemplate(fieldTemplateQuality, struct {
		Before string `json:"previous_quality_score"`
		After  string `json:"new_quality_score"`
		noticed
	}{before, score, newNoticed(next)})
}

// announceCategory tells a change of category ahead: the new category in it is
// the one that still holds. The caller holds the lock.
func (g *Graph) announceCategory(t *template, category string, at int64) {
	next := t.clone()
	next.Next, next.NextAt = category, at
	g.commit(record{Template: next})
	g.tellTemplate(fieldTemplateCategory, struct {
		noticed
		Current string `json:"new_category"`
		Correct string `json:"correct_category"`
		At      int64  `json:"category_update_timestamp"`
	}{newNoticed(next), next.Category, category, at})
	g.after(max(unix(at).Sub(g.now()), 0), g.settle)
}

// recategorise gives a template another category now. The caller holds the
// lock.
func (g *Graph) recategorise(t *template, category string) {
	next := t.clone()
	next.Previous, next.Category, next.Next, next.NextAt = t.Category, category, "", 0
	g.commit(record{Template: next})
	g.tellTemplate(fieldTemplateCategory, struct {
		noticed
		Previous string `json:"previous_category"`
		New      string `json:"new_category"`
	}{newNoticed(next), next.Previous, next.Category})
}
