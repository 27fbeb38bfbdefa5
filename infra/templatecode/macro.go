package templatecode

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/template"
)

// Helpdesk is the part of a helpdesk that keeps macros.
type Helpdesk interface {
	Macros(ctx context.Context) ([]zendesk.Macro, error)
	CreateMacro(ctx context.Context, macro zendesk.Macro) error
	UpdateMacro(ctx context.Context, macro zendesk.Macro) error
	SwitchOffMacro(ctx context.Context, id string) error
}

var _ Helpdesk = (*zendesk.Client)(nil)

// MacroMenu is the menu in which agents find the macros.
const MacroMenu = "Ventana"

// marked stands in the description of each macro that is ours, before its
// definition, its language and the digest of what Ventana wrote. By it a macro
// is found again, whatever somebody has called it since.
const marked = "ventana:macro:"

// MacroAction is one step from a helpdesk's macros to the definitions.
type MacroAction struct {
	// Kind is ActionCreate, ActionEdit, ActionDelete (switch it off), ActionKeep
	// or ActionBlocked.
	Kind   template.ActionKind
	Title  string
	Reason string
	Diff   []template.Difference
	// Want is what is to stand there; Have what does. Either is zero where there
	// is none.
	Want, Have zendesk.Macro
}

// WantedMacros are the macros of the definitions, in the order of the menu: one
// for each wording that has a text for it.
func WantedMacros(definitions []template.Definition) []zendesk.Macro {
	var all []zendesk.Macro
	for _, definition := range definitions {
		for _, wording := range definition.Wordings {
			if wording.Macro == "" {
				continue
			}
			m := zendesk.Macro{
				Title: strings.Join([]string{MacroMenu, definition.Name, LanguageName(wording.Language)}, "::"),
				Text:  blanks(definition, wording.Macro), Public: true, Active: true,
			}
			m.Description = describe(definition.Name, wording.Language, m)
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b zendesk.Macro) int { return strings.Compare(a.Title, b.Title) })
	return all
}

// blanks writes a parameter as [question], for the agent to fill in: the
// helpdesk would show nothing in its place. Its own placeholders stay.
func blanks(definition template.Definition, text string) string {
	return regexp.MustCompile(`\{\{[^{}]*\}\}`).ReplaceAllStringFunc(text, func(found string) string {
		name := strings.TrimSpace(strings.Trim(found, "{}"))
		if slices.ContainsFunc(definition.Parameters, func(p template.DefinedParameter) bool { return p.Name == name }) {
			return "[" + name + "]"
		}
		return found
	})
}

// describe is what administrators read, with the marker.
func describe(name, language string, m zendesk.Macro) string {
	return fmt.Sprintf("What the WhatsApp template %s (%s) says, while the window is open. Change its definition, not this: "+
		"`ventana templates apply` brings it back.\n%s%s:%s:%s", name, language, marked, name, language, digestOf(m))
}

// digestOf is of all that Ventana decides of a macro but the marker itself.
func digestOf(m zendesk.Macro) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %t", m.Title, m.Text, m.Public))
	return hex.EncodeToString(sum[:6])
}

// markOf reads the marker of a macro: "case_waiting:es" and the digest.
func markOf(m zendesk.Macro) (name, digest string, ours bool) {
	_, mark, found := strings.Cut(m.Description, marked)
	parts := strings.Split(strings.TrimSpace(mark), ":")
	if !found || len(parts) != 3 {
		return "", "", false
	}
	return parts[0] + ":" + parts[1], parts[2], true
}

