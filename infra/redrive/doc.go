// Package redrive looks into the dead-letter queues of a stack and sends letters
// back to the queues they came from.
//
// Queues are found by the stack's name, and one is used only when the stack's
// own queue says that its dead letters go there: nothing else is ever touched.
//
// Looking hides. SQS has no way to read a message without receiving it, so a
// look hides letters while it lasts, two minutes at most, and shows them again
// before it ends. Of a FIFO group SQS gives the first ten at a time; those behind
// them are counted and come into sight when the first are gone.
//
// Sending back keeps what the queue needs: the body to the byte, the group, and
// the order within it. The letter is deleted only after its queue has taken it;
// a crash between the two leaves it in both, which SQS drops within five minutes
// and the effect makes harmless after that. What is known to be done is deleted
// and not sent; what would come straight back is left.
//
// Requests of a look: one receive and one change of visibility per ten letters.
// Of sending: besides those, one send and one delete a letter, and one read of
// the table per hundred.
package redrive
