package envelope

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// MaxBytes is the largest encoded envelope: SQS takes 1,048,576 bytes with
// attributes, and the group and dedup ids need a little of that.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MaxBytes = 1<<20 - 4<<10

// Encode is the SQS message body of e. SQS refuses two characters that JSON
// allows as they are, U+FFFE and U+FFFF; they travel escaped.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func Encode(e Envelope) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode envelope: %w", err)
	}
	body = bytes.ReplaceAll(body, []byte("\uFFFE"), []byte(`\ufffe`))
	return bytes.ReplaceAll(body, []byte("\uFFFF"), []byte(`\uffff`)), nil
}

// Decode reads a body that Encode wrote and checks that the member its kind
// names is there.
func Decode(body []byte) (Envelope, error) {
	var e Envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return Envelope{}, fmt.Errorf("decode envelope: %w", err)
	}
	if e.Version != Version {
		return Envelope{}, fmt.Errorf("decode envelope: version %d, this function reads version %d", e.Version, Version)
	}
	filled := map[Kind]bool{
		KindMessage:    e.Message != nil,
		KindEcho:       e.Message != nil,
		KindCall:       e.Message != nil && e.Message.Call != nil,
		KindStatus:     e.Status != nil,
		KindTicket:     e.Ticket != nil,
		KindNotice:     e.Notice != nil,
		KindFetch:      e.Fetch != nil,
		KindUpload:     e.Upload != nil,
		KindChore:      e.Chore != nil,
		KindRefusal:    e.Refusal != nil,
		KindForward:    e.Forward != nil && e.Forward.Body != "",
		KindUnreadable: e.Unreadable != nil,
	}
	present, known := filled[e.Kind]
	if !known {
		return Envelope{}, fmt.Errorf("decode envelope: unknown kind %q", e.Kind)
	}
	if !present {
		return Envelope{}, fmt.Errorf("decode envelope: kind %q without its member", e.Kind)
	}
	return e, nil
}

// Digest is a short, opaque name for parts: 26 characters of [a-z2-7] that
// hold 128 bits of a SHA-256. The parts are separated, so that ("a","bc") and
// ("ab","c") differ. It keeps phone numbers out of queue and item names.
func Digest(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(hash.Sum(nil)[:16]))
}

// NewUnreadable wraps bytes that nobody can read, in a group of its own.
func NewUnreadable(connection, delivery string, at time.Time, raw []byte, reason string) Envelope {
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	return Envelope{
		Version: Version, Kind: KindUnreadable, Connection: connection, Delivery: delivery, ReceivedAt: at,
		Unreadable: &Unreadable{Reason: reason, SHA256: digest, Size: len(raw), Head: raw[:min(len(raw), MaxUnreadableBytes)]},
		Group:      Digest("unreadable", connection, digest),
		Dedup:      Digest("unreadable", connection, digest),
	}
}
