package zendesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"ventana/shared/delivery"
)

// Zendesk's own example of a webhook that is being tested before it is made.
const (
	vectorSecret    = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
	vectorTimestamp = "2026-11-22T10:00:00Z"
	vectorBody      = `{"ticket_id":"35","event":"public_comment"}`
	vectorSignature = "UPNhZ7+mZ6BOp68/0Sy7HooJnWAybjuuX19ZSDkwKJ0="
)

func signed(secret, stamp, body string) delivery.Delivery {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + body))
	return delivery.Delivery{
		Connection: "zendesk", Body: []byte(body), At: testNow(),
		Header: map[string]string{headerSignature: base64.StdEncoding.EncodeToString(mac.Sum(nil)), headerTimestamp: stamp},
	}
}

func TestVerify_takesTheVendorsVector(t *testing.T) {
	t.Parallel()
	d := delivery.Delivery{
		Body: []byte(vectorBody), At: testNow().Add(4 * time.Minute),
		Header: map[string]string{headerSignature: vectorSignature, headerTimestamp: vectorTimestamp},
	}
	if err := Verify([]string{"another-secret", vectorSecret}, d); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestVerify_judgesEachDelivery(t *testing.T) {
	t.Parallel()
	const secret = "local-webhook-secret"
	header := func(name, value string) func(*delivery.Delivery) {
		return func(d *delivery.Delivery) { d.Header[name] = value }
	}
	good := signed(secret, vectorTimestamp, vectorBody).Header[headerSignature]
	for _, tc := range []struct {
		name    string
		secrets []string
		stamp   string
		change  func(*delivery.Delivery)
		want    error
	}{
		{"current secret", []string{secret, "old"}, vectorTimestamp, nil, nil},
		{"previous secret", []string{"new", secret}, vectorTimestamp, nil, nil},
		{"fraction of a second", []string{secret}, "2026-11-22T10:00:00.123456789Z", nil, nil},
		{"zone as an offset", []string{secret}, "2026-11-22T11:00:00+01:00", nil, nil},
		{"zone without a colon", []string{secret}, "2026-11-22T11:00:00.5+0100", nil, nil},
		{"five minutes old", []string{secret}, "2026-11-22T09:55:00Z", nil, nil},
		{"older than five minutes", []string{secret}, "2026-11-22T09:54:59Z", nil, delivery.ErrStale},
		{"from the future", []string{secret}, "2026-11-22T10:05:01Z", nil, delivery.ErrStale},
		{"no secret configured", nil, vectorTimestamp, nil, delivery.ErrSignature},
		{"empty secret configured", []string{""}, vectorTimestamp, nil, delivery.ErrSignature},
		{"signed with an empty secret", []string{"", "real"}, vectorTimestamp, header(headerSignature, signed("", vectorTimestamp, vectorBody).Header[headerSignature]), delivery.ErrSignature},
		{"another secret", []string{"other"}, vectorTimestamp, nil, delivery.ErrSignature},
		{"another secret and stale", []string{"other"}, "2020-01-01T00:00:00Z", nil, delivery.ErrSignature},
		{"another body", []string{secret}, vectorTimestamp, func(d *delivery.Delivery) { d.Body = append(d.Body, ' ') }, delivery.ErrSignature},
		{"another time", []string{secret}, vectorTimestamp, header(headerTimestamp, "2026-11-22T10:00:01Z"), delivery.ErrSignature},
		{"no signature", []string{secret}, vectorTimestamp, header(headerSignature, ""), delivery.ErrUnsigned},
		{"no timestamp", []string{secret}, vectorTimestamp, header(headerTimestamp, ""), delivery.ErrUnsigned},
		{"doubled signature", []string{secret}, vectorTimestamp, header(headerSignature, good+","+good), delivery.ErrUnsigned},
		{"doubled timestamp", []string{secret}, vectorTimestamp, header(headerTimestamp, vectorTimestamp+","+vectorTimestamp), delivery.ErrUnsigned},
		{"timestamp with a decimal comma", []string{secret}, "2026-11-22T10:00:00,5Z", nil, delivery.ErrUnsigned},
		{"hexadecimal signature", []string{secret}, vectorTimestamp, header(headerSignature, "50f36167"), delivery.ErrUnsigned},
		{"signature with a line break", []string{secret}, vectorTimestamp, header(headerSignature, good+"\n"), delivery.ErrUnsigned},
		{"short signature", []string{secret}, vectorTimestamp, header(headerSignature, "UPNh"), delivery.ErrUnsigned},
		{"signed time that is none", []string{secret}, "yesterday", nil, delivery.ErrUnsigned},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := signed(secret, tc.stamp, vectorBody)
			if tc.change != nil {
				tc.change(&d)
			}
			if err := Verify(tc.secrets, d); !errors.Is(err, tc.want) {
				t.Errorf("Verify = %v, want %v", err, tc.want)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(vectorSignature, vectorTimestamp, []byte(vectorBody))
	f.Add("", "", []byte{})
	f.Add(vectorSignature+","+vectorSignature, "2026-11-22T10:00:00.1Z", []byte("{}"))
	f.Fuzz(func(t *testing.T, signature, stamp string, body []byte) {
		d := delivery.Delivery{Body: body, At: testNow(), Header: map[string]string{headerSignature: signature, headerTimestamp: stamp}}
		// A secret that the fuzzer does not know: nothing may pass.
		if err := Verify([]string{"a secret that stands nowhere else"}, d); err == nil {
			t.Errorf("passed: %q %q %q", signature, stamp, body)
		}
		right := signed(vectorSecret, stamp, string(body))
		if err := Verify([]string{vectorSecret}, right); errors.Is(err, delivery.ErrSignature) {
			t.Errorf("refused as wrongly signed: %q %q", stamp, body)
		}
	})
}
