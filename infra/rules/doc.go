// Package rules compares the deployer's policy with the catalogues of the
// accounts, for the command line: a rule that names a template or a parameter
// which nobody has is silently passed over, and its author must hear of it
// before it is in force.
//
// Contract: Gaps changes nothing, and knows only what the catalogues told when
// they were read: a template that is made a minute later is none of a gap. A
// rule for some numbers is compared with their accounts alone.
package rules
