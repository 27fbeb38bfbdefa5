package redrive

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
)

// Letter is one dead letter as a look found it.
type Letter struct {
	ID    string
	Queue string // Queue.Name
	Group string
	Body  string

	Code     deadletter.Code
	Reason   string
	Function string // that parked it
	Record   string // the id it had in its queue, as logs name it
	Receives int    // before it was parked
	Redriven int    // how often it was sent back before
	ParkedAt time.Time
	SentAt   time.Time // into its queue
	FirstAt  time.Time // received there

	// Envelope is what the body holds; Unread says why that is not known.
	Envelope envelope.Envelope
	Unread   error

	receipt   string
	trace     string    // X-Ray header that it came with, or empty
	enteredAt time.Time // the dead-letter queue
}

// letterOf reads a message; what an older letter does not tell stays empty.
func letterOf(queue string, message types.Message) Letter {
	told := map[string]string{}
	for name, value := range message.MessageAttributes {
		told[name] = aws.ToString(value.StringValue)
	}
	system := message.Attributes
	_, moved := system[string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)]
	letter := Letter{
		ID: aws.ToString(message.MessageId), Queue: queue, Body: aws.ToString(message.Body),
		Group: system[string(types.MessageSystemAttributeNameMessageGroupId)],
		Code:  deadletter.CodeOf(told, moved), Reason: cmp.Or(told[deadletter.AttributeReason], scheduleReason(told)),
		Function: told[deadletter.AttributeFunction], Record: told[deadletter.AttributeRecord],
		Receives: count(told[deadletter.AttributeReceives]), Redriven: count(told[deadletter.AttributeRedriven]),
		ParkedAt: moment(told[deadletter.AttributeParkedAt]), SentAt: moment(told[deadletter.AttributeSentAt]), FirstAt: moment(told[deadletter.AttributeFirstAt]),
		receipt:   aws.ToString(message.ReceiptHandle),
		trace:     system[string(types.MessageSystemAttributeNameAWSTraceHeader)],
		enteredAt: stamp(system[string(types.MessageSystemAttributeNameSentTimestamp)]),
	}
	if letter.Record == "" && moved {
		letter.Record = letter.ID // SQS keeps it
	}
	letter.Envelope, letter.Unread = envelope.Decode([]byte(letter.Body))
	return letter
}

func scheduleReason(told map[string]string) string {
	return strings.TrimSuffix(told[deadletter.AttributeErrorCode]+": "+told[deadletter.AttributeErrorMessage], ": ")
}

// At is when it came to the dead letters, as near as anybody knows.
func (l Letter) At() time.Time {
	if l.ParkedAt.IsZero() {
		return l.enteredAt
	}
	return l.ParkedAt
}

// named reports whether a person means this letter: by its id, the id in logs,
// or the beginning of one that nobody else has.
func (l Letter) named(name string) bool {
	return len(name) >= shortestName && (strings.HasPrefix(l.ID, name) || strings.HasPrefix(l.Record, name))
}

// shortestName is how much of an id has to be typed.
const shortestName = 6

// inOrder is how letters are sent back: the oldest first, and all of a group one
// after the other, in the order in which SQS gave them.
func inOrder(letters []Letter) []Letter {
	var groups [][]Letter
	place := map[string]int{}
	for _, letter := range letters {
		name := letter.Queue + " " + letter.Group
		at, known := place[name]
		if !known || letter.Group == "" {
			at = len(groups)
			place[name] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], letter)
	}
	slices.SortStableFunc(groups, func(a, b []Letter) int { return a[0].At().Compare(b[0].At()) })
	return slices.Concat(groups...)
}

func count(text string) int {
	n, _ := strconv.Atoi(text) // absent counts as 0
	return n
}

func moment(text string) time.Time {
	at, _ := time.Parse(time.RFC3339, text) // absent is zero
	return at
}

// stamp is a time as SQS tells it, in milliseconds.
func stamp(text string) time.Time {
	milliseconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds).UTC()
}
