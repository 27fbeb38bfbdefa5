package observability

import (
	"ventana/infra/price"
	"ventana/shared/silence"
	"ventana/shared/telemetry"
)

const (
	half    = gridWidth / 2
	third   = gridWidth / 3
	quarter = gridWidth / 4
	tall    = 6 // rows of the grid of a graph

	// canaryPeriod is the longest of CanaryMinutes, in seconds, so that no period is
	// without a canary.
	canaryPeriod = 900
)

// VentanaBoard is Ventana's dashboard: what rings, then the way of a message from
// left to right, then what surrounds it, the money last.
func VentanaBoard(stack *Stack, prices price.List) (Board, error) {
	money, err := moneyRow(stack, prices)
	return Board{Title: "Ventana", Rows: []Row{
		alarmRow(), arrivalRow(), queueRow(),
		functionRow("Inbound", "Customers' messages", "Do customers' messages reach their tickets?"),
		functionRow("Outbound", "Agents' replies", "Do agents' replies reach WhatsApp?"),
		functionRow("Status", "Statuses", "Do we hear what became of what was sent?"),
		functionRow("Media", "Files", "Do files follow their words?"),
		functionRow("Forward", "The former endpoint", "Does who is not in the roll-out reach the former endpoint?"),
		outsideRow(), windowRow(), scheduleRow(), keyRow(), tableRow(), money,
	}}, err
}

func alarmRow() Row {
	return Row{Title: "Alarms", Says: "Does anything ring? Each alarm leads to its runbook.", Panels: []Panel{
		{Title: "All alarms", Says: "Every alarm of the stack. What is red comes first; its description names the first thing to do and the runbook.", Kind: Alarms, Width: gridWidth, Height: 4},
		{Title: "What needs somebody", Says: "Zero is normal for each. Anything else is a person's work today: the line on the alarm's runbook says which.", Kind: Numbers, Unit: Count, Width: gridWidth, Height: 3, Series: []Series{
			ours("Account trouble", telemetry.MetricAccountTrouble), ours("Token refused", telemetry.MetricAccessRefused),
			ours("Outside not answering", telemetry.MetricCircuitOpen), ours("Files lost", telemetry.MetricFilesLost),
			ours("Messages missing", telemetry.MetricUnaccounted), ours("Windows missed", telemetry.MetricWindowsMissed),
			ours("Templates", telemetry.MetricTemplateTrouble), ours("Numbers", telemetry.MetricNumberTrouble),
			ours("Records failing", telemetry.MetricWorkFailed), ours("Secret unusable", telemetry.MetricSecretUnusable),
			ours("Statements late", telemetry.MetricStatementLate), ours("Held by the money's limit", telemetry.MetricMoneyHeld),
		}},
	}}
}

func arrivalRow() Row {
	const api, function = "HttpApi", "WebhookFunction"
	return Row{Title: "What arrives", Says: "Do vendors get their 200, and fast?", Panels: []Panel{
		{Title: "Requests to the API", Says: "Every webhook and probe. 4xx: badly signed or from nobody we know. 5xx: not taken; the vendor has to come again.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("all", api, "Count"), sum("4xx", api, "4xx"), sum("5xx", api, "5xx"),
		}},
		{Title: "Time to answer", Says: "Vendors wait 10 to 12 s at most. p50 is a few milliseconds; p99 shows cold starts.", Kind: Lines, Unit: Milliseconds, Width: quarter, Height: tall, Series: []Series{
			at("p50", api, "Latency", "p50"), at("p99", api, "Latency", "p99"),
		}},
		runs("webhook: runs", function, quarter),
		took("webhook: time of a run", function, quarter),
	}}
}

// queues are those that a function takes from.
func queues() []string {
	return []string{"InboundQueue", "OutboundQueue", "BulkQueue", "StatusQueue", "MediaQueue", "ForwardQueue"}
}

