// Package policy holds the deployer's rules as data: when agents are warned that
// a window closes, what becomes of a reply into a closed one, which approved
// template fits a case and in which language, and what is asked afterwards.
//
// A policy is one YAML document of at most MaxBytes, version 1. Parse reads it
// on top of Default: what is written replaces what stands there, lists and maps
// as a whole; what is left out stays. Every problem is reported at once, each
// with its line, its column, the field and what to do; an unknown key is one,
// since a rule that is silently ignored is worse than none. The same keys stand
// in Schema for editors and in docs/policy.md for people.
//
// The rest are pure functions of a policy and their arguments. Levels and
// NextWarning say when to warn, Choose which template to use, Sampled whom to
// ask, Diff what a new version changes. None keeps state, and all may be called
// from several goroutines at once.
//
// Three parts are read, checked and kept, and used by no function here: the
// roll-out, the language of notes and the money guard.
//
// Zones come from the machine, else from the copy in this package, so that a
// function without zone files agrees with a laptop that has them.
package policy
