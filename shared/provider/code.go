package provider

// ClosesWindow reports whether a provider's refusal code means that the
// customer service window is closed, whatever our own clock says.
// 131047: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
func ClosesWindow(code string) bool { return code == "131047" }
