// Package silence judges what should have happened and did not: a canary that
// does not come through, and a number that is usually busy and hears nothing.
// Nothing fails in either case, so nothing else would tell.
//
// It is pure: times and counts come in, verdicts go out. A canary's run has five
// hops, each with the time at which it was reached; Judge says how long each took
// and which was the first that was late. Listen compares the hours since a number
// heard its last message with the same hours of the weeks before.
package silence
