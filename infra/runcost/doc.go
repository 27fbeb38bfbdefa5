// Package runcost says what the runs of functions cost, from what Lambda itself
// reports of each: platform.report records, as the local system writes them, or the
// result of the stack's saved query of CloudWatch Logs Insights over the same.
//
// Contract: everything here is counted, nothing estimated. Billed time is Lambda's,
// with the start of a cold environment in it. Only runs are in it: requests of the
// API, queues and the table are other lines of the bill.
//
// Limits: the list price of one architecture, first tier, before free tiers. Times
// of the local system are this machine's, and not what AWS would bill.
package runcost
