// Package zendesk speaks with one Zendesk Support account: a client for users,
// tickets, comments and their files (Client), the verification and cutting of its
// webhooks (Verify, Cut), and the setting up of an account (Setup).
//
// Contract: ids are strings outside and 64-bit integers inside, never floats,
// because Zendesk's ids have passed 2^53. Every failure is a *failure.Error;
// those that mean something to a conversation also wrap a sentinel of package
// helpdesk, so look for the sentinel first and for the class second:
//
//	refused, DNS, TLS          Later, 5 s: certainly not sent
//	timeout, broken, 5xx       Ambiguous, 60 s or more, when the call would be done
//	                           twice by a repeat (OpenTicket, AddComment);
//	                           Later, 10 s or more, for reads and for writes that
//	                           a repeat does not double (EnsureUser, AddTags,
//	                           SetFields, Reopen)
//	429                        Later, as long as Retry-After says
//	401, 403, 402, 3xx, 404 of a route
//	                           Later, 60 s: an operator must mend it, nothing is lost
//	404 of a ticket            Permanent, helpdesk.ErrGone
//	409 UpdateConflict         Later, helpdesk.ErrConflict
//	409 otherwise              Later, 10 s
//	422 of a closed ticket     Permanent, helpdesk.ErrClosed
//	422 of the requester       Permanent, helpdesk.ErrRequesterGone
//	422 of an upload           Permanent, helpdesk.ErrUploadGone
//	400 IdempotentRequestError Permanent, helpdesk.ErrIdempotencyMismatch
//	400, 422 otherwise         Permanent; with Fields beside a comment the comment is
//	                           first tried without them, see helpdesk.Added
//	success that is unreadable Ambiguous on a write that is done once, else Unknown
//
// Files have rules of their own, see Client.Upload and Client.OpenAttachment.
//
// Errors hold operations, ids, statuses and codes; never bodies, names, phone
// numbers or tokens.
//
// Limits: 8 s a call, 10 MB an answer, no redirects. Files are streamed, 50 MB
// at most on their way in, as long as the context allows; on their way out they
// may be behind five redirects. Zendesk allows 30 updates
// of one ticket in ten minutes and 100 ticket updates a minute for an account;
// the client does not wait by itself, Client.Limits tells what is left.
// https://developer.zendesk.com/api-reference/introduction/rate-limits
//
// Credentials: OAuth client credentials (tokens live two hours, in memory), or
// an API token until Zendesk ends those on 2027-04-30.
package zendesk
