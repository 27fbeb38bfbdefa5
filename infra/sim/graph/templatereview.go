package graph

import (
	"slices"
	"strings"
	"time"
)

// Pauses for quality. Source: Template pausing.
const (
	firstPause  = 3 * time.Hour
	secondPause = 6 * time.Hour
	pausesMax   = 2 // the next one disables
)

// Titles of other_info in a status notice.
const (
	titleFirstPause  = "FIRST_PAUSE"
	titleSecondPause = "SECOND_PAUSE"
	titlePacing      = "RATE_LIMITING_PAUSE"
	titleUnpause     = "UNPAUSE"
	titleDisabled    = "DISABLED"
)

// Outcomes of a review that a control can ask for.
const (
	outcomeApprove = "approve"
	outcomeReject  = "reject"
)

// verdict is what a control wants of reviews to come. An empty name or language
// stands for every one; an empty outcome takes the wish back.
type verdict struct {
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"`
	Outcome  string `json:"outcome,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Category string `json:"category,omitempty"` // that the template is approved as
}

func (v verdict) key() string { return v.Name + "/" + v.Language }

func (s *state) applyVerdict(v verdict) {
	if v.Outcome == "" {
		delete(s.verdicts, v.key())
		return
	}
	s.verdicts[v.key()] = v
}

// verdictOn is the nearest wish for a template.
func (s *state) verdictOn(t *template) verdict {
	for _, key := range []verdict{{Name: t.Name, Language: t.Language}, {Name: t.Name}, {Language: t.Language}, {}} {
		if v, asked := s.verdicts[key.key()]; asked {
			return v
		}
	}
	return verdict{}
}

// submit sends a template to review. The caller holds the lock.
func (g *Graph) submit(t *template) {
	delay := g.state.limits.templateReview()
	t.Status, t.ReviewAt, t.Rejected = templatePending, g.now().Add(delay).Unix(), reasonNone
	g.commit(record{Template: t})
	g.tellStatus(t, statusNotice{Reason: reasonNone})
	g.after(delay, g.settle)
}

// submitEdit sends an edited template to review. The caller holds the lock.
func (g *Graph) submitEdit(t *template, components bool) {
	t.PausedUntil, t.Paced = 0, false
	g.submit(t)
	if components {
		g.tellComponents(t)
	}
}

// settle lets happen to templates what is due by the simulated clock: reviews
// end, pauses end, categories change. The caller holds the lock.
func (g *Graph) settle() {
	now := g.now()
	due := func(at int64) bool { return at != 0 && !now.Before(unix(at)) }
	for _, t := range slices.Clone(g.state.templates) {
		if !t.alive() {
			continue
		}
		if due(t.ReviewAt) {
			g.review(t)
			continue
		}
		if due(t.PausedUntil) {
			g.unpause(t)
			continue
		}
		if due(t.NextAt) {
			g.recategorise(t, t.Next)
		}
	}
}

// armTemplates sets the timers of what is due later, after a restart. The
// caller holds the lock.
func (g *Graph) armTemplates() {
	for _, t := range g.state.templates {
		for _, at := range []int64{t.ReviewAt, t.PausedUntil, t.NextAt} {
			if at != 0 && t.alive() {
				g.after(max(unix(at).Sub(g.now()), 0), g.settle)
			}
		}
	}
}

// review ends the review of a template. The caller holds the lock.
func (g *Graph) review(t *template) {
	wish := g.state.verdictOn(t)
	switch {
	case wish.Outcome == outcomeReject:
		g.reject(t, wish.Reason)
	case wish.Outcome == "" && g.duplicates(t):
		g.reject(t, "INVALID_FORMAT")
	default:
		category := wish.Category
		if wish.Outcome == "" && t.Category == templateUtility && promotional(t) {
			category = templateMarketing
		}
		g.approve(t, category)
	}
}

func (g *Graph) reject(t *template, reason string) {
	next := t.clone()
	if reason == "" {
		reason = "INVALID_FORMAT"
	}
	next.Status, next.Rejected, next.ReviewAt = templateRejected, reason, 0
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{Reason: reason, Rejection: &rejectionInfo{
		Reason: "The template does not keep the rules for its category.", Recommendation: "Change the wording and send it again.",
	}})
}

// approve lets a template be sent, perhaps in another category.
func (g *Graph) approve(t *template, category string) {
	if category != "" && category != t.Category {
		g.recategorise(t, category)
		t = g.state.templateByID(t.ID)
	}
	next := t.clone()
	next.Status, next.Approved, next.Rejected = templateApproved, true, reasonNone
	next.ReviewAt, next.PausedUntil, next.Paced = 0, 0, false
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{Reason: reasonNone})
}

// unpause ends a pause.
func (g *Graph) unpause(t *template) {
	next := t.clone()
	next.Status, next.PausedUntil, next.Paced = templateApproved, 0, false
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{Reason: reasonNone, Other: &otherInfo{titleUnpause, "The template can be sent again."}})
}

// pause stops a template for its quality: the first time for three hours, then
// for six, then for good.
func (g *Graph) pause(t *template) {
	if t.Pauses >= pausesMax {
		g.disable(t)
		return
	}
	length, heading := firstPause, titleFirstPause
	if t.Pauses > 0 {
		length, heading = secondPause, titleSecondPause
	}
	next := t.clone()
	next.Pauses++
	next.Status, next.PausedUntil, next.Paced, next.ReviewAt = templatePaused, g.now().Add(length).Unix(), false, 0
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{Reason: reasonNone, Other: &otherInfo{heading, "The template is paused for " + length.String() + " because its quality is low."}})
	g.after(length, g.settle)
}

func (g *Graph) disable(t *template) {
	next := t.clone()
	next.Status, next.PausedUntil, next.ReviewAt = templateDisabled, 0, 0
	g.commit(record{Template: next})
	g.tellStatus(next, statusNotice{
		Reason: reasonNone, Other: &otherInfo{titleDisabled, "The template is disabled because its quality is low."},
		Disable: &disableInfo{Date: g.now().Format(time.DateOnly)},
	})
}

// duplicates says whether another template has the same words in that language.
// The caller holds the lock.
func (g *Graph) duplicates(t *template) bool {
	if t.Category == templateAuthentication {
		return false
	}
	return slices.ContainsFunc(g.state.templates, func(other *template) bool {
		return other.ID != t.ID && other.Status == templateApproved && other.Language == t.Language &&
			other.text(componentBody) == t.text(componentBody) && other.text(componentFooter) == t.text(componentFooter)
	})
}

// promotional says whether a reviewer would take the words for advertising. The
// list is short and our own; Meta's judgement is not published.
func promotional(t *template) bool {
	words := strings.ToLower(t.text(componentHeader) + " " + t.text(componentBody) + " " + t.text(componentFooter))
	return slices.ContainsFunc([]string{
		"% off", "discount", "coupon", "special offer", "our offers", "on sale", "buy now", "free gift",
		"descuento", "cupón", "oferta", "promoción", "rebaja", "compre ahora", "compra ahora",
		"desconto", "cupom", "promoção", "liquidação",
	}, func(word string) bool { return strings.Contains(words, word) })
}
