package graph

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a control does to a template.
const (
	doAdd     = "add"     // somebody made it elsewhere; in the status given, APPROVED by default
	doEdit    = "edit"    // somebody edited it elsewhere: back to review
	doDelete  = "delete"  // somebody deleted it elsewhere
	doReview  = "review"  // says how reviews to come will end
	doApprove = "approve" // now
	doReject  = "reject"  // now, with a reason
	doPause   = "pause"   // for its quality; the third time disables
	doDisable = "disable"
	doQuality = "quality"      // gives it a score
	doMove    = "recategorise" // now, or announced and done after a while
	doHold    = "hold"         // messages wait for the judgement on the first ones
	doRelease = "release"      // they go on
	doDrop    = "drop"         // they are lost and the template is paused by pacing
)

func templateDoings() []string {
	return []string{doAdd, doEdit, doDelete, doReview, doApprove, doReject, doPause, doDisable, doQuality, doMove, doHold, doRelease, doDrop}
}

// templateOrder is the body of the control.
type templateOrder struct {
	Do       string `json:"do"`
	Name     string `json:"name"`
	Language string `json:"language"`

	Status     string            `json:"status"`
	Category   string            `json:"category"`
	Format     string            `json:"parameter_format"`
	Components []json.RawMessage `json:"components"`
	TTL        int               `json:"message_send_ttl_seconds"`

	Outcome string `json:"outcome"` // of doReview: "approve", "reject" or "" for the usual
	Reason  string `json:"reason"`
	Score   string `json:"score"` // GREEN, YELLOW, RED or UNKNOWN
	In      string `json:"in"`    // of doMove: how long ahead it is told, as a Go duration
}

// TemplateView is a template as the account's own people see it, and what will
// become of it.
type TemplateView struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Status     string          `json:"status"`
	Category   string          `json:"category"`
	Previous   string          `json:"previous_category,omitempty"`
	Format     string          `json:"parameter_format"`
	Components json.RawMessage `json:"components"`
	Reason     string          `json:"rejected_reason"`
	Quality    string          `json:"quality_score"`
	Held       bool            `json:"held,omitempty"` // messages wait, see control "hold"
	Edits      int             `json:"edits"`          // while it was approved

	// Unix seconds, 0 when nothing is to come.
	ReviewAt    int64  `json:"review_at,omitempty"`
	PausedUntil int64  `json:"paused_until,omitempty"`
	Next        string `json:"next_category,omitempty"`
	NextAt      int64  `json:"next_category_at,omitempty"`
}

func newTemplateView(t *template) TemplateView {
	return TemplateView{
		ID: t.ID, Name: t.Name, Language: t.Language, Status: t.Status, Category: t.Category, Previous: t.Previous,
		Format: t.Format, Components: encode(t.Components), Reason: t.Rejected, Quality: cmp.Or(t.Quality, qualityUnknown),
		Held: t.Held, Edits: len(t.Edits), ReviewAt: t.ReviewAt, PausedUntil: t.PausedUntil, Next: t.Next, NextAt: t.NextAt,
	}
}

// Templates lists the account's templates, oldest first.
func (g *Graph) Templates() []TemplateView {
	g.lock()
	defer g.unlock()
	g.settle()
	list := []TemplateView{}
	for _, t := range g.state.templates {
		if t.alive() {
			list = append(list, newTemplateView(t))
		}
	}
	return list
}

// SetTemplate does something to a template that is not the business's doing:
// what a reviewer, the people who get it, or somebody in WhatsApp Manager would
// do. Webhooks tell of it. The answer is the template as it is then, empty for a
// deletion and for a wish about reviews to come. An order that makes no sense
// changes nothing; the error says what to give.
func (g *Graph) SetTemplate(raw json.RawMessage) (TemplateView, error) {
	var o templateOrder
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&o); err != nil {
		return TemplateView{}, fmt.Errorf(`%w; give for example {"do":"reject","name":"ticket_update","language":"es_ES","reason":"PROMOTIONAL"}`, err)
	}
	if !slices.Contains(templateDoings(), o.Do) {
		return TemplateView{}, fmt.Errorf("do: %q is unknown, give one of %s", o.Do, strings.Join(templateDoings(), ", "))
	}
	g.lock()
	defer g.unlock()
	g.settle()
	if err := g.obey(o); err != nil {
		return TemplateView{}, err
	}
	if t := g.state.templateNamed(o.Name, o.Language); t != nil {
		return newTemplateView(t), nil
	}
	return TemplateView{}, nil
}

