package drill

import (
	"encoding/json"
	"net/http"
	"os"
	"time"
)

// neglected is how long nobody has rotated a secret, longer than SecretMaxAgeDays.
const neglected = 91 * 24 * time.Hour

// keyCases are those of keys that grow old, and of gauges that nobody reads.
func keyCases() []Case {
	return []Case{
		{
			Alarm: "SecretOldAlarm", Cause: "a verify secret that nobody has rotated for 91 days",
			Begin: func(s *stage) error {
				if err := s.renewAppSecret(); err != nil {
					return err
				}
				stored := s.attached.Clock.Now().Add(-neglected)
				return os.Chtimes(s.document("verify.json"), stored, stored)
			},
			Step: 5 * time.Minute, Within: 70 * time.Minute, ClearWithin: 130 * time.Minute,
			Mend: []string{putVerify},
		},
		{
			Alarm: "TokenEndsAlarm", Cause: "an access token of 60 days, of which ten are left, in place of one that never ends",
			Begin: func(s *stage) error {
				const short = "EAAG-of-sixty-days-and-ten-are-left"
				if err := s.Call(s, http.MethodPost, "/sim/tokens", map[string]string{"token": short, "expires_in": "240h"}, nil); err != nil {
					return err
				}
				return s.rewrite("call.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					if err == nil {
						one["access_token"] = short
					}
					return err
				})
			},
			Step: 5 * time.Minute, Within: 70 * time.Minute, ClearWithin: 4 * time.Hour,
			Mend: []string{putCall},
		},
		misdates("MetricsRefusedAlarm", "Inbound", Case{
			Each: func(s *stage) error { return s.sendUntilMended("inbound") }, Within: 10 * time.Minute, ClearWithin: 15 * time.Minute,
		}),
		misdates("FileMetricsRefusedAlarm", "Media", Case{
			Each: func(s *stage) error { return s.sendUntilMended("media") }, Within: 10 * time.Minute, ClearWithin: 15 * time.Minute,
		}),
		misdates("ScheduleMetricsRefusedAlarm", "Canary", Case{Step: 5 * time.Minute, Within: 70 * time.Minute, ClearWithin: 15 * time.Minute}),
	}
}

// renewAppSecret has the runbook's reader write a verify document with a new app
// secret first and the present one second, to be stored.
func (s *stage) renewAppSecret() error {
	raw, err := os.ReadFile(s.document("verify.json"))
	if err != nil {
		return err
	}
	var document map[string]any
	if err := json.Unmarshal(raw, &document); err != nil {
		return err
	}
	one, err := connection(document, "whatsapp")
	if err != nil {
		return err
	}
	present, _ := one["app_secrets"].([]any)
	one["app_secrets"] = append([]any{"the-app-secret-that-comes-next"}, present...)
	s.files["verify.json"], err = json.Marshal(document)
	return err
}

// misdates makes a case of a function whose present version writes the time of its
// metrics in seconds.
func misdates(alarm, function string, c Case) Case {
	c.Alarm = alarm
	c.Cause = "a release of " + lower(function) + " that writes the time of its metrics in seconds, where milliseconds belong"
	c.Begin = func(s *stage) error {
		return s.Call(s, http.MethodPost, "/sim/faults", map[string]string{"target": "function", "name": lower(function), "do": "misdate"}, nil)
	}
	c.Mend, c.Fill = []string{rollback}, map[string]string{"<Function>": function, "<version>": "1"}
	return c
}

// sendUntilMended puts a record into a queue that nobody can read: WorkFailed counts
// it, and does not ring when CloudWatch refuses the line.
func (s *stage) sendUntilMended(queue string) error {
	if s.mended {
		return nil
	}
	return s.send(queue, garbage)
}
