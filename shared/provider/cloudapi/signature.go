package cloudapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"

	"ventana/shared/delivery"
)

const (
	signatureHeader = "x-hub-signature-256"
	signaturePrefix = "sha256="
)

// Challenge answers Meta's verification of a callback: the text to send back,
// unchanged and as plain text. A request that is no verification gives
// delivery.ErrUnsigned, a wrong or unconfigured token delivery.ErrSignature.
// The token is compared in constant time, its length included.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func Challenge(query map[string]string, verifyToken string) (string, error) {
	challenge, token := query["hub.challenge"], query["hub.verify_token"]
	if query["hub.mode"] != "subscribe" || challenge == "" || token == "" {
		return "", fmt.Errorf("answer challenge: %w", delivery.ErrUnsigned)
	}
	want, got := sha256.Sum256([]byte(verifyToken)), sha256.Sum256([]byte(token))
	if verifyToken == "" || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return "", fmt.Errorf("answer challenge: %w", delivery.ErrSignature)
	}
	return challenge, nil
}

// Verify checks the HMAC-SHA256 of the raw body against every app secret.
// Without a secret it answers delivery.ErrSignature; a header that is missing,
// repeated (joined by commas) or not "sha256=" and 64 hex digits gives
// delivery.ErrUnsigned.
func Verify(appSecrets []string, d delivery.Delivery) error {
	text, ok := strings.CutPrefix(d.Header[signatureHeader], signaturePrefix)
	if !ok || len(text) != hex.EncodedLen(sha256.Size) {
		return fmt.Errorf("verify %s: %w", signatureHeader, delivery.ErrUnsigned)
	}
	signature, err := hex.DecodeString(text)
	if err != nil {
		// The cause is left out: it quotes what the sender wrote.
		return fmt.Errorf("verify %s: %w", signatureHeader, delivery.ErrUnsigned)
	}
	matches := 0
	for _, secret := range appSecrets {
		if secret == "" {
			continue // anybody can sign with an empty key
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(d.Body)
		matches |= subtle.ConstantTimeCompare(mac.Sum(nil), signature)
	}
	if matches != 1 {
		return fmt.Errorf("verify %s: %w", signatureHeader, delivery.ErrSignature)
	}
	return nil
}
