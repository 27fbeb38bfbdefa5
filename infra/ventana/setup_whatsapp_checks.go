package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
)

// expiryWarning is how long before its end a token needs a person.
const expiryWarning = 14 * 24 * time.Hour

// token checks the access token and tells the id of its app.
func (s *whatsAppSetup) token(ctx context.Context) (app string, ok bool) {
	const remedy = "Generate a token for a system user in Meta's business settings and store it as access_token in the call secret."
	token, err := s.client.DebugToken(ctx)
	if err != nil {
		s.list.wrong("the access token could not be checked: "+err.Error(), whatsAppAdvice(err))
		return "", false
	}
	if !token.Valid {
		s.list.wrong("the access token is not valid any more", remedy)
		return "", false
	}
	for _, scope := range []string{"whatsapp_business_messaging", "whatsapp_business_management"} {
		if !slices.Contains(token.Scopes, scope) {
			s.list.wrong("the access token lacks the permission "+scope, remedy)
		}
	}
	switch left := token.ExpiresAt.Sub(s.now()); {
	case token.ExpiresAt.IsZero():
		s.list.right("access token is valid and does not expire")
	case left < expiryWarning:
		s.list.wrong("the access token expires on "+token.ExpiresAt.Format(time.DateOnly), remedy+" Choose one that never expires.")
	default:
		s.list.right("access token is valid until %s", token.ExpiresAt.Format(time.DateOnly))
	}
	return token.AppID, true
}

// number checks that the number exists, is connected and is well rated, and
// that nobody else gets its deliveries.
func (s *whatsAppSetup) number(ctx context.Context, of secret.Number) {
	number, err := s.client.Number(ctx, of.PhoneNumberID)
	if err != nil {
		s.list.wrong("the number could not be read: "+err.Error(), whatsAppAdvice(err))
		return
	}
	if number.Status != "CONNECTED" {
		s.list.wrong(fmt.Sprintf("number %s is %s", number.Display, orUnknown(number.Status)),
			"Register it, or see in WhatsApp Manager > Phone numbers what it waits for; only CONNECTED numbers can send.")
	} else {
		s.list.right("number %s (%s) is connected, quality %s, limit %s", number.Display, orUnknown(number.Name), orUnknown(number.Quality), orUnknown(number.Limit))
	}
	if number.Quality == "RED" {
		s.list.wrong("the number's quality is RED: people block or report it", "Write only to people who agreed to it; WhatsApp may limit the number.")
	}
	if !sameDigits(of.Display, number.Display) {
		s.list.wrong(fmt.Sprintf("the call secret calls it %s, WhatsApp calls it %s", of.Display, number.Display),
			"Correct display, or phone_number_id if it is another number's.")
	}
	s.application(number.Webhook.Application)
	s.override("this number", number.Webhook.Number, "POST /"+of.PhoneNumberID+` {"webhook_configuration":{"override_callback_uri":""}}`)
}

// subscribe makes sure that the account's events come to the token's app. It
// calls only when they do not: the call would also remove an override.
func (s *whatsAppSetup) subscribe(ctx context.Context, waba, app string) {
	list, err := s.client.Subscriptions(ctx, waba)
	if err != nil {
		s.list.wrong("the account's subscriptions could not be read: "+err.Error(), whatsAppAdvice(err))
		return
	}
	for _, subscription := range list {
		if app != "" && subscription.AppID != app {
			s.list.say("  - account %s is also read by the app %s (%s); only one of them should answer", waba, subscription.Name, subscription.AppID)
			continue
		}
		s.list.right("account %s delivers to the app %s (%s)", waba, subscription.Name, subscription.AppID)
		s.override("account "+waba, subscription.Override, "POST /"+waba+"/subscribed_apps with an empty body")
		return
	}
	if s.dryRun {
		s.list.changed("account %s would be subscribed", waba)
		return
	}
	if err := s.client.Subscribe(ctx, waba); err != nil {
		s.list.wrong("account "+waba+" could not be subscribed: "+err.Error(), whatsAppAdvice(err))
		return
	}
	s.list.changed("account %s is now subscribed: its messages are delivered to the app", waba)
}

