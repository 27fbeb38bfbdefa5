package deadletter

import (
	"slices"
)

// Code says what has to be mended before a letter is sent back. It is stable:
// letters live 14 days, longer than a release.
type Code string

// The codes that functions write.
const (
	Connection Code = "connection"    // the call document lacks a connection
	Number     Code = "number"        // the call document lacks a number
	Release    Code = "release"       // the function's release cannot read it
	Unreadable Code = "unreadable"    // nobody can: a part of a delivery, kept as it came
	Refused    Code = "refused"       // the outside system refused it for good
	Closed     Code = "ticket-closed" // no ticket takes it
	Nobody     Code = "nobody"        // a message without any sender
	Origin     Code = "origin"        // it cannot be passed on to the former endpoint
	Failed     Code = "failed"        // unforeseen failures used up its attempts
	Died       Code = "died"          // the process died each time
	Other      Code = "other"         // the reason says more
)

// The codes of letters that carry none.
const (
	Unmarked Code = "unmarked" // an earlier release wrote the reason alone
	Received Code = "received" // SQS moved it after too many receives
	Schedule Code = "schedule" // Scheduler could not start a run
	Foreign  Code = "foreign"  // somebody else put it there
)

// advice is what to do about letters of a code.
type advice struct {
	code Code
	mend string
	// stays: sending it back would bring it straight here again.
	stays bool
	// untouched: the function had not begun, or took back what it had begun.
	untouched bool
}

// advised is the one table of what to mend. Runbook and command read from it.
func advised() []advice {
	return []advice{
		{code: Connection, mend: "put the connection into the call secret, or rename it in the letters: ventana redrive fix --connection. Then redrive", untouched: true},
		{code: Number, mend: "put the number into the call secret, under its connection, then redrive. A number that was replaced: ventana redrive fix --number", untouched: true},
		{code: Release, mend: "another release of the functions wrote it: finish or roll back the deployment, then redrive", untouched: true},
		{code: Unreadable, mend: "no release can handle it: read it with ventana redrive export and the vendor's documentation, write to the customer if it was a message, then drop it", stays: true, untouched: true},
		{code: Refused, mend: "the outside system refuses it for good, with the code in the reason: correct it there (a field that tickets must have, a rule, a size), then redrive", untouched: true},
		{code: Closed, mend: "redrive when the customer has written again: the file then joins the open ticket. WhatsApp keeps it 7 days from the message", untouched: true},
		{code: Nobody, mend: "a message without any sender: there is nobody to answer, drop it", stays: true, untouched: true},
		{code: Origin, mend: "too large to be passed on to the former endpoint, or taken by an earlier release: let the customer in (rollout.allow, or a share of 1), then redrive, and Ventana answers it", untouched: true},
		{code: Failed, mend: "something that nobody foresaw, for half an hour or more: see the function's log. Is it well now? Then redrive"},
		{code: Died, mend: "the record kills the function: deploy the fix, then redrive"},
		{code: Other, mend: "the reason says what is missing: mend it, then redrive"},
		{code: Unmarked, mend: "parked by an earlier release: mend what the reason says, then redrive"},
		{code: Received, mend: "SQS moved it after a thousand receives without an outcome: see whether the function starts and what it waited for, then redrive"},
		{code: Schedule, mend: "Scheduler could not start a run, the reason says why: mend it. The next run does the work, so drop it", stays: true},
		{code: Foreign, mend: "no function and no service of the stack put it here: find out who did, then drop it", stays: true},
	}
}

func (c Code) advice() advice {
	list := advised()
	at := slices.IndexFunc(list, func(one advice) bool { return one.code == c })
	if at < 0 { // a later release's
		return advice{mend: "a code of a later release: its docs/runbooks/dead-letters.md says what to mend"}
	}
	return list[at]
}

// Mend says what to do about letters of this code, as one sentence.
func (c Code) Mend() string { return c.advice().mend }

// Stays reports whether a letter of this code is never sent back, because it
// would come straight here again.
func (c Code) Stays() bool { return c.advice().stays }

// Untouched reports whether the function had left no part of the work done when
// it parked the letter: if the work is done now, another copy did all of it.
func (c Code) Untouched() bool { return c.advice().untouched }

// Codes lists every code there is.
func Codes() []Code {
	var all []Code
	for _, one := range advised() {
		all = append(all, one.code)
	}
	return all
}

// CodeOfFailure is the code for a failure that an adapter or a function has
// found to be permanent, by the failure's own code.
func CodeOfFailure(code string) Code {
	switch code {
	case "closed":
		return Closed
	case "nobody":
		return Nobody
	case "origin":
		return Origin
	default:
		return Refused
	}
}
