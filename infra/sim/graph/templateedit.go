package graph

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// Limits of edits of an approved template. Source: Template management.
const (
	editsEachDay   = 1
	editsEachMonth = 10
	editsMonth     = 30 * 24 * time.Hour
)

// deletedAtOnce is how many templates one call can delete by id.
const deletedAtOnce = 100

type success struct {
	Success bool `json:"success"`
}

// editTemplate replaces parts of a template, which goes back to review.
func (g *Graph) editTemplate(r *http.Request) (any, *apiError) {
	d, e := readTemplate(r)
	if e != nil {
		return nil, e
	}
	g.lock()
	defer g.unlock()
	g.settle()
	t, e := g.templateOf(r)
	if e != nil {
		return nil, e
	}
	if e := g.mayEdit(t, d); e != nil {
		return nil, e
	}
	edited, e := t.edited(d)
	if e != nil {
		return nil, e
	}
	if t.Status == templateApproved {
		edited.Edits = append(edited.Edits, g.now().Unix())
	}
	g.submitEdit(edited, d.parts != nil)
	return success{true}, nil
}

// mayEdit says whether a template can be edited now. The caller holds the lock.
func (g *Graph) mayEdit(t *template, d templateDraft) *apiError {
	if !slices.Contains([]string{templateApproved, templateRejected, templatePaused}, t.Status) {
		return fail(codeWrongParameter, "A template that is %s cannot be edited, only one that is APPROVED, REJECTED or PAUSED.", t.Status)
	}
	if t.Status != templateApproved {
		return nil
	}
	if d.Category != "" && d.Category != t.Category {
		return fail(codeWrongParameter, "The category of an approved template cannot be changed.")
	}
	day, month := 0, 0
	for _, at := range t.Edits {
		age := g.now().Sub(unix(at))
		if age < 24*time.Hour {
			day++
		}
		if age < editsMonth {
			month++
		}
	}
	if day >= editsEachDay || month >= editsEachMonth {
		return fail(codeWrongParameter, "An approved template can be edited %d time in 24 hours and %d times in 30 days.", editsEachDay, editsEachMonth)
	}
	return nil
}

// edited is the template with a draft's parts in the place of its own.
func (t *template) edited(d templateDraft) (*template, *apiError) {
	if d.Category == "" && d.parts == nil && d.TTL == 0 {
		return nil, fail(codeWrongParameter, "Give components, category or message_send_ttl_seconds.")
	}
	next := t.clone()
	if d.Category != "" {
		next.Category = d.Category
	}
	if d.Format != "" {
		next.Format = d.Format
	}
	if d.TTL != 0 {
		next.TTL = d.TTL
	}
	if d.parts != nil {
		next.Components = d.parts
	}
	if e := checkTTL(next.Category, next.TTL); e != nil {
		return nil, e
	}
	return next, checkComponents(next.Category, next.Format, next.Components)
}

// deleteTemplates deletes by name in all languages, by name and id, or by ids.
func (g *Graph) deleteTemplates(r *http.Request) (any, *apiError) {
	query := r.URL.Query()
	ids, e := askedIDs(query.Get("hsm_id"), query.Get("hsm_ids"))
	if e != nil {
		return nil, e
	}
	name := query.Get("name")
	if name == "" && query.Get("hsm_ids") == "" {
		return nil, fail(codeWrongParameter, "The parameter name is required.")
	}
	g.lock()
	defer g.unlock()
	g.settle()
	var doomed []*template
	for _, t := range g.state.templates {
		if t.alive() && (name == "" || t.Name == name) && (ids == nil || slices.Contains(ids, t.ID)) {
			doomed = append(doomed, t)
		}
	}
	if len(doomed) == 0 || ids != nil && len(doomed) != len(ids) {
		return nil, fail(codeWrongParameter, "Message template not found.")
	}
	for _, t := range doomed {
		if t.Status == templateDisabled {
			return nil, fail(codeWrongParameter, "Template %s (%s) is disabled and cannot be deleted.", t.Name, t.Language)
		}
	}
	for _, t := range doomed {
		g.deleteTemplate(t)
	}
	return success{true}, nil
}

// askedIDs are the ids that a deletion names; hsm_ids is a JSON list.
func askedIDs(one, many string) ([]string, *apiError) {
	switch {
	case one != "":
		return []string{one}, nil
	case many == "":
		return nil, nil
	}
	var raw []json.RawMessage
	if json.Unmarshal([]byte(many), &raw) != nil {
		return nil, fail(codeWrongParameter, "Param hsm_ids must be a list of ids.")
	}
	ids := make([]string, 0, len(raw))
	for _, id := range raw {
		ids = append(ids, text(id))
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 || len(ids) > deletedAtOnce {
		return nil, fail(codeWrongParameter, "Param hsm_ids must have 1 to %d ids.", deletedAtOnce)
	}
	return ids, nil
}

// deleteTemplate forgets a template but for its name. The caller holds the lock.
func (g *Graph) deleteTemplate(t *template) {
	next := t.clone()
	next.Status, next.DeletedAt = templateDeleted, g.now().Unix()
	next.ReviewAt, next.PausedUntil, next.Next, next.NextAt = 0, 0, "", 0
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{Reason: reasonNone})
}

// unpauseTemplate ends a pause that pacing made; one for quality ends by itself.
func (g *Graph) unpauseTemplate(r *http.Request) (any, *apiError) {
	g.lock()
	defer g.unlock()
	g.settle()
	t, e := g.templateOf(r)
	if e != nil {
		return nil, e
	}
	type answer struct {
		Success bool   `json:"success"`
		Reason  string `json:"reason,omitempty"`
	}
	switch {
	case t.Status != templatePaused:
		return answer{false, "Template is not paused"}, nil
	case !t.Paced:
		return answer{false, "Template was not paused by pacing"}, nil
	}
	g.unpause(t)
	return answer{Success: true}, nil
}
