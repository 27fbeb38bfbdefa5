// Package bench keeps what is measured: figures in docs/bench/bench.json, each with
// its target, and the page and charts that show them and nothing else. Each part of
// the bench owns the figures whose names begin with its prefix; the parts are the
// packages below, and the cold starts here.
//
// Those are what a deployer pays for in time and bytes: the cold start and the
// archive's size of every function, each beside two floors, an empty function and
// one that only builds the same SDK clients.
//
// Cold start is the time from starting the process to its first request for an
// event, on this machine's own processor. Machines are shared and noisy, so the
// runs take turns and ratios of medians are what to quote; AWS adds its own
// share, which is the same for all of them.
package bench
