// Package soak measures the promise "nothing lost, nothing twice, nothing late":
// it puts the whole local system under load while everything around it fails, and
// compares what customers and agents see in the end with what they sent, to the
// message.
//
// Contract: Run starts a system of its own from the template on free ports with an
// empty folder. Customers write in bursts, agents reply and solve, as a plan from
// the seed says; troubles of the same seed strike once so many deliveries have been
// taken. When all is sent everything heals, and the clock moves on until nothing is
// left in any queue for a quarter of an hour. Then every ticket and every phone is
// read through the simulators. The checker shares no code with the functions.
//
// In order means: a customer's message stands in the ticket below every one that
// the API had taken, with 200, before it was first posted, and below those before
// it in its own delivery. Replies are on the phone in the order in which they were
// written on their ticket. A reply that nobody can know of is not lost when a note
// on its ticket says so; such are counted apart.
//
// The same seed and size make the same plan and the same troubles, not the same
// interleaving: processes run as fast as they can.
package soak
