// Package scheduler fires the schedules of the template, as EventBridge
// Scheduler does, on the shifted clock.
//
// Contract: each schedule fires when the clock reaches its next time. After a
// jump of the clock over many times of a schedule it fires once, and its next
// time is counted from now; so a story that needs each of them walks in steps.
// Firing does not wait for the target: Running tells how many are on their
// way, and a schedule may fire again while its last run goes on, as in AWS.
//
// Limits: precision is that of the clock, not the 60 s of AWS. A target that
// fails is not tried again and nothing goes to the dead-letter queue of the
// schedule, because that queue is for events that AWS could not hand over, and
// here a hand-over always succeeds. Start and end dates and flexible windows
// are left out.
package scheduler
