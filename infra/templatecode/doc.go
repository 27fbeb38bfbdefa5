// Package templatecode brings the templates of a WhatsApp account to what the
// definitions in a folder say, and reports what was sent of them, for the
// command line.
//
// Contract: Load reads a folder. History remembers, in a file, what was done to
// which template, because WhatsApp limits changes and does not tell how many
// there were. Applier submits the actions of template.Plan, each at most once,
// and waits for the review. Collect sums the audit up by the day.
//
// Limits: a change is never repeated after an answer that was lost: whether it
// was taken is seen in the account's list. Waits that WhatsApp asks for are kept
// up to a minute, three times for one template.
//
// Privacy: an entry of the audit names a contact and a ticket; a Report does not.
package templatecode
