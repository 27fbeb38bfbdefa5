// Package console prints what the functions and the host log, one line a
// record, for people: time, function, level, message, key=value. With JSON on
// it passes the functions' own lines through untouched and prints its own in
// the same form.
//
// A line that is no JSON object is printed as a message. Embedded metric
// format lines become one METRIC line. Values longer than 300 characters are
// cut; invocation ids and timestamps are left out. Writing never fails: a
// closed terminal must not stop the system.
package console
