package drill

import (
	"fmt"
	"net/http"
	"time"
)

// rollback is how a function's page takes a wrong deployment back.
const rollback = `aws lambda update-alias --function-name "$(output <Function>FunctionName)" --name live --function-version <version> --routing-config AdditionalVersionWeights={}`

// dies makes a case of a function whose present version has a defect: each run ends
// after its first call of that kind.
func dies(function, after string, c Case) Case {
	c.Alarm = function + "ErrorsAlarm"
	c.Cause = fmt.Sprintf("a version of %s that dies after its first call (%s)", lower(function), after)
	c.Mend, c.Fill = []string{rollback}, map[string]string{"<Function>": function, "<version>": "1"}
	begin := c.Begin
	c.Begin = func(s *stage) error {
		if begin != nil {
			if err := begin(s); err != nil {
				return err
			}
		}
		return s.fault(map[string]any{"target": "function", "name": lower(function), "do": "kill", "after": after})
	}
	if c.Within == 0 {
		c.Within, c.ClearWithin = 6*time.Minute, 12*time.Minute
	}
	return c
}

// diesNowAndThen is dies for what repeats at once: two runs of each minute die, so
// that a minute comes to an end.
func diesNowAndThen(function, after string, c Case) Case {
	each := c.Each
	c = dies(function, after, c)
	c.Begin = func(*stage) error { return nil }
	c.Each = func(s *stage) error {
		if !s.mended {
			if err := s.fault(map[string]any{"target": "function", "name": lower(function), "do": "kill", "after": after, "times": 2}); err != nil {
				return err
			}
		}
		return each(s)
	}
	return c
}

func lower(function string) string {
	return string(function[0]|0x20) + function[1:]
}

func errorCases() []Case {
	newcomers := (*stage).newcomer
	return []Case{
		{
			Alarm: "WorkFailedAlarm", Cause: "a release that writes records which nobody can read",
			Each: func(s *stage) error {
				for range 4 {
					if s.mended {
						break
					}
					if err := s.send("media", garbage); err != nil {
						return err
					}
				}
				return nil
			},
			Begin: func(*stage) error { return nil }, Within: 6 * time.Minute, ClearWithin: 12 * time.Minute,
			Mend: []string{rollback}, Fill: map[string]string{"<Function>": "Webhook", "<version>": "1"},
		},
		diesNowAndThen("Webhook", "sqs POST SendMessageBatch", Case{Each: newcomers}),
		dies("Inbound", "dynamodb POST UpdateItem", Case{Each: newcomers}),
		dies("Outbound", "zendesk GET", Case{Begin: conversations(3), Each: func(s *stage) error { return s.replies("an answer") }}),
		dies("Status", "dynamodb POST UpdateItem", Case{Begin: conversations(3), Each: func(s *stage) error { return s.replies("an answer") }}),
		dies("Media", "graph GET", Case{Each: func(s *stage) error {
			return s.writes(s.somebody(), map[string]any{"type": "document", "document": map[string]any{"filename": "invoice.pdf"}})
		}}),
		dies("Forward", "sqs POST ChangeMessageVisibilityBatch", Case{Begin: func(s *stage) error {
			if err := s.nobodyIn(); err != nil {
				return err
			}
			return s.fault(map[string]any{"target": "former", "do": "status", "status": 503}) // so that it makes that call
		}, Each: newcomers}),
		dies("Reconcile", "dynamodb POST", Case{Within: 20 * time.Minute, ClearWithin: 40 * time.Minute}),
		dies("Window", "dynamodb POST Query", Case{}),
		dies("Catalogue", "graph GET", Case{Step: 20 * time.Minute, Within: 5 * time.Hour, ClearWithin: 9 * time.Hour}),
		dies("Canary", "dynamodb POST", Case{Parameters: map[string]string{"CanaryMinutes": "15"}, Step: 5 * time.Minute, Within: time.Hour, ClearWithin: 2 * time.Hour}),
	}
}

// conversations has people write, whose tickets agents can then answer.
func conversations(count int) func(*stage) error {
	return func(s *stage) error {
		for range count {
			if err := s.newcomer(); err != nil {
				return err
			}
		}
		return s.drain()
	}
}

// notice has WhatsApp say something of the account.
func (s *stage) notice(field string, value map[string]any) error {
	return s.Call(s, http.MethodPost, "/sim/notices", map[string]any{"field": field, "value": value}, nil)
}
