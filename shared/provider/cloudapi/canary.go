package cloudapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"ventana/shared/conversation"
)

// CanaryName is what the canary is called on its ticket.
const CanaryName = "Ventana canary"

// Canary is a message of the canary's to a number.
type Canary struct {
	Account       string // the WhatsApp account's id
	PhoneNumberID string
	Message       string // the id of the message, as WhatsApp would give one
	At            time.Time
}

// Delivery is the webhook that WhatsApp would send of it: a text of a user whom
// nobody can be.
func (c Canary) Delivery() ([]byte, error) {
	body, err := json.Marshal(map[string]any{
		"object": "whatsapp_business_account",
		"entry": []any{map[string]any{"id": c.Account, "changes": []any{map[string]any{
			"field": "messages",
			"value": map[string]any{
				"messaging_product": "whatsapp",
				"metadata":          map[string]any{"phone_number_id": c.PhoneNumberID},
				"contacts":          []any{map[string]any{"user_id": conversation.CanaryUser, "profile": map[string]any{"name": CanaryName}}},
				"messages": []any{map[string]any{
					"from_user_id": conversation.CanaryUser, "id": c.Message, "timestamp": strconv.FormatInt(c.At.Unix(), 10),
					"type": "text", "text": map[string]any{"body": "This ticket is Ventana's canary: nobody wrote it, and nobody reads an answer. " + c.At.UTC().Format(time.RFC3339)},
				}},
			},
		}}}},
	})
	if err != nil {
		return nil, fmt.Errorf("write delivery of canary: %w", err)
	}
	return body, nil
}

// Sign puts on a request what Meta does: the HMAC of its body with the app secret.
func Sign(header http.Header, appSecret string, body []byte) {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	header.Set(signatureHeader, signaturePrefix+hex.EncodeToString(mac.Sum(nil)))
}
