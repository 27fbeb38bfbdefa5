// Package sqs is an Amazon SQS server for one machine: the queues of a local
// system, with the behaviour that consumers lean on in AWS.
//
// Contract. It speaks AWS JSON 1.0 (`X-Amz-Target: AmazonSQS.<Action>`), as
// the AWS SDKs and the aws command line do since 2023; the older query
// protocol is refused. Errors carry the names, statuses and the
// `x-amzn-query-error` header of AWS. Any credentials are accepted and nothing
// is checked against a policy, so it must listen on loopback only. A queue URL
// may name any host: its last path element is the queue. The host that runs
// the functions uses the Go methods (Receive, Delete, PeekNewest, Stats) instead.
//
// Behaviour. FIFO groups are blocked while one of their messages is in flight;
// one receive may hold several messages of a group, in order. Deduplication
// lasts five minutes, by queue or by group, also after deletion. A message
// received maxReceiveCount times moves to the dead-letter queue when the next
// receive would take it: it keeps its id, its group and its receive count; on
// standard queues it keeps its enqueue time too, on FIFO queues that starts
// again. A redriven message (StartMessageMoveTask) is a new message.
//
// Time. Visibility, delays, retention, deduplication and the pace of move
// tasks follow the injected clock and are looked at again when it jumps. Only
// the waiting time of a long poll is real time. When the clock stands earlier
// at start than at the last change, every stored time is moved back by the
// difference, so that nothing stays hidden for the length of an old jump.
//
// Durability. One file, journal.jsonl, takes one JSON line for each change,
// written before the answer: what was accepted is there after SIGKILL. It is
// not synced to the disk on each write, so a power failure may take the last
// seconds. A torn last line is dropped; a broken line elsewhere stops New with
// its number, because guessing would lose messages. The file is rewritten at
// start and whenever it has grown by its own size and 8 MiB. Message text
// stands in it in clear: keep the folder private and local. One server at a
// time may use a folder. Move tasks are not kept: one that was running ends
// with the process, its moved messages stay moved.
//
// Limits. 1 MiB a message and a batch, attributes included; batches of ten;
// 120,000 messages in flight a queue; visibility 12 h; retention 14 days.
//
// Failure. When the journal cannot be written, that call and every later one
// answers 500: nothing is accepted that would not be found again.
//
// Left out: throttling; policies and encryption (kept, not applied);
// AddPermission, RemovePermission; ReceiveRequestAttemptId (ignored); the
// fairness of fair queues (the group id is kept); the FIFO look-ahead limit.
package sqs
