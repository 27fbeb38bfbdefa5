// Package playground serves the page at the root of the simulators' port: a
// phone on the left, the helpdesk's tickets on the right, the path of each
// message between them, and below the clock, faults, queues and functions of
// the local system.
//
// Contract: Handler answers GET and HEAD for the files under static, and
// nothing else. The page is plain HTML, CSS and ES modules; it loads nothing
// from any network but its own origin, and reads and changes the system only
// through the controls below /sim:
//
//	GET  /sim/customers                       [{"phone","user_id","name","username"}]
//	GET  /sim/customers/{who}/messages        [{"id","from","type","text","status","timestamp"}]
//	POST /sim/customers/{who}/messages        a Cloud API message object
//	GET  /sim/customers/{who}/undelivered     [{"id","type","text","timestamp","code","reason"}]
//	GET  /sim/agents/tickets                  [{"id","subject","status","requester","tags","comments"}]
//	POST /sim/agents/tickets/{id}[/comments]  change a ticket, write a comment
//	GET  /sim/trail                           server-sent events, or {"events","last"}
//	GET, POST /sim/clock                      {"now"}; {"advance":"23h"}
//	GET, POST, DELETE /sim/faults             faults, as package fault has them
//	GET  /sim/system                          {"queues":[…],"functions":[…]}
//
// A control that is missing leaves its part of the page empty with a sentence
// that says so; the rest works. Without a trail the page asks every 700 ms, and
// only while it can be seen.
//
// Safety: whatever customers and agents write is set as text, never as markup.
// The Content-Security-Policy allows scripts and styles of this origin alone
// and, by trusted types, refuses markup made by a script.
//
// Limits: a phone shows its last 300 messages, the desk its 100 latest tickets,
// the path the last 60 journeys.
package playground
