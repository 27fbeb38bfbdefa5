// Command ventana is Ventana's command line: it runs the system on a
// developer's machine and helps to run it in AWS.
//
// Statuses: 0 done, 1 failed with the reason on standard error, 2 wrong use.
// Results go to standard output, progress and logs to standard error.
package main
