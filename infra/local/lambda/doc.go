// Package lambda runs one function of the template as AWS Lambda does: real
// bootstrap processes that speak the Lambda Runtime API (version 2018-06-01)
// to this host.
//
// Contract: Invoke hands one event to one process and returns its answer, or
// the function error as Lambda words it. A process handles one event at a
// time; the pool grows on demand up to MaxProcesses, prefers warm processes,
// and lets further events wait their turn where Lambda would throttle.
// A process that ends before it has taken its event costs nothing: the event
// goes to another process. One that ends afterwards fails the invocation with
// Runtime.ExitError. A panic fails it with the error that the function
// posted, and the process that then exits is replaced at the next event.
//
// Each process gets a clean environment: the variables of the template, those
// that Lambda sets, and the host's overrides; nothing of the developer's shell.
// The log stream name is unique to the process, so that one process can be
// told from another in a User-Agent and killed (Kill). Its unique part is also
// in AWS_SDK_UA_APP_ID, which Lambda does not set; Working tells from it which
// event a caller works on.
//
// Limits, as in "Lambda quotas" of the AWS Lambda Developer Guide: payloads of
// 6 MB both ways, 4 KB of environment, 10 s of initialisation, the timeout of
// the template, after which the process is killed. Memory is the peak of the
// resident set read from /proc (Linux only; elsewhere it reads 0 and is not
// enforced), looked at every 50 ms and when the function answers; above
// MemorySize the process is killed. CPU is not limited to the share that the
// memory size buys.
//
// Shutdown ends processes as Lambda ends environments: one that registered an
// extension (lambda.WithEnableSIGTERM) hears SIGTERM and has 500 ms, any other
// is killed at once.
//
// Deadlines and durations are in real time, never in the shifted clock.
package lambda
