package provider

// ClosesWindow reports whether a provider's refusal code means that the
// customer service window is closed, whatever our own clock says.
// 131047: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func ClosesWindow(code string) bool { return code == "131047" }

// FreeEntry reports whether a conversation of the provider's that began so is a
// free entry point: an ad or a page led the customer here, and until it expires
// every message in it costs nothing.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
func FreeEntry(origin string) bool { return origin == "referral_conversion" }

// NeedsPhone reports whether a refusal code means that the message cannot go to
// a user id, only to a phone number.
func NeedsPhone(code string) bool { return code == "131062" }

// LimitsThroughput reports whether a refusal code means that the number has sent
// and received more in a second than it may.
func LimitsThroughput(code string) bool { return code == "130429" }

// LimitsPair reports whether a refusal code means that one person was sent more
// than WhatsApp lets a number send to them.
func LimitsPair(code string) bool { return code == "131056" }

// RefusesAccess reports whether a refusal code means that our token or its
// permissions are at fault: every message waits until an operator mends that.
func RefusesAccess(code string) bool {
	switch code {
	case "0", "3", "10", "190", "131005", "401":
		return true
	}
	return len(code) == 3 && code[0] == '2' // 200 to 299: permission errors
}

// DoesNotAnswer reports whether a code means that the provider itself is down, and
// not that it refused something: codes of ours for calls without an answer,
// Meta's for outages, and any HTTP status from 500 on.
func DoesNotAnswer(code string) bool {
	switch code {
	case "unreached", "lost_answer", "circuit_open", "2", "131016", "131057", "133004":
		return true
	}
	return len(code) == 3 && code[0] == '5'
}

// CodeFileGone is an adapter's word for a file that the provider no longer has.
const CodeFileGone = "file_gone"
