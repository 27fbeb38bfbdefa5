// Package proof lays the ledger of a busy day beside the bill that the simulator of
// WhatsApp writes for the same messages, and says where they differ.
//
// The functions run as they are deployed, as processes, on a local system of their
// own. Customers of many countries write, some brought by an ad; agents answer, on
// both sides of the end of a month; then windows close and templates leave, some of
// which are not delivered. Statuses come twice and in any order. The simulator counts
// and prices with tables and rules of its own, so that what both got wrong alike
// would have to be wrong in two places.
//
// The two must be equal to the millionth of a dollar, message by message: what the
// ledger misses, has too much, or prices otherwise is named.
package proof
