package zendesk

import "ventana/shared/helpdesk"

// class orders calls where a limit binds. What a call is for shows from what it
// does, so that no caller has to say.
type class int

const (
	// urgent has all of a limit: opening a customer's ticket and what that takes,
	// reading what an agent wrote, ending what was begun, the command line.
	urgent class = iota
	// followUp is what a customer says on a ticket that is open already: an agent
	// has seen that they wait.
	followUp
	// chore is everything else: notes, warnings, fields, files, digests, sweeps.
	chore
)

const (
	// keptForAll is the share of each limit that chores leave to the others.
	keptForAll = 0.25
	// keptForUrgent is the share of the account's limit that follow-ups and chores
	// leave, less of it as the window goes by. It costs them little: updates of
	// tickets have a limit of their own, which every plan's is twice of or more. Of
	// that one there is nothing to leave, because what is urgent updates none.
	keptForUrgent = 0.5
	// exportLimit is the sweep's own, which nobody else uses.
	exportLimit = "incremental-exports"
)

// keeps is the share of a limit that a class leaves to those above it, when such a
// part of the window is still to come.
func (c class) keeps(limit string, toCome float64) float64 {
	kept := 0.0
	if c == chore && limit != exportLimit {
		kept = keptForAll
	}
	if c != urgent && limit == accountLimit {
		kept = max(kept, keptForUrgent*toCome)
	}
	return kept
}

// classOf is the class of a comment: a customer's words or the business's own are
// a follow-up, and so is a customer's file, which has been uploaded by then; a
// note is a chore.
func classOf(comment helpdesk.NewComment) class {
	if comment.Author == "" && !comment.Public && len(comment.Uploads) == 0 {
		return chore
	}
	return followUp
}
