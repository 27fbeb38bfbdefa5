// Package dynamo stands in for Amazon DynamoDB on one machine: dynoxide as a
// child process with a database file, and the tables of the template in it.
//
// The binary comes from npm (@dynoxide/linux-x64, version pinned here) and is
// looked for, and installed, under .tools of the project. It exists for Linux
// on x86-64; on any other system VENTANA_DYNAMODB_ENDPOINT names an endpoint
// that speaks DynamoDB's protocol, and no process is started.
//
// EnsureTable creates a missing table and adds missing indexes; it never
// deletes or changes what is there. Backups and deletion protection are AWS's.
package dynamo
