package rendering_test

import (
	"encoding/json"
	"testing"

	"ventana/shared/envelope"
	"ventana/shared/rendering"
)

// BenchmarkRenderLocation renders a message that is no text, as agents read it.
func BenchmarkRenderLocation(b *testing.B) {
	one := envelope.Message{Type: "location", Raw: json.RawMessage(
		`{"type":"location","location":{"latitude":40.4168,"longitude":-3.7038,"name":"Puerta del Sol","address":"Madrid, España"}}`)}
	b.ReportAllocs()
	for b.Loop() {
		if got := rendering.Message(one, rendering.About{}, "es"); len(got) < len("Puerta del Sol") {
			b.Fatalf("got %q", got)
		}
	}
}
