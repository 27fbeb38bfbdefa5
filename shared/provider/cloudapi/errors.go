package cloudapi

import (
	"time"

	"ventana/shared/failure"
)

// ErrorEntry is what one of Meta's error codes means for one message or call.
type ErrorEntry struct {
	Code    int
	HTTP    int // the status it comes with; 0 where Meta gives none
	Meaning string
	Class   failure.Class
	// Wait is how long to stay away when Meta does not say; zero leaves it to
	// the caller.
	Wait time.Duration
}

// Default waits by cause.
const (
	waitOperator   = 60 * time.Second // somebody has to mend a token or a permission
	waitCallRate   = 60 * time.Second
	waitThroughput = time.Second
	waitPair       = 6 * time.Second // one message in six seconds to one person
	waitOutage     = 60 * time.Second
)

// permissionFirst and permissionLast bound the range of permission errors.
const (
	permissionFirst = 200
	permissionLast  = 299
)

// Classify finds what a code means; 200 to 299 are one family. The second
// result is false for a code that Meta has not published.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func Classify(code int) (ErrorEntry, bool) {
	if code >= permissionFirst && code <= permissionLast {
		code = permissionFirst
	}
	for _, entry := range Errors() {
		if entry.Code == code {
			return entry, true
		}
	}
	return ErrorEntry{}, false
}

// Errors is the whole table. The class answers for one agent's reply: where
// only operators can mend the cause and every reply is stopped (token,
// permission), replies wait and nothing is lost; where this reply is refused
// for good or for days (payment, policy, quality), it is Permanent, so that
// the agent is told at once.
func Errors() []ErrorEntry {
	var table []ErrorEntry
	for _, part := range [][]ErrorEntry{
		accessErrors(), limitErrors(), serviceErrors(), recipientErrors(), contentErrors(),
		templateErrors(), registrationErrors(), managementErrors(), migrationErrors(),
	} {
		table = append(table, part...)
	}
	return table
}

func accessErrors() []ErrorEntry {
	return []ErrorEntry{
		{0, 401, "token cannot authenticate", failure.Later, waitOperator},
		{190, 401, "token expired or revoked", failure.Later, waitOperator},
		{3, 500, "method or capability missing", failure.Later, waitOperator},
		{10, 403, "permission not granted or asset not assigned", failure.Later, waitOperator},
		{permissionFirst, 403, "permission not granted or asset not assigned", failure.Later, waitOperator},
		{131005, 403, "access denied", failure.Later, waitOperator},
		{33, 400, "number deleted or its id is wrong", failure.Permanent, 0},
		{368, 403, "blocked for a policy violation", failure.Permanent, 0},
		{130497, 403, "business may not message this country", failure.Permanent, 0},
		{131031, 403, "account locked or disabled", failure.Permanent, 0},
		{131037, 400, "display name needs approval", failure.Permanent, 0},
		{131042, 400, "payment method missing or refused", failure.Permanent, 0},
		{138038, 400, "another responder owns the conversation", failure.Permanent, 0},
	}
}

func limitErrors() []ErrorEntry {
	return []ErrorEntry{
		{4, 400, "too many calls by the app", failure.Later, waitCallRate},
		{80007, 400, "too many calls for the account", failure.Later, waitCallRate},
		{130429, 400, "throughput of the number reached", failure.Later, waitThroughput},
		{131056, 400, "too many messages to one person", failure.Later, waitPair},
		{131048, 400, "number limited for spam", failure.Permanent, 0},
		{131049, 400, "withheld by the per-person marketing cap", failure.Permanent, 0},
		{131064, 400, "limited for mis-classified utility templates", failure.Permanent, 0},
		{133016, 400, "too many registrations of the number", failure.Permanent, 0},
	}
}

func serviceErrors() []ErrorEntry {
	return []ErrorEntry{
		{1, 400, "unknown error of the API", failure.Ambiguous, 0},
		{2, 503, "temporary outage", failure.Ambiguous, waitOutage},
		{131000, 500, "unknown failure", failure.Ambiguous, 0},
		{131016, 500, "service unavailable", failure.Ambiguous, waitOutage},
		{131057, 500, "number in maintenance", failure.Ambiguous, waitOutage},
		{133004, 503, "server temporarily unavailable", failure.Ambiguous, waitOutage},
		{2494100, 0, "number in maintenance", failure.Ambiguous, waitOutage},
	}
}

func recipientErrors() []ErrorEntry {
	return []ErrorEntry{
		{130403, 403, "the business blocked this person", failure.Permanent, 0},
		{130472, 400, "person is in a marketing experiment", failure.Permanent, 0},
		{131021, 400, "recipient is the sender", failure.Permanent, 0},
		{131026, 400, "message cannot be delivered to this person", failure.Permanent, 0},
		{131030, 400, "recipient is not on the test number's list", failure.Permanent, 0},
		{131047, 400, "customer service window is closed", failure.Permanent, 0},
		{131050, 400, "person stopped marketing messages", failure.Permanent, 0},
		{131062, 400, "message needs a phone number, not a user id", failure.Permanent, 0},
		{131065, 400, "maximum price not available in the country", failure.Permanent, 0},
	}
}

func contentErrors() []ErrorEntry {
	return []ErrorEntry{
		{100, 400, "parameter wrong or misspelt", failure.Permanent, 0},
		{131008, 400, "parameter missing", failure.Permanent, 0},
		{131009, 400, "parameter value not valid", failure.Permanent, 0},
		{131035, 0, "retry window missed without storage", failure.Permanent, 0},
		{131036, 0, "message cannot be decrypted without storage", failure.Permanent, 0},
		{131051, 400, "message type not supported", failure.Permanent, 0},
		{131052, 400, "the customer's media could not be fetched", failure.Permanent, 0},
		{131053, 400, "media could not be uploaded or fetched", failure.Permanent, 0},
		{131055, 400, "endpoint takes marketing templates only", failure.Permanent, 0},
		{131060, 0, "content not available", failure.Permanent, 0},
		{131063, 400, "marketing template not allowed on this endpoint", failure.Permanent, 0},
		{134011, 400, "terms of payments not accepted", failure.Permanent, 0},
		{134100, 400, "endpoint takes marketing messages only", failure.Permanent, 0},
		{134101, 400, "template is still being synchronised", failure.Later, 10 * time.Minute},
		{134102, 500, "template not available", failure.Permanent, 0},
		{135000, 400, "request refused for its parameters", failure.Permanent, 0},
	}
}
