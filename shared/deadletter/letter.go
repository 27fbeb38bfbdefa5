package deadletter

// The attributes of a letter. All are strings; times are RFC 3339, in UTC.
const (
	AttributeReason   = "reason"    // for people, 512 bytes at most
	AttributeCode     = "code"      // what to mend, see Code
	AttributeReceives = "receives"  // how often SQS had handed the record out
	AttributeParkedAt = "parked_at" // by our clock
	AttributeSentAt   = "sent_at"   // when the record came into its queue
	AttributeFirstAt  = "first_at"  // when it was first received
	AttributeFunction = "function"  // that parked it
	AttributeQueue    = "queue"     // it came from: the last part of the URL
	AttributeRecord   = "record"    // the SQS message id it had there, as in logs
	AttributeRedriven = "redriven"  // how often it was sent back before; absent: never
)

// Scheduler's own attributes of an event that it could not deliver.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
const (
	AttributeErrorCode    = "ERROR_CODE"
	AttributeErrorMessage = "ERROR_MESSAGE"
)

// CodeOf is the code of a letter with these attributes. moved: SQS itself put it
// there, after too many receives, and names the queue that it came from.
func CodeOf(attributes map[string]string, moved bool) Code {
	code := Code(attributes[AttributeCode])
	switch {
	case code != "":
		return code
	case attributes[AttributeReason] != "":
		return Unmarked
	case attributes[AttributeErrorCode] != "":
		return Schedule
	case moved:
		return Received
	default:
		return Foreign
	}
}
