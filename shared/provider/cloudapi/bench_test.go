package cloudapi

import (
	"testing"

	"ventana/shared/delivery"
)

// BenchmarkVerifySignature checks a text's delivery against two secrets, of which the
// second one fits, as during a rotation.
func BenchmarkVerifySignature(b *testing.B) {
	body := batchOf(1, 800)
	d := delivery.Delivery{Connection: "whatsapp", Body: body, Header: map[string]string{"x-hub-signature-256": sign(b, secretBefore, body)}}
	b.ReportAllocs()
	for b.Loop() {
		if err := Verify([]string{secretNow, secretBefore}, d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCutOne cuts a delivery of one text.
func BenchmarkCutOne(b *testing.B) {
	d := delivery.Delivery{Connection: "whatsapp", Body: batchOf(1, 800), At: arrival}
	b.ReportAllocs()
	for b.Loop() {
		if got := len(Cut(d)); got != 1 {
			b.Fatalf("%d envelopes", got)
		}
	}
}
