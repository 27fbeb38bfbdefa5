// Package whole measures the whole system: messages of customers and replies of
// agents go through a local system as it is deployed, and what they ask of AWS, of
// the helpdesk and of WhatsApp is counted where it arrives.
//
// Counts hold anywhere. Times are this machine's, on which functions, table, queues
// and simulators share the processors; they are told as ratios to what the same
// requests take alone.
package whole
