// Package trail remembers what happened in the local system, for the
// playground: requests, invocations, messages of queues, calls to the
// simulators, schedules, moves of the clock. It holds coordinates, times and
// outcomes only, never bodies, headers or query strings.
//
// The last 5,000 events are kept in memory. ServeHTTP answers JSON,
// {"events":[…],"last":N}, of what came after ?since=ID; with
// Accept: text/event-stream it sends each event as it comes, and goes on after
// Last-Event-ID when a browser reconnects.
package trail
