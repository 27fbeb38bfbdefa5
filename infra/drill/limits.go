package drill

import (
	"fmt"
	"net/http"
	"time"
)

// reaches makes a case of so many people who are sent a template outside their
// windows, of the fifty that the portfolio may reach.
func reaches(alarm string, people int) Case {
	return Case{
		Alarm: alarm, Cause: fmt.Sprintf("templates to %d people outside their windows, of the 50 that the portfolio may reach in a day", people),
		Begin: func(s *stage) error {
			if err := s.tier("TIER_50"); err != nil {
				return err
			}
			if err := conversations(people)(s); err != nil {
				return err
			}
			if err := s.walk(25*time.Hour, time.Hour); err != nil { // the windows close
				return err
			}
			if err := s.eachTicket("/wa template hello_world en_US"); err != nil {
				return err
			}
			return s.drain()
		},
		Step: 5 * time.Minute, Within: time.Hour, ClearWithin: 3 * time.Hour,
		Heal: func(s *stage) error { return s.tier("TIER_250") }, Healed: "WhatsApp grants a larger limit",
	}
}

// eachTicket writes an internal note on every ticket.
func (s *stage) eachTicket(note string) error {
	tickets, err := s.player.Tickets(s)
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		err := s.Call(s, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), map[string]any{"body": note, "public": false}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// limitMoney has the policy allow so many dollars a month, and stop templates.
func (s *stage) limitMoney(dollars string) error {
	text := fmt.Sprintf("version: 1\nmoney: {monthly_limit: %q, currency: USD, stop_first: [reply]}\n", dollars)
	return s.Call(s, http.MethodPost, "/sim/policy", map[string]string{"policy": text}, nil)
}

func (s *stage) tier(name string) error {
	return s.Call(s, http.MethodPost, "/sim/limits", map[string]any{"graph": map[string]string{"tier": name}}, nil)
}

func limitCases() []Case {
	return []Case{
		reaches("MessagingLimitEarlyAlarm", 36),
		reaches("MessagingLimitNearAlarm", 43),
		reaches("MessagingLimitLastAlarm", 48),
		{
			Alarm: "MoneyHeldAlarm", Cause: "templates of agents where the policy's limit of a cent a month is spent",
			Begin: func(s *stage) error {
				if err := s.limitMoney("0.01"); err != nil {
					return err
				}
				if err := conversations(1)(s); err != nil {
					return err
				}
				return s.walk(2*time.Hour, 10*time.Minute) // the templates are read from WhatsApp
			},
			Each: func(s *stage) error {
				if s.mended {
					return nil
				}
				return s.eachTicket("/wa template hello_world en_US") // the first is delivered, and spends it
			},
			Within: 20 * time.Minute, ClearWithin: time.Hour,
			Heal: func(s *stage) error { return s.limitMoney("1000") }, Healed: "the limit is raised",
		},
		{
			Alarm: "StatementLateAlarm", Cause: "the helpdesk's export of changes refuses everything with 429 for a day",
			Begin: func(s *stage) error {
				if err := conversations(1)(s); err != nil {
					return err
				}
				return s.fault(map[string]any{"target": "zendesk", "path": "incremental", "do": "status", "status": 429, "retry_after": 60})
			},
			Step: 10 * time.Minute, Within: 36 * time.Hour, ClearWithin: 8 * time.Hour,
			Heal: (*stage).healFaults, Healed: "the other app that used up the export's limit is stopped",
		},
		{
			Alarm: "UnaccountedAlarm", Cause: "a message at which inbound died until it was parked, and that nobody sent back before the day's statement",
			Begin: func(s *stage) error {
				if err := conversations(1)(s); err != nil {
					return err
				}
				if err := s.fault(map[string]any{"target": "function", "name": "inbound", "do": "kill", "after": "dynamodb POST UpdateItem", "nth": 3}); err != nil {
					return err
				}
				if err := s.newcomer(); err != nil {
					return err
				}
				if err := s.walk(40*time.Minute, time.Minute); err != nil { // it kills ten times, and is parked
					return err
				}
				return s.healFaults()
			},
			Step: 5 * time.Minute, Within: 27 * time.Hour, ClearWithin: time.Hour,
			Mend: []string{"ventana redrive list", "ventana redrive run --reason died --yes"}, Healed: byItself,
		},
	}
}

func silenceCases() []Case {
	return []Case{
		{
			Alarm: "CanaryLateAlarm", Cause: "the helpdesk refuses to write tickets, so the canary does not come through",
			Parameters: map[string]string{"CanaryMinutes": "10"},
			Begin: func(s *stage) error {
				return s.fault(map[string]any{"target": "zendesk", "path": "(POST|PUT) .*tickets", "do": "status", "status": 503, "retry_after": 30})
			},
			Step: time.Minute, Within: 40 * time.Minute, ClearWithin: 3 * time.Hour,
			Heal: (*stage).healFaults, Healed: "the helpdesk is back",
		},
		{
			Alarm: "NumberSilentAlarm", Cause: "a number that heard 30 messages in every hour of three weeks hears none",
			Begin: func(s *stage) error {
				store, now := s.store(), s.attached.Clock.Now()
				for hour := 2; hour < 3*7*24+4; hour++ {
					if err := store.Heard(s, "main", now.Add(-time.Duration(hour)*time.Hour), 30); err != nil {
						return err
					}
				}
				return nil
			},
			Each: func(s *stage) error {
				if !s.mended {
					return nil
				}
				return s.newcomer()
			},
			Step: 20 * time.Minute, Within: 3 * time.Hour, ClearWithin: 8 * time.Hour,
			Healed: "customers write",
		},
	}
}
