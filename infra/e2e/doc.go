// Package e2e proves the whole system: the functions as they are deployed, run
// by the local host from template.yaml, against the simulators. It holds tests
// only; each starts a system of its own on free ports with an empty folder.
package e2e