func queueRow() Row {
	var ages, waiting, taken, dead []Series
	names := map[string]string{"InboundQueue": "inbound", "OutboundQueue": "outbound", "BulkQueue": "bulk", "StatusQueue": "status", "MediaQueue": "media", "ForwardQueue": "forward"}
	for _, id := range queues() {
		ages = append(ages, at(names[id], id, "ApproximateAgeOfOldestMessage", "Maximum"))
		waiting = append(waiting, at(names[id], id, "ApproximateNumberOfMessagesVisible", "Maximum"))
		taken = append(taken, at(names[id], id, "ApproximateNumberOfMessagesNotVisible", "Maximum"))
	}
	for _, name := range []string{"Inbound", "Outbound", "Bulk", "Status", "Media", "Forward", "Schedule"} {
		dead = append(dead, at(name, name+"DLQ", "ApproximateNumberOfMessagesVisible", "Maximum"))
	}
	return Row{Title: "Queues", Says: "Does anything wait, and for how long?", Panels: []Panel{
		{Title: "Age of the oldest message", Says: "Seconds are normal. A line is where the queue's alarm rings.", Kind: Lines, Unit: Seconds, Width: quarter, Height: tall, Series: ages,
			Alarms: []string{"InboundQueueAgeAlarm", "OutboundQueueAgeAlarm", "MediaQueueAgeAlarm"}},
		{Title: "Waiting", Says: "Messages that nobody has taken yet.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: waiting},
		{Title: "Taken and not done", Says: "Messages that a run has, or that wait for a limit or another run.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: taken},
		{Title: "Parked", Says: "Dead letters: each is a message that was not handled, with its reason. ventana redrive shows and mends them.", Kind: Numbers, Unit: Count, Width: quarter, Height: tall, Series: dead},
	}}
}

// functionRow is the same four graphs for each function behind a queue.
func functionRow(name, title, says string) Row {
	queue, function := name+"Queue", name+"Function"
	through := []Series{sum("put in", queue, "NumberOfMessagesSent"), sum("done", queue, "NumberOfMessagesDeleted")}
	if name == "Outbound" {
		through = append(through, sum("bulk: put in", "BulkQueue", "NumberOfMessagesSent"), sum("bulk: done", "BulkQueue", "NumberOfMessagesDeleted"))
	}
	return Row{Title: title, Says: says, Panels: []Panel{
		{Title: title + " through the queue", Says: "Both lines lie on each other while the function keeps up.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: through},
		runs("runs", function, quarter),
		took("time of a run", function, quarter),
		{Title: "runs at once", Says: "At most the function's concurrency parameter. At the top all the time: the queue grows.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			at("at once", function, "ConcurrentExecutions", "Maximum"),
		}},
	}}
}

func outsideRow() Row {
	return Row{Title: "Helpdesk and WhatsApp", Says: "Do the outside systems answer, and does the whole way work?", Panels: []Panel{
		{Title: "Outside systems in trouble", Says: "Not answering: calls that were left out because the other side is down. Refused: our token or its permissions. Sends failed: messages that WhatsApp refused for good, each told to its agent. Files late: tries of files after ten minutes.", Kind: Lines, Unit: Count, Width: third, Height: tall, Series: []Series{
			ours("not answering", telemetry.MetricCircuitOpen), ours("token refused", telemetry.MetricAccessRefused), ours("sends failed", telemetry.MetricSendsFailed),
			ours("files late", telemetry.MetricFilesLate), ours("statuses unknown", telemetry.MetricStatusesUnknown),
		}},
		{Title: "The canary's way, hop by hop", Says: "How long the canary took from the API to its ticket and back, where it is on (CanaryMinutes). A missing hop is where it got stuck.", Kind: Stacked, Unit: Milliseconds, Width: third, Height: tall, Series: []Series{
			hop(silence.HopWebhook), hop(silence.HopInbound), hop(silence.HopTicket), hop(silence.HopEvent), hop(silence.HopOutbound),
		}},
		{Title: "Late canaries and silent numbers", Says: "1 is a canary that did not come through, or a number that hears nothing although it usually does.", Kind: Lines, Unit: Count, Width: third, Height: tall, Alarms: []string{"CanaryLateAlarm"}, Series: []Series{
			{Label: "canary late", Metric: Metric{Name: telemetry.MetricCanaryLate, Stat: "Maximum", Period: canaryPeriod}}, ours("silent numbers", telemetry.MetricNumberSilent),
		}},
	}}
}

func windowRow() Row {
	used := Metric{Name: telemetry.MetricTierUsed, Stat: "Maximum", Period: 300}
	return Row{Title: "Windows, templates and limits", Says: "Can customers still be answered, and how many more may be reached?", Panels: []Panel{
		runs("window: runs", "WindowFunction", quarter),
		{Title: "Templates and numbers", Says: "A template that may no longer be sent, a number that may do less, an account that WhatsApp complains of.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			ours("templates", telemetry.MetricTemplateTrouble), ours("numbers", telemetry.MetricNumberTrouble), ours("accounts", telemetry.MetricAccountTrouble),
		}},
		{Title: "Messaging limit used", Says: "People reached outside their windows within 24 hours, of those that WhatsApp allows. At 90 % reminders and surveys wait.", Kind: Lines, Unit: Percent, Width: quarter, Height: tall,
			Alarms: []string{"MessagingLimitEarlyAlarm", "MessagingLimitNearAlarm", "MessagingLimitLastAlarm"}, Series: []Series{{Label: "used", Metric: used}}},
		{Title: "Minutes until the limit is full", Says: "At the pace of the last hours; nothing is drawn when it will not be full within a day.", Kind: Lines, Unit: Minutes, Width: quarter, Height: tall, Series: []Series{
			{Label: "minutes", Metric: Metric{Name: telemetry.MetricTierFullIn, Stat: "Minimum", Period: 300}},
		}},
	}}
}

func scheduleRow() Row {
	const group = "ScheduleGroup"
	return Row{Title: "Schedules and surveys", Says: "Does what runs by the clock run, and do customers answer?", Panels: []Panel{
		{Title: "Runs by the clock", Says: "window each minute, reconcile every five, catalogue hourly, canary as CanaryMinutes says.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("window", "WindowFunction", "Invocations"), sum("reconcile", "ReconcileFunction", "Invocations"),
			sum("catalogue", "CatalogueFunction", "Invocations"), sum("canary", "CanaryFunction", "Invocations"),
		}},
		{Title: "Their errors", Says: "None is normal. Each has an alarm.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("window", "WindowFunction", "Errors"), sum("reconcile", "ReconcileFunction", "Errors"),
			sum("catalogue", "CatalogueFunction", "Errors"), sum("canary", "CanaryFunction", "Errors"),
		}},
		{Title: "Runs that Scheduler could not start", Says: "None is normal: Lambda takes them at once. Dropped ones are in the schedule's dead letters.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("refused", group, "TargetErrorCount"), sum("dropped", group, "InvocationDroppedCount"),
		}},
		{Title: "Customers' ratings", Says: "Answers to surveys. None for a day although surveys leave: the template or its rule.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			ours("answers", telemetry.MetricSurveyAnswers),
		}},
	}}
}

