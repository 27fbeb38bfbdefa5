// Package count counts what a system on this machine asks of AWS, in the units that
// AWS charges for, where it arrives at the stand-ins: requests of the table by kind
// with the units that the table itself reports for each (ConsumedCapacity), and
// requests of the queues by what they carry. Tables and Queues stand before the
// stand-ins as http.Handlers and change nothing that the function sees but for that
// report.
//
// A Tally adds such counts up by item of the price list and by resource, and keeps
// them in a file, so that what a local system used can be priced while it runs and
// after. The file is written by Save; what was counted since the last one is lost
// with the process.
//
// The wish for the report changes the body and so breaks the request's
// signature, which stand-ins do not look at; AWS would refuse it.
package count
