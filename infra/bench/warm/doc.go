// Package warm measures the function that vendors wait for, webhook, once it runs:
// the real binary beside a floor that only checks the HMAC and sends one batch
// (infra/bench/floor/webhook). Both are asked through the same local Lambda Runtime
// API and send to the same queue server; they take turns, so that what else runs on
// the machine slows both, and the ratio is what to quote.
package warm
