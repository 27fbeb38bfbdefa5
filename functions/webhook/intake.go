package main

import (
	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
)

// intake is how one kind of connection's deliveries are verified and cut.
type intake struct {
	verify func(secret.VerifyConnection, delivery.Delivery) error
	cut    func(delivery.Delivery) []envelope.Envelope
}

// intakeOf knows every kind that a verify document may name; the document was
// checked when it was read.
func intakeOf(kind string) intake {
	if kind == secret.KindZendesk {
		return intake{
			verify: func(c secret.VerifyConnection, d delivery.Delivery) error { return zendesk.Verify(c.WebhookSecrets, d) },
			cut:    zendesk.Cut,
		}
	}
	return intake{
		verify: func(c secret.VerifyConnection, d delivery.Delivery) error { return cloudapi.Verify(c.AppSecrets, d) },
		cut:    cloudapi.Cut,
	}
}
