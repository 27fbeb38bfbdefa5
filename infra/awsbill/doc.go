// Package awsbill says what a system used of AWS and what that is at the list price,
// line by line, each with where its quantity comes from.
//
// Contract: runs are taken from what Lambda reports of each (infra/runcost); requests,
// units and bytes from what the stand-ins of a local system counted (infra/count), or
// from the metrics that AWS keeps of a deployed stack. A line says whether it was
// measured, is an upper bound, rests on an assumption, or is not known; what is not
// known has no quantity and no money, and never counts as zero.
//
// Limits: list prices of one region, first tier, before free tiers. Fixed costs
// (alarms, metrics, secrets, what the table and the logs keep) and transfer out of AWS
// are no lines here.
package awsbill
