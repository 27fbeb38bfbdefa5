// Package smoke checks a system from outside after a deployment: that it answers,
// refuses what it must refuse, takes what is signed, and that nothing rings and
// nothing is parked.
//
// Contract: it changes nothing that anybody sees. The only delivery that it has
// taken is one without events, or a canary of a run that does not exist, which
// inbound leaves. What the caller may not read is told as not checked and is no
// failure; everything else that is not as it should be is one, with what to do.
//
// Limits: each request 15 s, a little above API Gateway's longest for this API.
// It says nothing of WhatsApp and the helpdesk: that is what `ventana setup` and
// the canary are for.
package smoke
