package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// WhatsApp's limits for changes; .../templates/template-management.
const (
	// EditPause is between two edits of an approved template.
	EditPause = 24 * time.Hour
	// MaxEdits of an approved template within EditPeriod.
	MaxEdits   = 10
	EditPeriod = 30 * 24 * time.Hour
	// NameBlock is how long the name of a deleted template cannot be used.
	NameBlock = 30 * 24 * time.Hour
	// MaxCreations within CreationPeriod, of one account.
	MaxCreations   = 100
	CreationPeriod = time.Hour
)

// Did is something that was done to a template. Who applies a plan remembers it:
// WhatsApp does not tell.
type Did struct {
	Kind     ActionKind // ActionCreate, ActionEdit or ActionDelete
	Name     string
	Language string // empty: all of them were deleted
	At       time.Time
}

// ActionKind is what is to be done.
type ActionKind string

// The kinds of actions.
const (
	ActionCreate  ActionKind = "create"
	ActionEdit    ActionKind = "edit"
	ActionDelete  ActionKind = "delete"
	ActionKeep    ActionKind = "keep"
	ActionBlocked ActionKind = "blocked" // wanted, and refused by WhatsApp if it were tried
)

// Action is one step from the account's state to the definitions.
type Action struct {
	Kind           ActionKind
	Name, Language string
	// Reason is why, for the person who reads the plan; empty where Diff says all.
	Reason string
	// After is when a blocked action becomes possible; zero is never by itself.
	After time.Time
	Diff  []Difference
	// Want is what the definition asks for, Have what the account holds; either is
	// zero where there is none.
	Want, Have Template
}

// Difference is one part that differs; a part that does not exist is empty.
type Difference struct {
	Field      string
	Have, Want string
}

// PlanOptions widen what a plan may do.
type PlanOptions struct {
	// Delete asks to delete what no definition knows. Without it such a template
	// is kept.
	Delete bool
}

// Plan compares definitions with the account's state and tells what to do, by
// name and language. Nothing is created, edited or deleted that WhatsApp would
// refuse by its limits, as far as history tells of earlier changes.
func Plan(definitions []Definition, catalogue Catalogue, now time.Time, history []Did, options PlanOptions) []Action {
	p := planner{catalogue: catalogue, now: now, history: history}
	var all []Action
	known := map[[2]string]bool{}
	for _, d := range definitions {
		for _, w := range d.Wordings {
			want, err := d.Template(w.Language)
			if err != nil {
				continue // its own language exists
			}
			known[[2]string{want.Name, want.Language}] = true
			all = append(all, p.toward(want))
		}
	}
	for _, have := range catalogue.All() {
		if !known[[2]string{have.Name, have.Language}] {
			all = append(all, unknown(have, options))
		}
	}
	slices.SortStableFunc(all, func(a, b Action) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Language, b.Language))
	})
	return p.rationed(all)
}

type planner struct {
	catalogue Catalogue
	now       time.Time
	history   []Did
}

// toward is the step to one wanted template.
func (p planner) toward(want Template) Action {
	a := Action{Name: want.Name, Language: want.Language, Want: want}
	have, exists := p.catalogue.Find(want.Name, want.Language)
	if gone := have.Status == StatusDeleted || have.Status == StatusPendingDeletion; !exists || gone {
		return p.creation(a, gone)
	}
	a.Have, a.Diff = have, Diff(have, want)
	if len(a.Diff) == 0 {
		a.Kind, a.Reason = ActionKeep, kept(have)
		return a
	}
	return p.edit(a)
}

func (p planner) creation(a Action, gone bool) Action {
	a.Kind, a.Diff = ActionCreate, Diff(Template{}, a.Want)
	for _, did := range p.history {
		free := did.At.Add(NameBlock)
		concerns := did.Kind == ActionDelete && did.Name == a.Name && (did.Language == "" || did.Language == a.Language)
		if concerns && p.now.Before(free) && free.After(a.After) {
			a.Kind, a.After = ActionBlocked, free
			a.Reason = "the name was deleted and cannot be used for 30 days: wait, or take another name"
		}
	}
	if gone && a.Kind == ActionCreate {
		a.Kind = ActionBlocked
		a.Reason = "it is being deleted, and its name cannot be used for 30 days: wait, or take another name"
	}
	return a
}