func tableRow() Row {
	const table = "Table"
	var latency, throttled []Series
	for _, operation := range []string{"GetItem", "UpdateItem", "PutItem", "Query"} {
		latency = append(latency, Series{Label: operation, Metric: Metric{Of: table, Name: "SuccessfulRequestLatency", Stat: "p99", Key: "Operation", Value: operation}})
		throttled = append(throttled, Series{Label: operation, Metric: Metric{Of: table, Name: "ThrottledRequests", Stat: "Sum", Key: "Operation", Value: operation}})
	}
	return Row{Title: "Table", Says: "Does the table answer, and what is asked of it?", Panels: []Panel{
		{Title: "Units consumed", Says: "What DynamoDB charges for: writes of 1 KB, reads of 4 KB.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("writes", table, "ConsumedWriteCapacityUnits"), sum("reads", table, "ConsumedReadCapacityUnits"),
		}},
		{Title: "Time of a request, p99", Says: "Single digits of milliseconds are normal.", Kind: Lines, Unit: Milliseconds, Width: quarter, Height: tall, Series: latency},
		{Title: "Throttled", Says: "None is normal. A new table takes 4,000 writes a second at once and grows from there.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: throttled},
		{Title: "Conditions that failed", Says: "Leases of other runs and events that came twice: a share of the traffic is normal, a jump is not.", Kind: Lines, Unit: Count, Width: quarter, Height: tall, Series: []Series{
			sum("failed conditions", table, "ConditionalCheckFailedRequests"),
		}},
	}}
}

// ours is a count of our own, every five minutes: it is written only when there
// is something to count.
func ours(label, name string) Series {
	return Series{Label: label, Metric: Metric{Name: name, Stat: "Sum", Period: 300}}
}

func sum(label, of, name string) Series { return at(label, of, name, "Sum") }

func at(label, of, name, stat string) Series {
	return Series{Label: label, Metric: Metric{Of: of, Name: name, Stat: stat}}
}

func hop(name silence.Hop) Series {
	return Series{Label: string(name), Metric: Metric{Name: telemetry.MetricCanaryHop, Stat: "Maximum", Period: canaryPeriod, Key: "hop", Value: string(name)}}
}

func runs(title, function string, width int) Panel {
	return Panel{Title: title, Says: "Runs, those that failed, and those that Lambda had no room for. Errors and throttles are zero on a good day.", Kind: Lines, Unit: Count, Width: width, Height: tall, Series: []Series{
		sum("runs", function, "Invocations"), sum("errors", function, "Errors"), sum("throttled", function, "Throttles"),
	}}
}

func took(title, function string, width int) Panel {
	return Panel{Title: title, Says: "p50 is the usual run, p99 the slow ones: cold starts and outside systems that are slow.", Kind: Lines, Unit: Milliseconds, Width: width, Height: tall, Series: []Series{
		at("p50", function, "Duration", "p50"), at("p99", function, "Duration", "p99"),
	}}
}
