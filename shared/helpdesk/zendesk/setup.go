package zendesk

import (
	"context"
	"net/http"

	"ventana/shared/failure"
)

// Names of what Ventana makes in an account. They are how it is found again,
// whatever its case, so that a second run makes nothing twice.
const (
	WebhookName  = "Ventana"
	TriggerTitle = "Ventana: a comment on a WhatsApp ticket"
	// FieldWindow and FieldUntil show the customer service window on the ticket.
	// A date field has no time of day, so the second is a text.
	FieldWindow = "WhatsApp window"
	FieldUntil  = "WhatsApp open until"
	FieldRating = "WhatsApp rating"
)

// maxSetupPages bounds every list that a set-up reads: 2,000 entries.
const maxSetupPages = 20

// Setup brings one account into the state that Ventana needs, and only says
// what it would do with DryRun. It may be run again at any time.
type Setup struct {
	// Client should have ScopeSetup.
	Client *Client
	// Endpoint is where the account's webhooks go: the API's address of this
	// connection, as https://….amazonaws.com/webhooks/zendesk.
	Endpoint string
	// Fields are the ids in the call document; empty where it has none.
	Fields FieldIDs
	DryRun bool
}

// FieldIDs are the ids of the ticket fields that show the window and the rating.
type FieldIDs struct {
	Window    string // FieldWindow
	OpenUntil string // FieldUntil
	Rating    string // FieldRating
}

// State says how one thing in the account stands.
type State int

// The states of a step.
const (
	Fine    State = iota // as it should be
	Made                 // was missing; made, or would be
	Mended               // was different; mended, or would be
	Missing              // cannot be had; Do says what a person must do
)

// Step is one line of a set-up's checklist.
type Step struct {
	State State
	What  string
	// Do is what a person must do, or should know; usually empty.
	Do string
}

// Report is what a set-up found and did.
type Report struct {
	Steps []Step
	// Secret is the webhook's signing secret; empty when there is no webhook yet.
	Secret string
	// Fields are the ticket fields that stand in the account; an id is empty when
	// there is none, as before a first run with DryRun.
	Fields FieldIDs
}

// OK is true when no step is Missing.
func (r Report) OK() bool {
	for _, step := range r.Steps {
		if step.State == Missing {
			return false
		}
	}
	return true
}

func (r *Report) add(state State, what, do string) {
	r.Steps = append(r.Steps, Step{State: state, What: what, Do: do})
}

// refused notes a step that the account did not allow. Errors of the client
// hold neither secrets nor personal data.
func (r *Report) refused(what string, err error) {
	told := failure.Of(err)
	do := "Zendesk refused it: " + err.Error()
	switch {
	case told.Code == "Forbidden" || told.Code == "403":
		do = "Zendesk forbids it (403): the user needs the administrator role, and the OAuth client must allow the scope “" + ScopeSetup + "”"
	case told.Class == failure.Later || told.Class == failure.Ambiguous:
		do += "; run this again, it finds what was made"
	}
	r.add(Missing, what, do)
}

// Run does every step that it can, also after one that failed, except that
// nothing is tried with credentials that do not work.
func (s Setup) Run(ctx context.Context) Report {
	var report Report
	user, ok := s.account(ctx, &report)
	if !ok {
		return report
	}
	s.webhook(ctx, &report, user)
	s.fields(ctx, &report)
	s.views(ctx, &report)
	return report
}

// listAll reads a list to its end, by cursor.
func listAll[T any](ctx context.Context, c *Client, path, member string) ([]T, error) {
	ask := call{op: "zendesk list " + member, method: http.MethodGet, path: path}
	var all []T
	cursor := ""
	for range maxSetupPages {
		ask.query = pageQuery(pageSize, cursor)
		entries, meta, err := listPage[T](ctx, c, ask, member)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
		if !meta.HasMore {
			return all, nil
		}
		cursor = meta.AfterCursor
	}
	return nil, ask.fail(failure.Unknown, "TooMany", 0, textError("list does not end after 2,000 entries"))
}