// PlanMacros compares the definitions with a helpdesk's macros. Those that bear
// no marker are somebody else's and are in no action. Ours that no definition
// has are switched off where deletes is true, and kept where it is not.
func PlanMacros(definitions []template.Definition, listed []zendesk.Macro, deletes bool) []MacroAction {
	ours, titles := map[string][]zendesk.Macro{}, map[string]bool{}
	for _, m := range listed {
		if name, _, ok := markOf(m); ok {
			ours[name] = append(ours[name], m)
		} else if m.Active {
			titles[strings.ToLower(m.Title)] = true
		}
	}
	var all []MacroAction
	for _, want := range WantedMacros(definitions) {
		name, _, _ := markOf(want)
		candidates := ours[name]
		delete(ours, name)
		// Of twins, which a lost answer leaves behind, one that agents can choose.
		slices.SortStableFunc(candidates, func(a, b zendesk.Macro) int { return -cmp.Compare(truth(a.Active), truth(b.Active)) })
		if len(candidates) == 0 {
			all = append(all, creation(want, titles[strings.ToLower(want.Title)]))
			continue
		}
		all = append(all, toward(want, candidates[0]))
		for _, twin := range candidates[1:] {
			all = append(all, switchedOff(twin, "the same stands there twice", true))
		}
	}
	for _, rest := range ours {
		for _, m := range rest {
			all = append(all, switchedOff(m, "no definition has it", deletes))
		}
	}
	all = slices.DeleteFunc(all, func(a MacroAction) bool { return a.Kind == template.ActionKeep && !a.Have.Active })
	slices.SortStableFunc(all, func(a, b MacroAction) int { return strings.Compare(a.Title, b.Title) })
	return all
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func creation(want zendesk.Macro, taken bool) MacroAction {
	a := MacroAction{Kind: template.ActionCreate, Title: want.Title, Want: want, Diff: macroDiff(zendesk.Macro{}, want)}
	if taken {
		a.Kind, a.Reason = template.ActionBlocked, "a macro of this title is somebody else's, and agents could not tell them apart: rename that one"
	}
	return a
}

// toward is the step to a macro that is there. What was changed by hand is
// changed back: the definition is the source.
func toward(want, have zendesk.Macro) MacroAction {
	want.ID = have.ID
	a := MacroAction{Kind: template.ActionEdit, Title: want.Title, Want: want, Have: have, Diff: macroDiff(have, want)}
	_, digest, _ := markOf(have)
	switch {
	case len(a.Diff) == 0:
		a.Kind = template.ActionKeep
	case !have.Active || digest != digestOf(have) || have.More:
		a.Reason = "it was changed in the helpdesk"
	}
	return a
}

// switchedOff is the step for one of ours that is not wanted.
func switchedOff(have zendesk.Macro, why string, wanted bool) MacroAction {
	a := MacroAction{Kind: template.ActionKeep, Title: have.Title, Have: have, Reason: why}
	if wanted && have.Active {
		a.Kind = template.ActionDelete
	}
	return a
}

func macroDiff(have, want zendesk.Macro) []template.Difference {
	var all []template.Difference
	add := func(field, have, want string) {
		if have != want {
			all = append(all, template.Difference{Field: field, Have: have, Want: want})
		}
	}
	add("title", have.Title, want.Title)
	add("text", have.Text, want.Text)
	if have.ID == "" {
		return all[len(all)-1:] // the line has the title already, and the rest is the same for all
	}
	add("comment", audience(have), audience(want))
	add("state", switched(have), switched(want))
	if have.More {
		add("other actions", "some", "none")
	}
	return all
}

func audience(m zendesk.Macro) string {
	if m.Public {
		return "a reply"
	}
	return "an internal note"
}

func switched(m zendesk.Macro) string {
	if m.Active {
		return "on"
	}
	return "off"
}

// ApplyMacro carries one action out; those that need nothing do nothing. A
// repeat after a lost answer may make a twin, which the next plan switches off.
func ApplyMacro(ctx context.Context, desk Helpdesk, a MacroAction) error {
	switch a.Kind {
	case template.ActionCreate:
		return desk.CreateMacro(ctx, a.Want)
	case template.ActionEdit:
		return desk.UpdateMacro(ctx, a.Want)
	case template.ActionDelete:
		return desk.SwitchOffMacro(ctx, a.Have.ID)
	}
	return nil
}
