// Package playground serves the page at the root of the simulators' port: a
// phone on the left, the helpdesk's tickets on the right, the path of each
// message and of its files between them, and below the clock, faults, queues
// and functions of the local system.
//
// On the phone a person writes, sends files, places and contacts, answers,
// reacts, edits, deletes, presses what the business sent, and is somebody else:
// another name, number or group. On the ticket an agent replies with files and
// quotes, and gives the commands of Ventana.
//
// Contract: Handler answers GET and HEAD for the files under static, and
// nothing else. The page is plain HTML, CSS and ES modules; it loads nothing
// from any network but its own origin, and reads and changes the system only
// through the controls below /sim:
//
//	GET  /sim/customers                       [{"phone","user_id","name","username","hide_phone"}]
//	POST /sim/customers/{who}[/number]        change the profile, the number
//	GET  /sim/customers/{who}/messages        [{"id","from","type","text","status","timestamp","quotes","file","object","group"}]
//	POST /sim/customers/{who}/messages        a Cloud API message object
//	POST /sim/customers/{who}/echoes          the same, of the business in its phone app
//	GET  /sim/customers/{who}/undelivered     [{"id","type","text","timestamp","code","reason"}]
//	GET  /sim/media/{id}                      the bytes of a file on a phone
//	GET  /sim/agents/tickets                  [{"id","subject","status","requester","tags","comments"}]
//	POST /sim/agents/tickets/{id}[/comments]  change a ticket, write a comment with files
//	GET  /sim/templates                       [{"name","status"}]
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
// Limits: a phone shows its last 300 messages and pictures of up to 8 MiB, the
// desk its 100 latest tickets, the path the last 60 journeys. A file of this
// machine goes out whole up to 16 MiB; of a larger one name, type and size.
package playground
