// Package settle lays what the ledger booked beside what WhatsApp counted: by number,
// day, country and category, how many deliveries and how much money each has, what of
// a difference is explained, and what is not.
//
// Contract: a difference is explained by evidence that both sides have, and never by
// likelihood alone. What stands a day earlier or later on the other side explains as
// many deliveries as stand there. A message of ours of which no delivery was told
// explains one that WhatsApp counted. A rate that nobody published explains the money
// of its messages and no more. That others send on a number is explained only where
// somebody says that they do. All else is unexplained.
//
// Limits: a message to a group is one of the ledger's and one for each member in
// WhatsApp's count. Money is compared where the account is billed in dollars.
package settle