func (g *Graph) obey(o templateOrder) error {
	switch o.Do {
	case doAdd:
		return g.addTemplate(o)
	case doReview:
		return g.expect(o)
	}
	t := g.state.templateNamed(o.Name, o.Language)
	if t == nil {
		return errors.New("name, language: the account has no such template; GET /sim/templates lists them")
	}
	switch o.Do {
	case doEdit:
		return g.rewrite(t, o)
	case doQuality:
		if !slices.Contains([]string{"GREEN", "YELLOW", "RED", qualityUnknown}, o.Score) {
			return errors.New("score: give GREEN, YELLOW, RED or UNKNOWN")
		}
		g.judge(t, o.Score)
	case doMove:
		return g.moveTemplate(t, o)
	default:
		g.doToTemplate(t, o)
	}
	return nil
}

// doToTemplate does what needs nothing but the template.
func (g *Graph) doToTemplate(t *template, o templateOrder) {
	switch o.Do {
	case doDelete:
		g.deleteTemplate(t)
	case doApprove:
		g.approve(t, o.Category)
	case doReject:
		g.reject(t, o.Reason)
	case doPause:
		g.pause(t)
	case doDisable:
		g.disable(t)
	case doHold:
		g.hold(t)
	case doRelease:
		g.release(t, false)
	case doDrop:
		g.release(t, true)
	}
}

// addTemplate makes a template in any state. It must be one that the API would
// take, but for quotas.
func (g *Graph) addTemplate(o templateOrder) error {
	d, err := o.draft()
	if err != nil {
		return err
	}
	if e := d.checkNew(); e != nil {
		return e.words()
	}
	if g.state.templateNamed(o.Name, o.Language) != nil {
		return errors.New("name, language: the account has this template already")
	}
	t := g.newTemplate(d)
	t.Status = cmp.Or(strings.ToUpper(o.Status), templateApproved)
	t.Approved = t.Status != templatePending && t.Status != templateRejected
	t.Rejected = cmp.Or(o.Reason, reasonNone)
	g.commit(record{Template: t})
	g.tellStatus(t, statusNotice{Reason: t.Rejected})
	return nil
}

func (g *Graph) rewrite(t *template, o templateOrder) error {
	d, err := o.draft()
	if err != nil {
		return err
	}
	edited, e := t.edited(d)
	if e != nil {
		return e.words()
	}
	g.submitEdit(edited, d.parts != nil)
	return nil
}

// draft is the order as the body of a call.
func (o templateOrder) draft() (templateDraft, error) {
	d, e := draftTemplate(encode(templateDraft{
		Name: o.Name, Language: o.Language, Category: o.Category, Format: o.Format, Components: o.Components, TTL: o.TTL,
	}))
	if e != nil {
		return d, e.words()
	}
	return d, nil
}

func (g *Graph) expect(o templateOrder) error {
	if !slices.Contains([]string{"", outcomeApprove, outcomeReject}, o.Outcome) {
		return fmt.Errorf("outcome: give %q, %q or nothing for the usual", outcomeApprove, outcomeReject)
	}
	g.commit(record{Verdict: &verdict{Name: o.Name, Language: o.Language, Outcome: o.Outcome, Reason: o.Reason, Category: strings.ToUpper(o.Category)}})
	return nil
}

func (g *Graph) moveTemplate(t *template, o templateOrder) error {
	category := strings.ToUpper(o.Category)
	if !slices.Contains([]string{templateUtility, templateMarketing, templateAuthentication}, category) || category == t.Category {
		return errors.New("category: give another one of UTILITY, MARKETING and AUTHENTICATION")
	}
	if o.In == "" {
		g.recategorise(t, category)
		return nil
	}
	ahead, err := time.ParseDuration(o.In)
	if err != nil || ahead <= 0 {
		return errors.New(`in: give a duration like "24h"`)
	}
	g.announceCategory(t, category, g.now().Add(ahead).Unix())
	return nil
}

// words is the refusal as an error for people.
func (e *apiError) words() error { return errors.New(cmp.Or(e.advice, e.details, e.message)) }
