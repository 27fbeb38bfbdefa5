package drill

import (
	"net/http"
	"time"
)

// roomCases are those of what Lambda stops, or soon will, for the account's sake.
func roomCases() []Case {
	return []Case{
		{
			Alarm: "RecursionAlarm", Cause: "a release of media that puts each file that it has handled into its own queue again",
			Begin: func(s *stage) error {
				if err := s.Call(s, http.MethodPost, "/sim/faults", map[string]string{"target": "function", "name": "media", "do": "loop"}, nil); err != nil {
					return err
				}
				return s.writes(s.somebody(), map[string]any{"type": "document", "document": map[string]any{"filename": "invoice.pdf"}})
			},
			Within: 10 * time.Minute, ClearWithin: 10 * time.Minute,
			Mend: []string{rollback}, Fill: map[string]string{"<Function>": "Media", "<version>": "1"},
		},
		{
			Alarm: "AccountConcurrencyAlarm", Cause: "an account that may run ten functions at once, as new ones may, and twelve customers who write while SQS is slow",
			Parameters: map[string]string{"AccountConcurrency": "10"},
			Begin:      slowQueues(4000),
			Each: func(s *stage) error {
				for range 12 {
					if s.mended {
						break
					}
					if err := s.newcomer(); err != nil {
						return err
					}
				}
				return nil
			},
			Within: 10 * time.Minute, ClearWithin: 10 * time.Minute,
			Heal: (*stage).healFaults, Healed: "SQS is quick again, and the rush is over",
		},
	}
}
