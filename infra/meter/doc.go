// Package meter keeps the metrics of a local system as CloudWatch keeps those of a
// stack: samples of a series, by the minute.
//
// Contract: a series is a namespace, a name and dimensions; two that differ in one
// dimension are two, as in CloudWatch, which sums up nothing by itself. Time is the
// system's own clock. Lines in the embedded metric format are taken as CloudWatch
// takes them, and one that it would refuse is counted where it counts it
// (AWS/Logs EMFParsingErrors and EMFValidationErrors) and adds nothing else.
//
// Samples are kept one by one, so that every percentile is exact, and never thrown
// away: this is for drills and tests of minutes to days, not for a system that runs
// for months. All methods may be called by many goroutines.
package meter
