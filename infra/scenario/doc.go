// Package scenario plays stories against a running local system and checks
// that each one ends as told.
//
// A scenario is a YAML file with a name, a story, and steps. A step does one
// thing (a customer writes, an agent answers, a fault strikes, time passes) or
// expects one thing (what stands in a ticket, what a phone shows, what waits in
// a dead-letter queue). Expectations are looked at again and again until they
// hold or their time is up, because the system is asynchronous; the time is
// real time, the story's clock is the simulators'.
//
// Everything goes through the HTTP surface that people have: the simulators'
// control calls and the public API. Nothing looks inside.
package scenario
