package zendesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"ventana/shared/delivery"
)

// Headers of a webhook, in lower case as a delivery has them. The signature
// covers the timestamp and the body, and nothing else: the ids in the other
// headers prove nothing.
// https://developer.zendesk.com/documentation/webhooks/verifying/
const (
	headerSignature  = "x-zendesk-webhook-signature"
	headerTimestamp  = "x-zendesk-webhook-signature-timestamp"
	headerInvocation = "x-zendesk-webhook-invocation-id"
)

// Verify tells whether Zendesk signed a delivery with one of the secrets, not
// longer ago than delivery.MaxSkew. The signature comes first, so that who
// cannot sign does not learn what we think of a timestamp. An empty secret
// signs nothing, and no secret at all refuses everything.
//
// Errors: delivery.ErrUnsigned, ErrSignature, ErrStale.
func Verify(secrets []string, d delivery.Delivery) error {
	signature, err := readSignature(d.Header[headerSignature])
	if err != nil {
		return err
	}
	stamp := d.Header[headerTimestamp]
	if stamp == "" || strings.Contains(stamp, ",") {
		return fmt.Errorf("%w: %s is missing or doubled", delivery.ErrUnsigned, headerTimestamp)
	}
	if !signedWithAny(secrets, signature, stamp, d.Body) {
		return delivery.ErrSignature
	}
	at, err := readTimestamp(stamp)
	if err != nil {
		return fmt.Errorf("%w: %s is no time", delivery.ErrUnsigned, headerTimestamp)
	}
	if skew := d.At.Sub(at); skew > delivery.MaxSkew || skew < -delivery.MaxSkew {
		return fmt.Errorf("%w: by %s", delivery.ErrStale, skew.Round(time.Second))
	}
	return nil
}

// readSignature decodes the header. API Gateway joins repeated headers with
// commas; two signatures are not one, and base64 has no comma.
func readSignature(text string) ([]byte, error) {
	signature, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(signature) != sha256.Size || strings.ContainsAny(text, "\r\n") {
		return nil, fmt.Errorf("%w: %s is missing, doubled or no signature", delivery.ErrUnsigned, headerSignature)
	}
	return signature, nil
}

// signedWithAny compares with every secret, so that the time taken does not
// tell which one matched. The secret is the key as it is, although it looks
// like base64.
func signedWithAny(secrets []string, signature []byte, stamp string, body []byte) bool {
	found := false
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(stamp))
		mac.Write(body)
		if hmac.Equal(mac.Sum(nil), signature) {
			found = true
		}
	}
	return found
}

// readTimestamp reads ISO 8601 with or without a fraction of a second, with
// the zone as Z, +00:00 or +0000.
func readTimestamp(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05Z0700", text)
	}
	return at, err
}
