package note

import "strconv"

// reason is why a message was not delivered, as an agent needs to know it;
// several of a provider's codes may share one.
type reason string

const (
	reasonUnknown       reason = "unknown"
	reasonWindow        reason = "window"
	reasonUnreachable   reason = "unreachable"
	reasonNoRecipient   reason = "no recipient"
	reasonNeedsPhone    reason = "needs phone"
	reasonBlockedByUs   reason = "blocked by us"
	reasonCountry       reason = "country"
	reasonSelf          reason = "self"
	reasonTestNumber    reason = "test number"
	reasonOptedOut      reason = "opted out"
	reasonWithheld      reason = "withheld"
	reasonPayment       reason = "payment"
	reasonRestricted    reason = "restricted"
	reasonDisplayName   reason = "display name"
	reasonSpam          reason = "spam"
	reasonAccess        reason = "access"
	reasonNumber        reason = "number"
	reasonOwner         reason = "owner"
	reasonBusy          reason = "busy"
	reasonOutage        reason = "outage"
	reasonContent       reason = "content"
	reasonMedia         reason = "media"
	reasonExpired       reason = "expired"
	reasonTemplate      reason = "template"
	reasonTemplateGone  reason = "template gone"
	reasonTemplatePause reason = "template paused"
	reasonTemplateRule  reason = "template rule"
	reasonUtilityStop   reason = "utility stopped"
	reasonTerms         reason = "terms"
)

// reasonOf sorts the codes of one message: Meta's published ones, and those of
// sends that we refused ourselves.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func reasonOf(code string) reason {
	number, err := strconv.Atoi(code)
	if err != nil {
		return reasonOfOurs(code)
	}
	for _, find := range []func(int) reason{reasonOfRecipient, reasonOfAccount, reasonOfService, reasonOfContent} {
		if found := find(number); found != reasonUnknown {
			return found
		}
	}
	return reasonUnknown
}

func reasonOfOurs(code string) reason {
	switch code {
	case "recipient":
		return reasonNoRecipient
	case "unreached":
		return reasonOutage
	case "too_long", "empty", "content":
		return reasonContent
	default:
		return reasonUnknown
	}
}

func reasonOfRecipient(code int) reason {
	switch code {
	case 131047:
		return reasonWindow
	case 131026:
		return reasonUnreachable
	case 131062:
		return reasonNeedsPhone
	case 130403:
		return reasonBlockedByUs
	case 130497, 131065:
		return reasonCountry
	case 131021:
		return reasonSelf
	case 131030:
		return reasonTestNumber
	case 131050:
		return reasonOptedOut
	case 131049, 130472:
		return reasonWithheld
	default:
		return reasonUnknown
	}
}

func reasonOfAccount(code int) reason {
	if code >= 200 && code <= 299 { // permission errors
		return reasonAccess
	}
	switch code {
	case 0, 3, 10, 190, 131005:
		return reasonAccess
	case 131042:
		return reasonPayment
	case 368, 131031:
		return reasonRestricted
	case 131037:
		return reasonDisplayName
	case 131048:
		return reasonSpam
	case 33, 131045, 133000, 133006, 133010, 133015, 133016:
		return reasonNumber
	case 138038:
		return reasonOwner
	case 134011:
		return reasonTerms
	default:
		return reasonUnknown
	}
}

func reasonOfService(code int) reason {
	switch code {
	case 4, 80007, 130429, 131056:
		return reasonBusy
	case 1, 2, 131000, 131016, 131057, 133004, 2494100:
		return reasonOutage
	case 131035, 131036:
		return reasonExpired
	default:
		return reasonUnknown
	}
}

func reasonOfContent(code int) reason {
	switch code {
	case 100, 131008, 131009, 131051, 131055, 131060, 131063, 134100, 135000:
		return reasonContent
	case 131052, 131053:
		return reasonMedia
	case 132000, 132005, 132012, 132018:
		return reasonTemplate
	case 132001, 134101, 134102, 141002:
		return reasonTemplateGone
	case 132015, 132016, 132068, 132069:
		return reasonTemplatePause
	case 132007:
		return reasonTemplateRule
	case 131064:
		return reasonUtilityStop
	default:
		return reasonUnknown
	}
}
