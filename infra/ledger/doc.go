// Package ledger says what each message cost, and on what grounds, so that finance
// can recompute every figure.
//
// The entries are the table's: what was sent, when it was delivered, and WhatsApp's
// own word on whether and as what it is charged. Price lays them beside the rate
// card of their day, in the order of delivery, and is arithmetic alone: the same
// entries give the same lines, whoever reckons. Amounts are whole millionths of a
// dollar and are rounded nowhere but where they are printed.
//
// What WhatsApp said of a message and what was concluded here are kept apart in
// every figure (Line.Told). What has no published rate is counted, never guessed.
// docs/costs.md says how to recompute a figure by hand.
package ledger
