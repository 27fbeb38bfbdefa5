package drill

import (
	"time"
)

const (
	unreserve  = `aws lambda delete-function-concurrency --function-name "$(output <Function>FunctionName)"`
	planRevert = `aws cloudformation create-change-set --stack-name "$STACK" --change-set-name revert --use-previous-template --parameters <parameters> --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --deployment-mode REVERT_DRIFT`
	revert     = `aws cloudformation execute-change-set --stack-name "$STACK" --change-set-name revert`
)

// reverted fills in what a change set that reverts drift is given.
func reverted() map[string]string {
	return map[string]string{"<parameters>": "ParameterKey=Stage,UsePreviousValue=true"}
}

// slowQueues has SQS take so long to accept what webhook sends.
func slowQueues(milliseconds int) func(*stage) error {
	return func(s *stage) error {
		return s.fault(map[string]any{"target": "sqs", "path": "SendMessageBatch", "do": "slow", "delay_ms": milliseconds})
	}
}

func (s *stage) schedule(name string, enabled bool) error {
	return s.aws(map[string]any{"do": "schedule", "name": name, "enabled": enabled})
}

// refusedCases are those of what AWS refuses us.
func refusedCases() []Case {
	return []Case{
		{
			Alarm: "ApiLatencyAlarm", Cause: "SQS takes six seconds to accept a batch",
			Begin: slowQueues(6000), Each: (*stage).newcomer, Within: 10 * time.Minute, ClearWithin: 10 * time.Minute,
			Heal: (*stage).healFaults, Healed: "SQS is quick again",
		},
		{
			Alarm: "FunctionsThrottledAlarm", Cause: "somebody reserved no concurrency for inbound",
			Begin: func(s *stage) error {
				return s.aws(map[string]any{"do": "concurrency", "name": "inbound", "reserved": 0})
			},
			Each: (*stage).newcomer, Within: 10 * time.Minute, ClearWithin: 10 * time.Minute,
			Mend: []string{unreserve}, Fill: map[string]string{"<Function>": "Inbound"},
		},
		{
			Alarm: "FunctionsSlowAlarm", Cause: "SQS takes eight and a half seconds to accept a batch, of webhook's ten",
			Begin: slowQueues(8500), Each: (*stage).newcomer, Step: 5 * time.Minute, Within: 20 * time.Minute, ClearWithin: 30 * time.Minute,
			Heal: (*stage).healFaults, Healed: "SQS is quick again",
		},
		{
			Alarm: "TableTroubleAlarm", Cause: "DynamoDB throttles every update",
			Begin: func(s *stage) error {
				return s.fault(map[string]any{"target": "dynamodb", "path": "UpdateItem", "do": "status", "status": 400})
			},
			Each: conversations(4), Step: 5 * time.Minute, Within: 25 * time.Minute, ClearWithin: 40 * time.Minute,
			Heal: (*stage).healFaults, Healed: "DynamoDB has grown",
		},
		{
			Alarm: "SchedulerTroubleAlarm", Cause: "somebody took the permission to start window away from the schedules' role",
			Begin: func(s *stage) error {
				return s.aws(map[string]any{"do": "permission", "name": "window", "enabled": false})
			},
			Within: 10 * time.Minute, ClearWithin: 15 * time.Minute,
			Mend: []string{planRevert, revert}, Fill: reverted(),
		},
	}
}

// lateCases are those of what stands still, and of what comes to nothing.
func lateCases() []Case {
	return []Case{
		{
			Alarm: "WindowMissingAlarm", Cause: "somebody disabled the schedule of window",
			Begin:  func(s *stage) error { return s.schedule("window", false) },
			Within: 15 * time.Minute, ClearWithin: 5 * time.Minute,
			Mend: []string{planRevert, revert}, Fill: reverted(),
		},
		{
			Alarm: "WindowsMissedAlarm", Cause: "window stood still for a day while a customer waited",
			Begin: func(s *stage) error {
				if err := conversations(1)(s); err != nil {
					return err
				}
				if err := s.schedule("window", false); err != nil {
					return err
				}
				if err := s.walk(25*time.Hour, time.Hour); err != nil {
					return err
				}
				return s.schedule("window", true)
			},
			Within: 10 * time.Minute, ClearWithin: 20 * time.Minute, Healed: byItself,
		},
		{
			Alarm: "SendsFailedAlarm", Cause: "WhatsApp refuses every message for good",
			Begin: func(s *stage) error {
				if err := conversations(8)(s); err != nil {
					return err
				}
				return s.fault(map[string]any{"target": "graph", "path": "POST .*messages$", "do": "status", "status": 400})
			},
			Each: func(s *stage) error {
				if s.mended {
					return nil
				}
				return s.replies("an answer")
			},
			Within: 15 * time.Minute, ClearWithin: 50 * time.Minute,
			Heal: (*stage).healFaults, Healed: "the account is in order again",
		},
		{
			Alarm: "FilesLateAlarm", Cause: "WhatsApp's file host answers 503, and customers send files",
			Begin: func(s *stage) error {
				return s.fault(map[string]any{"target": "graph", "path": "media-host", "do": "status", "status": 503})
			},
			Each: func(s *stage) error {
				if s.mended {
					return nil
				}
				return s.writes(s.somebody(), map[string]any{"type": "document", "document": map[string]any{"filename": "invoice.pdf"}})
			},
			Within: 40 * time.Minute, ClearWithin: 90 * time.Minute,
			Heal: (*stage).healFaults, Healed: "the file host is back",
		},
	}
}

// pageCases are those of the composites, which are there in staging and prod, and of
// the alarms below them.
func pageCases() []Case {
	guarded := map[string]string{"Stage": "staging"}
	off := Case{
		Cause: "somebody reserved no concurrency for webhook", Parameters: guarded,
		Begin: func(s *stage) error {
			return s.aws(map[string]any{"do": "concurrency", "name": "webhook", "reserved": 0})
		},
		Each: (*stage).newcomer, Step: 5 * time.Minute, Within: time.Hour, ClearWithin: 2 * time.Hour,
		Mend: []string{`aws lambda delete-function-concurrency --function-name "$(output WebhookFunctionName)"`},
	}
	hour, minutes, page := off, off, off
	hour.Alarm, minutes.Alarm, page.Alarm = "ApiBurnHourAlarm", "ApiBurnMinutesAlarm", "ApiBurnAlarm"
	causes := diesNowAndThen("Webhook", "sqs POST SendMessageBatch", Case{Each: (*stage).newcomer, Parameters: guarded})
	causes.Alarm = "ApiCausesAlarm"
	return []Case{hour, minutes, page, causes}
}
