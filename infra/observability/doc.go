// Package observability holds what operators look at: one description of rows
// and panels (board.go, rows_*.go), from which the CloudWatch dashboard of
// template.yaml and the Grafana dashboard are made, so that the two cannot
// differ, and Grafana's alert rules, which are made from the template's own
// alarms.
//
// Inputs: the template (ReadStack) and AWS's price list. Outputs: files, always
// the same bytes for the same inputs (Stack.Files), and the dashboard's body
// between two marker lines of template.yaml (IntoTemplate). A test compares what
// is committed with what would be made; `ventana dashboards --update` writes it.
//
// A panel names resources by their logical id. One that the template does not
// have, or a metric of ours that nothing writes, is an error of the package's
// tests, never an empty graph. Nothing here calls AWS or Grafana.
package observability
