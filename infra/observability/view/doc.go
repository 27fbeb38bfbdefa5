// Package view draws a dashboard's own file, CloudWatch's body or Grafana's JSON,
// from the metrics of a local system: what stands where, in which order, and each
// line's metric are the file's, so a graph that is empty here because a name is
// wrong would be empty there.
//
// The drawing is ours. It looks alike and is neither AWS's console nor Grafana,
// and the page says so. It is a page without a script that asks again every ten
// seconds. What a local system does not measure (polls that found nothing) stays
// empty.
package view
