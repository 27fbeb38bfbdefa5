// Package bench measures what a deployer pays for in time and bytes: the cold
// start and the archive's size of every function, each beside two floors, an
// empty function and one that only builds the same SDK clients.
//
// Cold start is the time from starting the process to its first request for an
// event, on this machine's own processor. Machines are shared and noisy, so the
// runs take turns and ratios of medians are what to quote; AWS adds its own
// share, which is the same for all of them.
package bench
