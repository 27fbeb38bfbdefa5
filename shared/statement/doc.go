// Package statement is what is told of a day: how many messages came and left on
// each number, how many of them stand where they belong, and which do not.
//
// A day is one of UTC. A message is counted on the day on which it was first
// taken in hand. Whoever compares makes pages of findings, one for each piece of
// work that can be repeated whole, and Sum makes the statement of them: what
// two pages tell of the same comment counts once.
package statement
