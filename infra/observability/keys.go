package observability

import (
	"strings"

	"ventana/shared/telemetry"
)

// hourly is the period of what is told once an hour, in seconds.
const hourly = 3600

// keyRow is what ends, runs full or goes blind by itself, in weeks and not in minutes.
func keyRow() Row {
	var refused, loops []Series
	for _, name := range []string{"Inbound", "Outbound", "Status", "Media", "Forward"} {
		loops = append(loops, Series{Label: strings.ToLower(name), Metric: Metric{Of: name + "Function", All: true, Name: "RecursiveInvocationsDropped", Stat: "Sum"}})
	}
	for _, name := range []string{"Webhook", "Inbound", "Outbound", "Status", "Media", "Forward", "Window", "Reconcile", "Catalogue", "Canary"} {
		refused = append(refused, Series{Label: strings.ToLower(name), Metric: Metric{Of: name + "Logs", Name: "EMFValidationErrors", Stat: "Sum"}},
			Series{Label: strings.ToLower(name) + ": unreadable", Metric: Metric{Of: name + "Logs", Name: "EMFParsingErrors", Stat: "Sum"}})
	}
	return Row{Title: "Keys, room and gauges", Says: "Do keys end or grow old, has the account room, and does CloudWatch take what we measure?", Panels: []Panel{
		{Title: "Age of the older secret", Says: "Days since it was stored as it is. The line is where its alarm rings: nobody rotated it.", Kind: Lines, Unit: Days, Width: third, Height: tall, Alarms: []string{"SecretOldAlarm"}, Series: []Series{
			{Label: "days", Metric: Metric{Name: telemetry.MetricSecretAge, Stat: "Maximum", Period: hourly}},
		}},
		{Title: "Days until WhatsApp's token ends", Says: "The first of all connections'. Nothing is drawn of a token that never ends, nor where Meta does not tell.", Kind: Lines, Unit: Days, Width: third, Height: tall, Alarms: []string{"TokenEndsAlarm"}, Series: []Series{
			{Label: "days", Metric: Metric{Name: telemetry.MetricTokenEndsIn, Stat: "Minimum", Period: hourly}},
		}},
		{Title: "Runs at once in the account", Says: "All functions of the account in this Region, other stacks' too. At the account's limit Lambda starts none of them.", Kind: Lines, Unit: Count, Width: third, Height: tall, Series: []Series{
			{Label: "at once", Metric: Metric{Namespace: "AWS/Lambda", Name: "ConcurrentExecutions", Stat: "Maximum"}},
		}},
		{Title: "Loops that Lambda cut", Says: "None is normal: no function sends into its own queue.", Kind: Lines, Unit: Count, Width: half, Height: tall, Series: loops},
		{Title: "Metric lines refused", Says: "None is normal. An alarm on a metric that CloudWatch refuses rings no more.", Kind: Lines, Unit: Count, Width: half, Height: tall, Series: refused},
	}}
}
