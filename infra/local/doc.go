// Package local runs the system of template.yaml on this machine.
//
// Contract: Run reads the template and nothing else about the system. It
// compiles each function and speaks the Lambda Runtime API to the real binary
// (package lambda), serves the HTTP API (gateway), polls the queues as the
// event source mappings say (poller, on the queues of package sqs), fires the
// schedules (scheduler), and starts DynamoDB's stand-in (dynamo) and the
// simulators of the outside systems (infra/sim). When all of it answers, it
// writes endpoints.json and prints "ventana: ready" on standard output. Run
// returns when its context ends, after everything it started has stopped.
//
// The host overrides a closed list of variables and nothing else: AWS_*
// endpoints, Region, credentials and the name of the process in the SDK's
// User-Agent, VERIFY_SECRET_URL, CALL_SECRET_URL, API_URL and SENTRY_DSN where the
// template has them, and VENTANA_CLOCK_FILE. The architecture of the
// template is replaced by this machine's.
//
// Data: everything is kept in one folder (default .local), and a restart goes
// on with it: tables, queues, simulators, secrets, and the offset of the
// clock. Fresh wipes all of it, the offset too. One host at a time may use a
// folder. Secret files are written when absent; later only the addresses of
// the simulators in them are renewed, so edits stay.
//
// Limits: everything listens on loopback. Not applied locally: IAM policies,
// throttles of single routes, alarms, log retention, asynchronous retries of a
// schedule's target, traffic shifting (the alias is always "live").
//
// Failure: what cannot start ends Run with the reason, and so does a DynamoDB
// process that dies. A function that fails to initialise fails its events, as
// in Lambda.
package local
