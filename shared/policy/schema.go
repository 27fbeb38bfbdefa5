package policy

import _ "embed"

//go:embed schema.json
var schema string

// Schema is the JSON Schema (draft 2020-12) of the document: for editors, which
// complete and check while a policy is written, and the text from which the keys
// of docs/policy.md are made. It says less than Parse: zones, fields of sources
// and what depends on two keys only Parse knows.
func Schema() string { return schema }
