package cloudapi_test

import (
	"net/http"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/provider/cloudapi"
)

// The API takes the canary as it takes a customer's message: signed, and cut into
// one envelope.
func TestCanary_isTakenLikeAMessage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	body, err := cloudapi.Canary{Account: "200000000000001", PhoneNumberID: "100000000000001", Message: "wamid.canary.1", At: at}.Delivery()
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	cloudapi.Sign(header, "app-secret", body)
	arrived := delivery.Delivery{Connection: "whatsapp", Header: map[string]string{"x-hub-signature-256": header.Get("X-Hub-Signature-256")}, Body: body, At: at}
	if err := cloudapi.Verify([]string{"app-secret"}, arrived); err != nil {
		t.Errorf("the signature is refused: %v", err)
	}
	if err := cloudapi.Verify([]string{"another"}, arrived); err == nil {
		t.Error("another secret's signature is taken")
	}
	cut := cloudapi.Cut(arrived)
	if len(cut) != 1 || cut[0].Kind != envelope.KindMessage {
		t.Fatalf("got %+v, want one message", cut)
	}
	got := cut[0].Message
	if got.Number != "100000000000001" || got.ID != "wamid.canary.1" || !got.At.Equal(at) || got.Type != "text" || got.Text == "" ||
		got.From != (envelope.Sender{BSUID: conversation.CanaryUser, Name: cloudapi.CanaryName}) {
		t.Errorf("got %+v", got)
	}
}
