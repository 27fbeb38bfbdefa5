package drill

import "time"

const (
	putCall   = `aws secretsmanager put-secret-value --secret-id "$(output CallSecretArn)" --secret-string file://call.json`
	putVerify = `aws secretsmanager put-secret-value --secret-id "$(output VerifySecretArn)" --secret-string file://verify.json`
)

// unreadable makes a case of a record that nobody can read.
func unreadable(queue string) Case {
	return Case{
		Alarm: queue + "DLQAlarm", Cause: "a record in the queue that nobody can read",
		Begin:  func(s *stage) error { return s.send(lower(queue), garbage) },
		Within: 5 * time.Minute, ClearWithin: 10 * time.Minute,
		Mend: []string{"ventana redrive list", "ventana redrive export --reason release --to letters.jsonl --yes", `ventana redrive drop --reason release --why "nobody can read it" --yes`},
	}
}

func parkedCases() []Case {
	return []Case{
		{
			Alarm: "InboundDLQAlarm", Cause: "a number that was taken out of the call secret, and a customer who writes to it",
			Begin: func(s *stage) error {
				if err := s.rewrite("call.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					if err == nil {
						one["numbers"].([]any)[0].(map[string]any)["phone_number_id"] = "100000000000009"
					}
					return err
				}); err != nil {
					return err
				}
				return s.newcomer()
			},
			Within: 20 * time.Minute, ClearWithin: 15 * time.Minute,
			Mend: []string{"ventana redrive list", putCall, "ventana redrive run --reason number --dry-run", "ventana redrive run --reason number --rate 1/s --yes"},
		},
		unreadable("Outbound"), unreadable("Bulk"), unreadable("Status"), unreadable("Media"), unreadable("Forward"),
		{
			Alarm: "ScheduleDLQAlarm", Cause: "somebody took the permission to start reconcile away from the schedules' role",
			Begin: func(s *stage) error {
				return s.aws(map[string]any{"do": "permission", "name": "reconcile", "enabled": false})
			},
			Within: 10 * time.Minute, ClearWithin: 10 * time.Minute,
			Mend: []string{
				"ventana redrive list --queue schedule",
				planRevert, revert,
				`ventana redrive drop --queue schedule --why "the next run worked" --yes`,
			},
			Fill: reverted(),
		},
	}
}

func gatewayCases() []Case {
	return []Case{
		{
			Alarm: "ApiFailuresAlarm", Cause: "somebody reserved no concurrency for webhook",
			Begin: func(s *stage) error {
				return s.aws(map[string]any{"do": "concurrency", "name": "webhook", "reserved": 0})
			},
			Each:   (*stage).newcomer,
			Within: 20 * time.Minute, ClearWithin: 25 * time.Minute,
			Mend: []string{`aws lambda delete-function-concurrency --function-name "$(output WebhookFunctionName)"`},
		},
		{
			Alarm: "ApiRefusalsAlarm", Cause: "the app secret was renewed at WhatsApp's side alone",
			Begin: func(s *stage) error {
				return s.rewrite("verify.json", func(document map[string]any) error {
					one, err := connection(document, "whatsapp")
					if err == nil {
						one["app_secrets"] = []string{"the-one-before-this-one"}
					}
					return err
				})
			},
			Each: func(s *stage) error {
				for range 2 {
					if err := s.newcomer(); err != nil {
						return err
					}
				}
				return nil
			},
			Within: 25 * time.Minute, ClearWithin: 45 * time.Minute,
			Mend: []string{putVerify},
		},
		{
			Alarm: "ReconcileMissingAlarm", Cause: "the emergency switch of reconcile, forgotten",
			Begin: func(s *stage) error {
				return s.aws(map[string]any{"do": "concurrency", "name": "reconcile", "reserved": 0})
			},
			Within: 50 * time.Minute, ClearWithin: 10 * time.Minute,
			Mend: []string{unreserve}, Fill: map[string]string{"<Function>": "Reconcile"},
		},
	}
}