// kept tells what the reader of a plan should know of a template that is as it
// was defined.
func kept(have Template) string {
	switch have.Status {
	case StatusApproved:
		return ""
	case StatusRejected:
		return "it was rejected (" + have.Reason + "): change its wording"
	}
	return "it is " + have.Status
}

// edit is the step to a template that exists and differs.
func (p planner) edit(a Action) Action {
	a.Kind = ActionEdit
	category, form := differs(a.Diff, "category"), differs(a.Diff, "parameter_format")
	switch {
	case !slices.Contains([]string{StatusApproved, StatusRejected, StatusPaused}, a.Have.Status):
		a.Kind, a.Reason = ActionBlocked, "it is "+a.Have.Status+": only approved, rejected and paused ones can be edited"
	case form:
		a.Kind, a.Reason = ActionBlocked, "names for its parameters are given when it is created: take another name"
	case a.Have.Status != StatusApproved:
	case category && len(a.Diff) == 1:
		a.Kind = ActionBlocked
		a.Reason = fmt.Sprintf("the category of an approved one is fixed; WhatsApp holds it for %s: ask for a review in WhatsApp Manager within 60 days, change the definition, or take another name", a.Have.Category)
	default:
		a.After = p.nextEdit(a.Name, a.Language)
		if !a.After.IsZero() {
			a.Kind, a.Reason = ActionBlocked, "an approved one can be edited once in 24 hours and 10 times in 30 days: wait"
			break
		}
		a.Reason = "it goes back to review"
		if category {
			a.Reason += "; its category stays " + a.Have.Category
		}
	}
	return a
}

func differs(all []Difference, field string) bool {
	return slices.ContainsFunc(all, func(d Difference) bool { return d.Field == field })
}

// nextEdit is when an approved template can be edited again; zero is now.
func (p planner) nextEdit(name, language string) time.Time {
	var edits []time.Time
	for _, did := range p.history {
		if did.Kind == ActionEdit && did.Name == name && did.Language == language {
			edits = append(edits, did.At)
		}
	}
	slices.SortFunc(edits, time.Time.Compare)
	var next time.Time
	if count := len(edits); count > 0 {
		next = edits[count-1].Add(EditPause)
		if count >= MaxEdits {
			next = latest(next, edits[count-MaxEdits].Add(EditPeriod))
		}
	}
	if p.now.Before(next) {
		return next
	}
	return time.Time{}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// unknown is the step for a template that no definition knows.
func unknown(have Template, options PlanOptions) Action {
	a := Action{Kind: ActionKeep, Name: have.Name, Language: have.Language, Have: have, Reason: "no definition knows it"}
	switch {
	case have.Status == StatusDeleted || have.Status == StatusPendingDeletion:
		a.Reason += "; it is " + have.Status
	case !options.Delete:
	case have.Status == StatusDisabled:
		a.Kind = ActionBlocked
		a.Reason += "; a disabled one cannot be deleted"
	default:
		a.Kind, a.Diff = ActionDelete, Diff(have, Template{})
	}
	return a
}

// rationed blocks creations beyond what an account may make in an hour.
func (p planner) rationed(all []Action) []Action {
	var made []time.Time
	for _, did := range p.history {
		if did.Kind == ActionCreate && p.now.Before(did.At.Add(CreationPeriod)) {
			made = append(made, did.At)
		}
	}
	slices.SortFunc(made, time.Time.Compare)
	left := MaxCreations - len(made)
	for i := range all {
		if all[i].Kind != ActionCreate {
			continue
		}
		if left--; left >= 0 {
			continue
		}
		all[i].Kind, all[i].After = ActionBlocked, p.now.Add(CreationPeriod)
		all[i].Reason = "an account can create 100 templates in an hour: plan again later"
	}
	return all
}
