// Package estimate says what a planned volume of messages would cost in a month:
// what WhatsApp charges, by the rate card of a day, and what AWS charges, by the
// requests that the code makes and the price list.
//
// Contract: every amount comes as a line with its arithmetic. A rate that nobody
// publishes is a line without an amount, and the total says how many messages are
// not in it; it is never taken for nothing. What is assumed and not counted, as how
// long functions run, is said to be.
//
// Limits: one month; free service messages are shared out among the markets in
// proportion, because which of them come first is not known beforehand; no volume
// tiers, no files, no free tiers of AWS's.
package estimate
