package drill

import "time"

// Case is how one alarm is made to ring and to stop.
type Case struct {
	Alarm string // logical id
	// Cause is what happens, in words.
	Cause string
	// Parameters of the template that the alarm needs to be there.
	Parameters map[string]string

	Begin func(*stage) error // brings the cause about
	// Each is done before each step of the clock, until the alarm is quiet again.
	// Nil is nothing.
	Each func(*stage) error
	// Within is by when it has to ring, by the system's clock.
	Within time.Duration
	// Step is how far the clock goes at a time; a minute unless said otherwise.
	Step time.Duration

	// Mend are commands of the runbook, as they stand there, but for what is to be
	// filled in. None: the runbook says to wait, or somebody else mends it.
	Mend []string
	// Fill is what stands for the placeholders in Mend.
	Fill map[string]string
	// Heal is what nobody here does by a command: a vendor is back, a customer
	// writes. Nil is nothing.
	Heal func(*stage) error
	// Healed is what Heal is, in words.
	Healed string
	// ClearWithin is by when it has to be quiet again.
	ClearWithin time.Duration
}

func cases() []Case {
	var all []Case
	for _, some := range [][]Case{errorCases(), queueCases(), parkedCases(), gatewayCases(), providerCases(), wordCases(), limitCases(), silenceCases(), refusedCases(), roomCases(), lateCases(), keyCases(), pageCases()} {
		all = append(all, some...)
	}
	return all
}
