package delivery_test

import (
	"regexp"
	"testing"
	"time"

	"ventana/shared/delivery"
)

func TestID_isTheSameForEachRepetitionAndNoOther(t *testing.T) {
	t.Parallel()
	first := delivery.Delivery{Connection: "whatsapp", Body: []byte("{}"), At: time.Unix(1, 0), Header: map[string]string{"a": "b"}}
	again := delivery.Delivery{Connection: "whatsapp", Body: []byte("{}"), At: time.Unix(9, 0)}
	if first.ID() != again.ID() {
		t.Error("a repetition has another id")
	}
	if !regexp.MustCompile(`^[0-9a-f]{24}$`).MatchString(first.ID()) {
		t.Errorf("got %q, want 24 hex digits", first.ID())
	}
	for _, other := range []delivery.Delivery{
		{Connection: "zendesk", Body: []byte("{}")}, {Connection: "whatsapp", Body: []byte("{ }")}, {Connection: "whatsapp\x00", Body: []byte("{}")[1:]}, {},
	} {
		if other.ID() == first.ID() {
			t.Errorf("%+v has the same id", other)
		}
	}
}
