// Package secret reads the two documents that hold Ventana's secrets and
// keeps them for a few minutes.
//
// "verify" is all that the webhook function may read: what it takes to tell a
// genuine delivery from a forged one. "call" holds what the other functions
// need to speak. Each is one JSON document, named by one URL:
//
//	secretsmanager://name-or-arn   AWS Secrets Manager, stage AWSCURRENT
//	file:///path/to/document.json  a file, for the local system and for tests
//
// Both are checked when they are read, and every problem is reported at once
// with the field to mend. Placeholders are refused: a stack fails closed until
// real secrets are stored. Lists hold the current and the previous secret, so
// that a rotation has no gap.
//
// Each read tells when the version was stored, which is how old a secret is: one that
// nobody rotates is told of by the canary function. A document is stored whole, so any
// change of it makes all of it young; what stands in it is looked at by nobody.
//
// Cost: one GetSecretValue ($0.05 per 10,000) per process and five minutes.
// Failure: a refresh that fails keeps the last good document and tries again
// at the next use; without a good one the caller gets the error.
package secret