// application compares the app's own callback, where Meta tells it.
func (s *whatsAppSetup) application(address string) {
	switch {
	case address == "" || s.callback == "":
	case address == s.callback:
		s.list.right("the app's callback is %s", address)
	default:
		s.list.wrong(fmt.Sprintf("the app's callback is %s, not %s", address, s.callback), "Enter the callback URL below in the app's dashboard.")
	}
}

// override shows a callback that is in force instead of the app's.
func (s *whatsAppSetup) override(of, address, remove string) {
	switch {
	case address == "":
	case address == s.callback:
		s.list.right("%s overrides the callback with %s, which is right", of, address)
	case s.callback == "":
		s.list.say("  - %s overrides the callback with %s; give --api-url to compare", of, address)
	default:
		s.list.wrong(fmt.Sprintf("%s delivers to %s, not to %s", of, address, s.callback),
			"An earlier system left this override. Remove it: "+remove+".")
	}
}

// health tells what stands in the way of sending, in Meta's own words.
func (s *whatsAppSetup) health(ctx context.Context, of secret.Number) {
	health, err := s.client.Health(ctx, of.PhoneNumberID)
	if err != nil {
		s.list.wrong("the health could not be read: "+err.Error(), whatsAppAdvice(err))
		return
	}
	found := false
	for _, entity := range health.Entities {
		found = s.entity(entity) || found
	}
	switch {
	case health.CanSend == "AVAILABLE" && !found:
		s.list.right("nothing stands in the way of sending")
	case health.CanSend != "AVAILABLE" && !found:
		s.list.wrong("sending is "+orUnknown(health.CanSend), "See WhatsApp Manager > Overview for the reason.")
	}
}

// entity tells one entity's problems and reports whether there were any.
func (s *whatsAppSetup) entity(entity cloudapi.HealthEntity) bool {
	name := strings.ToLower(strings.ReplaceAll(entity.Type, "_", " ")) + " " + entity.ID
	for _, problem := range entity.Errors {
		s.list.wrong(fmt.Sprintf("%s is %s: %s (%d)", name, entity.CanSend, problem.Description, problem.Code), problem.Solution)
	}
	if len(entity.Errors) > 0 || entity.CanSend == "AVAILABLE" {
		return len(entity.Errors) > 0
	}
	s.list.wrong(fmt.Sprintf("%s is %s", name, orUnknown(entity.CanSend)),
		strings.Join(append(entity.Information, "See WhatsApp Manager > Overview."), " "))
	return true
}

// whatsAppAdvice is what to do about a call that failed.
func whatsAppAdvice(err error) string {
	problem := failure.Of(err)
	switch problem.Code {
	case "unreached", "lost_answer":
		return "Check the network, and base_url of the connection."
	case "undecodable", "404", "307", "301", "302":
		return "Check base_url and graph_version of the connection: this is not the Graph API's answer."
	case "0", "190", "401":
		return "The token is dead. Generate a new one for the system user and store it as access_token in the call secret."
	case "3", "10", "131005", "200":
		return "Assign the app and the WhatsApp account to the system user, and give its token both WhatsApp permissions."
	case "33", "100":
		return "The id is wrong or the token may not see it. Compare phone_number_id and waba_id with WhatsApp Manager."
	case "2388019":
		return "The account is full: delete what is not used (--delete shows what no definition knows), or have the business verified, which allows more."
	case "2388023":
		return "The name was deleted less than 30 days ago: wait, or take another name."
	}
	if problem.Class == failure.Permanent {
		return "Look up the code in Meta's list of error codes."
	}
	return "Try again in a minute."
}

// sameDigits compares two spellings of a phone; an empty first one is not told.
func sameDigits(ours, theirs string) bool {
	digits := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, text)
	}
	return digits(ours) == "" || digits(ours) == digits(theirs)
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
