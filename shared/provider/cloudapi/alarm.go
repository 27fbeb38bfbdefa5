package cloudapi

import (
	"encoding/json"

	"ventana/shared/envelope"
)

// The words for serious notices: few and fixed, for a metric's dimension.
const (
	AlarmBanned     = "banned"     // the account is disabled, or will be
	AlarmRestricted = "restricted" // it may do less than before
	AlarmQuality    = "quality"    // customers complain; templates stop first
	AlarmSecurity   = "security"   // somebody touched the two-step PIN
	AlarmPayment    = "payment"    // nothing leaves until it is paid
	AlarmAccount    = "account"    // gone, refused, not ours any more, or in trouble
)

// Serious says whether a notice of this provider means that messages stop, or
// soon will, or that somebody meddles; and in which way, by one of the words
// above. Whatever else happens to templates and accounts is daily business.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func Serious(n envelope.Notice) (word string, serious bool) {
	if !json.Valid(n.Raw) {
		n.Raw = nil
	}
	switch n.Field {
	case "account_update":
		word = accountAlarm(n)
	case "account_review_update":
		word = alarmIf(n.Event == "REJECTED", AlarmAccount)
	case "account_alerts":
		critical := dig(n.Raw, "alert_info.alert_severity") == "CRITICAL" && dig(n.Raw, "alert_info.alert_status") != "NONE"
		word = alarmIf(critical, AlarmAccount)
	case "phone_number_quality_update":
		word = alarmIf(n.Event == "FLAGGED", AlarmQuality)
	case "message_template_quality_update":
		word = alarmIf(n.Event == "RED", AlarmQuality)
	case "message_template_status_update":
		word = alarmIf(n.Event == "FLAGGED" || n.Event == "PAUSED" || n.Event == "DISABLED", AlarmQuality)
	case "security":
		word = AlarmSecurity
	case messagesField, echoesField:
		word = alarmIf(n.Event == eventError, problemAlarm(dig(n.Raw, "code")))
	}
	return word, word != ""
}

func alarmIf(holds bool, word string) string {
	if !holds {
		return ""
	}
	return word
}

func accountAlarm(n envelope.Notice) string {
	switch n.Event {
	case "DISABLED_UPDATE":
		return alarmIf(dig(n.Raw, "ban_info.waba_ban_state") != "REINSTATE", AlarmBanned)
	case "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION":
		return AlarmRestricted
	case "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED":
		return AlarmAccount
	default:
		return ""
	}
}

// problemAlarm sorts the errors of a whole account or number.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func problemAlarm(code string) string {
	switch code {
	case "131042", "134011":
		return AlarmPayment
	case "368", "131064":
		return AlarmRestricted
	case "131048":
		return AlarmQuality
	case "33", "131031", "131037", "131045", "133010":
		return AlarmAccount
	default:
		return ""
	}
}
