// Package fault breaks calls to the simulators on purpose.
//
// A fault is armed by a person or a scenario (POST /sim/faults), fires on the
// next matching requests and is gone after its number of times. Eight things
// can go wrong with a call to an outside system, and five with a function; each
// has one name here:
//
//	status        the vendor refuses: nothing is done, its own error body is sent
//	hang          nothing is done and nothing is answered until the caller gives up
//	slow          the work is done and answered after a delay
//	drop-request  nothing is done, the connection breaks
//	drop-answer   the work is done, the connection breaks before the answer
//	partial       one entry of a batch is refused, the others are done; only
//	              targets that are given with WrapBatch have batches
//	kill          the work is done, the function that asked dies before it hears
//	refuse        the host refuses connections and breaks those that stand, until
//	              the faults are cleared; only targets with a Door have hosts
//	double        the schedule of the function invokes it twice at once
//	stop          the function does not run, until the faults are cleared; its
//	              messages stand in their queue
//	misdate       the function writes the time of its metrics in seconds, where
//	              milliseconds belong, until the faults are cleared
//	loop          the function puts what it has handled into its own queue again,
//	              until the faults are cleared; only of a standard queue
//
// Contract: a request meets at most one fault of a call, the oldest that matches. Kills look only at calls whose work was done and that
// carry the User-Agent of a function, "ventana (inbound; log stream)": the
// host is told function and log stream and must have killed that process when
// its callback returns. Exempt requests (the inspector's) neither meet a fault
// nor count.
//
// What struck is counted by what it was, and the counts stay when faults are
// cleared.
//
// Limits: a hanging request is dropped after 60 s of real time. Faults live in
// memory and are forgotten at a restart, so that no old scenario spoils a new
// one. All methods may be called by many goroutines.
package fault
