package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ventana/infra/templatecode"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
	"ventana/shared/template"
)

// desk is a helpdesk whose macros follow the definitions.
type desk struct {
	connection string
	client     templatecode.Helpdesk
}

// findDesks are the helpdesks that answer the numbers of the chosen accounts.
func (r *planRun) findDesks(ctx context.Context) ([]desk, error) {
	document, err := r.document(ctx, "to know the helpdesks")
	if err != nil {
		return nil, err
	}
	var desks []desk
	for _, whatsapp := range document.Connections {
		for _, number := range whatsapp.Numbers {
			chosen := slices.ContainsFunc(r.accounts, func(a account) bool { return a.waba == number.WABAID })
			known := slices.ContainsFunc(desks, func(d desk) bool { return d.connection == number.Helpdesk })
			connection, exists := document.Connection(number.Helpdesk)
			if chosen && !known && exists && connection.Kind == secret.KindZendesk {
				desks = append(desks, desk{connection.ID, zendeskClient(connection, "ventana (templates)", time.Now)})
			}
		}
	}
	return desks, nil
}

// zendeskClient is a client with the scope of a set-up. Tokens keep real time.
func zendeskClient(connection secret.CallConnection, userAgent string, now func() time.Time) *zendesk.Client {
	options := zendesk.Options{BaseURL: connection.BaseURL, Scope: zendesk.ScopeSetup, UserAgent: userAgent, Now: now}
	if connection.OAuth != nil {
		options.OAuth = &zendesk.OAuth{ClientID: connection.OAuth.ClientID, ClientSecret: connection.OAuth.ClientSecret}
	}
	if connection.Basic != nil {
		options.Basic = &zendesk.Basic{Email: connection.Basic.Email, Token: connection.Basic.Token}
	}
	return zendesk.New(options)
}

// planMacros compares the definitions with one helpdesk's macros and prints the
// actions. Macros that cannot be read are a line, and no failure: WhatsApp's
// templates do without them.
func (r *planRun) planMacros(ctx context.Context, of desk) (actions []templatecode.MacroAction, readable bool) {
	listed, err := of.client.Macros(ctx)
	if err != nil {
		r.list.say("\n  ! macros of %s: %v", of.connection, err)
		r.list.advise(macroAdvice(err))
		return nil, false
	}
	if actions = templatecode.PlanMacros(r.definitions, listed, r.flags.deletes); len(actions) == 0 {
		return nil, true // no definition has a macro
	}
	r.list.say("\nMacros of helpdesk %s:\n", of.connection)
	count, rest := map[template.ActionKind]int{}, 0
	for _, action := range actions {
		count[action.Kind]++
		if action.Kind == template.ActionKeep && action.Want.Title == "" && !r.flags.whole {
			rest++
			continue
		}
		r.showMacro(action)
	}
	if rest > 0 {
		r.list.say("  = %s of Ventana's that no definition has; --delete switches them off", counted(rest, "macro"))
	}
	r.list.say("\nMacros: %d to create, %d to change, %d to switch off, %d to keep, %d blocked.", count[template.ActionCreate],
		count[template.ActionEdit], count[template.ActionDelete], count[template.ActionKeep], count[template.ActionBlocked])
	return actions, true
}

func (r *planRun) showMacro(action templatecode.MacroAction) {
	line := fmt.Sprintf("  %s %s", sign(action.Kind), action.Title)
	if action.Reason != "" {
		line += ": " + action.Reason
	}
	r.list.say("%s", line)
	for _, part := range action.Diff {
		r.difference(part)
	}
}

// macroAdvice says what to do where a helpdesk does not give its macros away.
func macroAdvice(err error) string {
	told := failure.Of(err)
	switch {
	case errors.Is(err, context.Canceled):
		return ""
	case told.Code == "Forbidden" || told.Code == "403":
		return "Its user may not manage macros: give it the administrator role, and allow the OAuth client the scope “" + zendesk.ScopeSetup + "”. Or leave them out with --macros=false."
	case told.Code == "invalid_client" || told.Code == "invalid_scope" || told.Code == "401":
		return "Its credentials do not work: `ventana setup zendesk` says which. Or leave macros out with --macros=false."
	default:
		return "The templates are not held up by it. Leave macros out with --macros=false."
	}
}

// macroPlans are the plans of all helpdesks.
type macroPlans struct {
	desks         []desk
	actions       [][]templatecode.MacroAction
	todo, blocked int
}

// planAllMacros plans each helpdesk. One whose macros cannot be read needs a
// person, and nothing of it is applied.
func (r *planRun) planAllMacros(ctx context.Context) macroPlans {
	var plans macroPlans
	for _, one := range r.desks {
		actions, readable := r.planMacros(ctx, one)
		if !readable {
			r.list.needs++
			continue
		}
		for _, action := range actions {
			switch action.Kind {
			case template.ActionBlocked:
				plans.blocked++
			case template.ActionCreate, template.ActionEdit, template.ActionDelete:
				plans.todo++
			}
		}
		plans.desks, plans.actions = append(plans.desks, one), append(plans.actions, actions)
	}
	return plans
}

// applyMacros carries the plans out, a helpdesk after the other.
func (r *applyRun) applyMacros(ctx context.Context, plans macroPlans) {
	for i, one := range plans.desks {
		if todo := slices.DeleteFunc(slices.Clone(plans.actions[i]), keeps); len(todo) > 0 {
			r.list.say("\nMacros of helpdesk %s:\n", one.connection)
			r.applyTo(ctx, one, todo)
		}
	}
}

// applyTo changes one helpdesk's macros. A refusal concerns its macro alone;
// after what would meet the others too, as a missing right, they are not tried.
func (r *applyRun) applyTo(ctx context.Context, to desk, todo []templatecode.MacroAction) {
	for i, action := range todo {
		err := templatecode.ApplyMacro(ctx, to.client, action)
		if err == nil {
			r.list.right("%s is %s", action.Title, map[template.ActionKind]string{
				template.ActionCreate: "made", template.ActionEdit: "changed", template.ActionDelete: "switched off",
			}[action.Kind])
			continue
		}
		r.list.wrong(fmt.Sprintf("%s: %v", action.Title, err), takenAdvice(err))
		if left := len(todo) - i - 1; left > 0 && !failure.Is(err, failure.Permanent) {
			r.list.wrong(counted(left, "macro")+" not tried after the failure above", "Apply again when that is mended.")
			return
		}
	}
}

// takenAdvice is what to do about a macro that was not taken.
func takenAdvice(err error) string {
	if failure.Is(err, failure.Permanent) {
		return "Zendesk does not take it so: look at its text and title."
	}
	return macroAdvice(err)
}

// keeps tells that an action changes nothing.
func keeps(action templatecode.MacroAction) bool {
	return action.Kind == template.ActionKeep || action.Kind == template.ActionBlocked
}
