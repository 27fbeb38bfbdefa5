// Package schedule says when an EventBridge Scheduler expression fires next.
//
// It knows the three kinds that Scheduler knows: rate(5 minutes),
// cron(minutes hours day-of-month month day-of-week year) and
// at(yyyy-mm-ddThh:mm:ss), each in an IANA time zone.
//
//   - A rate counts real time from the last run: a day is 24 hours, also when
//     clocks change.
//   - A cron follows the wall clock. A time that a change to summer time leaves
//     out is skipped; a time that comes twice in autumn fires once.
//   - cron takes the values, ranges, lists and steps of every field, names of
//     months and weekdays, ? in exactly one of the two day fields, and L, W and #
//     in these.
//
// Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
//
// Scheduler's precision is a minute; Next is exact to the second, so that a local
// run can be asserted. The package is pure: no clock, no state.
package schedule
