// Package contact answers who somebody is in the table and undoes joins that
// were wrong, for the command line.
//
// Contract: ReadWho understands what a person types: a contact's id, a
// business-scoped user id, a ticket, a phone in any spelling. Finder finds the
// contact and what it was joined from. Splitter plans a split, which changes
// nothing, and carries it out: the contacts part (dynamostore.Split), then the
// agents of both are told in an internal note, once. A split that was cut off
// anywhere is finished by the same call, and one that is done changes nothing.
//
// What it remembers: each split is an effect of kind EffectSplit, claimed before
// anything changes and done when the notes stand. By it a repeated command is
// known as one, for 45 days as with every effect.
//
// Privacy: a View masks phones and user ids unless the caller asks for them, and
// no error names one.
//
// Phones are read with the phonenumbers library, which knows every country's
// spelling; they are compared by conversation.CanonicalPhone, as everywhere.
package contact
