// Package former simulates the endpoint that answered a number's customers before
// Ventana: what a roll-out leaves to it comes here, as it would from WhatsApp.
//
// It takes POST /former/webhooks and is as strict as an endpoint should be: the
// signature of the raw bytes must be that of its own app secret (403), the body a
// delivery of WhatsApp's (400). What it takes it keeps, repetitions too, each with
// what it is about. Faults of the target "former" stand before it.
//
// It answers no customer by itself; a test that needs an answer sends one with the
// Graph API, as the former system would: without Ventana's marker.
//
// What came is kept in memory and gone with the process.
package former
