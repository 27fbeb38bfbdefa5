// Package price holds what AWS charges, as data: one list (aws.json) with its
// region, its month and the page that each price is from, and the arithmetic
// that turns counted use into dollars. Every figure of money that this project
// computes comes from here.
//
// Prices are list prices before free tiers, of the first tier. The list is
// read once and does not change while a program runs. A price that the list
// does not have is an error, never a zero.
package price
