package drill

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// byItself is how an alarm goes that tells of something that was said once.
const byItself = "it goes back by itself; the page says what to do about what was said"

func providerCases() []Case {
	return []Case{
		{
			Alarm: "AccountTroubleAlarm", Cause: "WhatsApp says that it will ban the account",
			Begin: func(s *stage) error {
				return s.notice("account_update", map[string]any{"event": "DISABLED_UPDATE", "ban_info": map[string]string{"waba_ban_state": "DISABLE", "waba_ban_date": "November 30, 2026"}})
			},
			Within: 3 * time.Minute, ClearWithin: 10 * time.Minute, Healed: byItself,
		},
		{
			Alarm: "AccessRefusedAlarm", Cause: "the access token was revoked, and agents reply",
			Begin: func(s *stage) error {
				if err := conversations(4)(s); err != nil {
					return err
				}
				if err := s.rewrite("call.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					if err == nil {
						one["access_token"] = "EAAG0revoked0by0somebody0in0business0settings"
					}
					return err
				}); err != nil {
					return err
				}
				return s.walk(6*time.Minute, time.Minute) // until every process has read it
			},
			Each:   func(s *stage) error { return s.replies("an answer") },
			Within: 15 * time.Minute, ClearWithin: 40 * time.Minute,
			Mend: []string{putCall},
		},
		{
			Alarm: "SecretUnusableAlarm", Cause: "an access token that was cut short when it was stored in the call secret",
			Begin: func(s *stage) error {
				return s.rewrite("call.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					if err == nil {
						one["access_token"] = "EAAG0"
					}
					return err
				})
			},
			Each:   (*stage).newcomer,
			Within: 20 * time.Minute, ClearWithin: 25 * time.Minute,
			Mend: []string{putCall},
		},
		{
			Alarm: "CircuitOpenAlarm", Cause: "the helpdesk answers 503 to everything, and customers write",
			Begin: func(s *stage) error {
				return s.fault(map[string]any{"target": "zendesk", "do": "status", "status": 503})
			},
			Each:   (*stage).newcomer,
			Within: 20 * time.Minute, ClearWithin: 40 * time.Minute,
			Heal: (*stage).healFaults, Healed: "the helpdesk is back",
		},
	}
}

// wordCases are those of what WhatsApp says of templates, numbers and messages.
func wordCases() []Case {
	return []Case{
		{
			Alarm: "TemplateTroubleAlarm", Cause: "WhatsApp pauses a template",
			Begin: func(s *stage) error {
				return s.Call(s, http.MethodPost, "/sim/templates", map[string]string{"do": "pause", "name": "hello_world", "language": "en_US"}, nil)
			},
			Within: 70 * time.Minute, ClearWithin: 30 * time.Minute, Healed: byItself,
		},
		{
			Alarm: "NumberTroubleAlarm", Cause: "WhatsApp takes the number's messaging limit down",
			Begin: func(s *stage) error {
				if err := s.walk(61*time.Minute, time.Minute); err != nil { // what it was is known
					return err
				}
				return s.tier("TIER_250")
			},
			Within: 70 * time.Minute, ClearWithin: 30 * time.Minute, Healed: byItself,
		},
		{
			Alarm: "StatusesUnknownAlarm", Cause: "another program sends from our number: 120 statuses of messages that nobody knows",
			Begin: func(s *stage) error {
				// While a roll-out lasts such statuses are the former endpoint's.
				if err := s.rewrite("call.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					delete(one, "former")
					return err
				}); err != nil {
					return err
				}
				if err := s.walk(6*time.Minute, time.Minute); err != nil { // secrets are read again within five
					return err
				}
				return s.strangers(120)
			},
			Within: 40 * time.Minute, ClearWithin: time.Hour, Healed: "the other program is found and stopped",
		},
	}
}

// strangers brings statuses of messages that somebody else sent.
func (s *stage) strangers(count int) error {
	var statuses []map[string]any
	for i := range count {
		statuses = append(statuses, map[string]any{
			"id": fmt.Sprintf("wamid.STRANGER%05d", i), "status": "sent", "timestamp": fmt.Sprint(s.attached.Clock.Now().Unix()), "recipient_id": "34600000001",
		})
	}
	body, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{
		"id": "200000000000001", "changes": []any{map[string]any{"field": "messages", "value": map[string]any{
			"messaging_product": "whatsapp", "statuses": statuses,
			"metadata": map[string]string{"display_phone_number": "34600000000", "phone_number_id": "100000000000001"},
		}}},
	}}})
	if err != nil {
		return err
	}
	return s.Call(s, http.MethodPost, "/sim/deliveries?connection=whatsapp", body, nil)
}
