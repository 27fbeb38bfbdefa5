// Package templatecode brings the templates of a WhatsApp account to what the
// definitions in a folder say, makes helpdesk macros of the same definitions, and
// reports what was sent and what became of it, for the command line.
//
// Contract: Load reads a folder. History remembers, in a file, what was done to
// which template, because WhatsApp limits changes and does not tell how many
// there were. Applier submits the actions of template.Plan, each at most once,
// and waits for the review. PlanMacros compares a helpdesk's macros with the
// definitions, ApplyMacro carries one step out. Collect sums the audit up by the day.
//
// Macros are found again by a marker in their description, so nobody else's are
// touched. One whose creation lost its answer may stand there twice: the next
// plan switches the twin off.
//
// Limits: a change is never repeated after an answer that was lost: whether it
// was taken is seen in the account's list. Waits that WhatsApp asks for are kept
// up to a minute, three times for one template.
//
// Privacy: an entry of the audit names a contact and a ticket; a Report does not.
package templatecode
