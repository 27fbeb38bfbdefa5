// Package week proves that agents are warned of closing windows exactly once and
// in time: it plays days of many conversations against the local system on its
// moved clock, with the function window killed and doubled on the way, and
// compares the notes on the tickets with what had to stand there.
//
// Contract: Run starts a system of its own from the template on free ports with
// an empty folder, puts a policy into force, adds templates in every state, and
// walks the clock minute by minute, so that each schedule fires as deployed.
// Customers write, agents answer, solve, set pending, as a plan from the seed
// says. What must stand where is computed from what happened, by a model of its
// own (expect.go, quiet.go, offer.go) after docs/policy.md and docs/design.md; it
// imports none of the rules' code. At the end every internal note of Ventana's is
// read through the simulator and held against it.
//
// A warning that meets an act of the same conversation, or the next level of its
// window, within Bound after it is due may stand or not: which came first is
// chance, and either is right. It may stand once, and is counted apart.
//
// It begins in the morning three days before the agents' clocks are changed next, so
// that a longer or shorter night is among them.
//
// Limits: texts only; one number, one helpdesk; no act in a conversation follows
// another within two minutes. The
// same seed gives the same plan and the same faults, not the same second: real
// time passes on the moved clock too.
package week
