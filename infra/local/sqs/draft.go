package sqs

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Limits of one message (SQS API reference, SendMessage).
const (
	mostAttributes     = 10
	longestName        = 256 // characters of an attribute's name
	longestGroup       = 128 // characters of a group or deduplication id
	traceHeader        = "AWSTraceHeader"
	punctuation        = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	reasonQueueType    = "The request include parameter that is not valid for this queue type"
	reasonPunctuation  = "can only include alphanumeric and punctuation characters. 1 to 128 in length."
	reasonAttributeRef = "Can contain alphanumeric characters and underscore, hyphen, period; no reserved prefix."
)

// wireAttribute is Attribute under the names of the SQS API.
type wireAttribute struct {
	DataType    string
	StringValue *string `json:",omitempty"`
	BinaryValue []byte  `json:",omitempty"`
}

func fromWire(attributes map[string]wireAttribute) map[string]Attribute {
	if len(attributes) == 0 {
		return nil
	}
	converted := make(map[string]Attribute, len(attributes))
	for name, a := range attributes {
		converted[name] = Attribute(a)
	}
	return converted
}

// draft is what a sender asks for: SendMessage, and an entry of its batch.
type draft struct {
	MessageBody             string
	DelaySeconds            *int
	MessageAttributes       map[string]wireAttribute
	MessageSystemAttributes map[string]wireAttribute
	MessageDeduplicationID  string `json:"MessageDeduplicationId"`
	MessageGroupID          string `json:"MessageGroupId"`
}

// check refuses a draft that q would not take in AWS.
func (d *draft) check(q *queue) error {
	if d.MessageBody == "" {
		return errMissing("MessageBody")
	}
	if err := checkText(d.MessageBody); err != nil {
		return err
	}
	attributes := fromWire(d.MessageAttributes)
	if err := checkAttributes(attributes); err != nil {
		return err
	}
	if size(d.MessageBody, attributes) > q.settings.maximumSize {
		return errParameter("One or more parameters are invalid. Reason: Message must be shorter than %d bytes.",
			q.settings.maximumSize)
	}
	for name, a := range d.MessageSystemAttributes {
		if name != traceHeader || a.DataType != "String" || a.StringValue == nil {
			return errParameter("Message system attribute name %s is invalid: the only one is %s, a String.", name, traceHeader)
		}
	}
	if d.DelaySeconds != nil && (*d.DelaySeconds < 0 || *d.DelaySeconds > maximumDelay) {
		return errValue("DelaySeconds", *d.DelaySeconds, "DelaySeconds must be >= 0 and <= 900.")
	}
	return d.checkIDs(q)
}

func (d *draft) checkIDs(q *queue) error {
	for name, id := range map[string]string{
		"MessageGroupId": d.MessageGroupID, "MessageDeduplicationId": d.MessageDeduplicationID,
	} {
		if id != "" && !groupID(id) {
			return errValue(name, id, name+" "+reasonPunctuation)
		}
	}
	if !q.fifo {
		if d.MessageDeduplicationID != "" {
			return errValue("MessageDeduplicationId", d.MessageDeduplicationID, reasonQueueType)
		}
		return nil
	}
	switch {
	case d.MessageGroupID == "":
		return errMissing("MessageGroupId")
	case d.MessageDeduplicationID == "" && !q.settings.contentBased:
		return errParameter("The queue should either have ContentBasedDeduplication enabled or " +
			"MessageDeduplicationId provided explicitly")
	case d.DelaySeconds != nil && *d.DelaySeconds != 0:
		return errValue("DelaySeconds", *d.DelaySeconds, reasonQueueType)
	}
	return nil
}

// deduplication is the id that counts: the given one, else a digest of the body
// alone, without attributes.
func (d *draft) deduplication(q *queue) string {
	if !q.fifo || d.MessageDeduplicationID != "" {
		return d.MessageDeduplicationID
	}
	sum := sha256.Sum256([]byte(d.MessageBody))
	return hex.EncodeToString(sum[:])
}

func (d *draft) trace() string {
	if a := d.MessageSystemAttributes[traceHeader]; a.StringValue != nil {
		return *a.StringValue
	}
	return ""
}

func groupID(id string) bool {
	for _, r := range id {
		if !alphanumeric(r) && !strings.ContainsRune(punctuation, r) {
			return false
		}
	}
	return len(id) <= longestGroup
}

// checkText refuses the characters that SQS does: those outside XML 1.0.
func checkText(text string) error {
	for _, r := range text {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < 0x20, r == 0xFFFE, r == 0xFFFF:
			return errContents(r)
		}
	}
	return nil
}

func checkAttributes(attributes map[string]Attribute) error {
	if len(attributes) > mostAttributes {
		return errParameter("Number of message attributes [%d] exceeds the allowed maximum [%d].", len(attributes), mostAttributes)
	}
	for name, a := range attributes {
		if !attributeName(name) {
			return errValue("MessageAttributeName", name, reasonAttributeRef)
		}
		if err := checkAttribute(name, a); err != nil {
			return err
		}
	}
	return nil
}

func checkAttribute(name string, a Attribute) error {
	logical, _, _ := strings.Cut(a.DataType, ".")
	switch logical {
	case "":
		return errParameter("The message attribute '%s' must contain non-empty message attribute type.", name)
	case "Binary":
		if len(a.BinaryValue) == 0 || a.StringValue != nil {
			return errParameter("The message attribute '%s' must contain a non-empty binary value and no other.", name)
		}
		return nil
	case "String", "Number":
	default:
		return errParameter("The message attribute '%s' has an invalid message attribute type, "+
			"the set of supported type prefixes is Binary, Number, and String.", name)
	}
	if a.StringValue == nil || *a.StringValue == "" || a.BinaryValue != nil {
		return errParameter("The message attribute '%s' must contain a non-empty string value and no other.", name)
	}
	if logical == "Number" {
		if _, err := strconv.ParseFloat(*a.StringValue, 64); err != nil {
			return errParameter("Can't cast the value of message attribute '%s' to a number.", name)
		}
	}
	return checkText(*a.StringValue)
}

func attributeName(name string) bool {
	lower := strings.ToLower(name)
	switch {
	case name == "", len(name) > longestName,
		strings.HasPrefix(lower, "aws."), strings.HasPrefix(lower, "amazon."),
		strings.HasPrefix(name, "."), strings.HasSuffix(name, "."), strings.Contains(name, ".."):
		return false
	}
	return plainName(strings.ReplaceAll(name, ".", ""))
}
