package envelope_test

import (
	"testing"
	"time"

	"ventana/shared/envelope"
)

// BenchmarkEncodeAndDecodeEnvelope is what a text costs on its way through a queue.
func BenchmarkEncodeAndDecodeEnvelope(b *testing.B) {
	one := header(envelope.KindMessage)
	one.Message = &envelope.Message{
		Number: "1", ID: "wamid.1", At: at.Truncate(time.Second), Type: "text", Text: "Hola, mi pedido 4471 no ha llegado 📦",
		From: envelope.Sender{BSUID: "ES.a", Phone: "34600", Username: "ana", Name: "Ana"},
	}
	b.ReportAllocs()
	for b.Loop() {
		body, err := envelope.Encode(one)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := envelope.Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}
