// Package drill proves that every alarm of template.yaml rings when it should and
// stops when it should.
//
// Contract: each alarm has one case. A case starts a system of its own, waits until
// the alarm is quiet, brings about the alarm's cause, and lets the system's clock go
// on until the alarm rings, as package alarm evaluates it from the template on what
// package meter has of the system. Then it does what the alarm's runbook says, by
// running the runbook's own command, and goes on until the alarm is quiet again.
//
// Nothing is faked at a metric: causes are customers, agents, a vendor that refuses,
// a function that dies, somebody's hand in AWS's console (POST /sim/aws), a stand-in
// of AWS's that throttles, or a record that nobody can read in a queue. What the
// metrics make of that is the system's own doing.
//
// Commands of AWS's command line are understood as far as runbooks use them to mend
// (shell.go), and one that is not stops the drill. "ventana …" is run by whoever
// gives Options.Ventana. An alarm without a case, and a case without an alarm, fail.
package drill
