// Package trail remembers what happened in the local system, for the
// playground: requests, invocations, messages of queues, calls to the
// simulators, schedules, moves of the clock. It holds coordinates, times and
// outcomes only, never bodies, headers or query strings.
//
// The ids in events make chains: a request names the run that answered it, a
// run the messages that it was given and those that stay, a message sent the
// run that sent it, a call the run that made it. A message is sent before it is
// received, received before it is invoked with, and that before it is finished
// with; all else may be told in another order than it happened in: the call
// that killed a process after the end of its run, a request after everything
// that it led to.
//
// The last 5,000 events are kept in memory. ServeHTTP answers JSON,
// {"events":[…],"last":N}, of what came after ?since=ID; with
// Accept: text/event-stream it sends each event as it comes, and goes on after
// Last-Event-ID when a browser reconnects.
package trail
