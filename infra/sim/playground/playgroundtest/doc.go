// Package playgroundtest drives the playground with a real browser, for tests.
//
// Contract: Open starts Chromium without a window and gives a Page, whose
// methods act and look as a person does, by the page's data-testid attributes.
// Drive plays one round trip on a Page's own: a customer writes, the ticket
// appears, the agent replies, the reply reaches the phone and its ticks turn
// blue; if asked for, a file goes each way.
//
// Limits: a step that does not come true within its Patience (20 s of real time
// by default) fails with an error that tells what was on the page instead.
// Chromium is the program that CHROMIUM names, else the first of
// /usr/bin/chromium, chromium-browser and google-chrome. Without one Open fails
// with the command that installs it; nothing is ever skipped.
//
// A Page is for one goroutine.
package playgroundtest
