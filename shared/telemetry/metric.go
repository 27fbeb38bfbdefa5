package telemetry

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// The metrics that functions count themselves. What AWS counts for free
// (invocations, errors, ages of queues) is not counted again.
const (
	// MetricAccountTrouble counts a provider's words about an account or a number
	// that somebody has to act upon today: banned, restricted, of low quality.
	MetricAccountTrouble = "AccountTrouble"
	// MetricAccessRefused counts calls that a provider refused for our token or
	// its permissions.
	MetricAccessRefused = "AccessRefused"
	// MetricStatusesUnknown counts statuses of messages that nobody knew within
	// the time for which a status waits.
	MetricStatusesUnknown = "StatusesUnknown"
	// MetricTemplateTrouble counts templates that may no longer be sent, or that
	// cost otherwise than before.
	MetricTemplateTrouble = "TemplateTrouble"
	// MetricNumberTrouble counts numbers whose quality, status or limits became
	// worse.
	MetricNumberTrouble = "NumberTrouble"
	// MetricTierUsed is how much of its messaging limit a portfolio has used, in
	// percent.
	MetricTierUsed = "MessagingLimitUsed"
	// MetricTierFullIn is in how many minutes it will be full, at the pace of the
	// last hours; not written when it will not within a day.
	MetricTierFullIn = "MessagingLimitFullIn"
	// MetricMoneyHeld counts what was not sent because the spend of the month, or of the
	// day, is near the policy's limit; the reason says which, and what was held. What
	// waits for the next day counts each time that it looks.
	MetricMoneyHeld = "MoneyHeld"
	// MetricUnaccounted counts messages of a day that are not where they belong and
	// that could not be brought there.
	MetricUnaccounted = "Unaccounted"
	// MetricStatementLate counts runs that went on with a day's statement although it
	// was begun too long ago, and, once, days that are too old to be made by themselves.
	MetricStatementLate = "StatementLate"
	// MetricCircuitOpen counts what found an outside system not answering: the
	// failure that opened a process's circuit, and each probe that failed since.
	MetricCircuitOpen = "CircuitOpen"
	// MetricFilesLost counts files that did not get where they belong, for good.
	MetricFilesLost = "FilesLost"
	// MetricWorkFailed counts records that failed as nobody foresaw, each time, those
	// that were parked, and deliveries that could not be enqueued. Waits are none of them.
	MetricWorkFailed = "WorkFailed"
	// MetricFilesLate counts tries to bring a customer's file that are ten minutes late
	// or more. The age of a standard queue leaves such a file out: it was received often.
	MetricFilesLate = "FilesLate"
	// MetricSendsFailed counts messages that a provider refused for good, at once or by
	// a status; the reason is its code.
	MetricSendsFailed = "SendsFailed"
	// MetricWindowsMissed counts windows that closed on a customer who waited, without
	// any of the warnings that the rules want.
	MetricWindowsMissed = "WindowsMissed"
	// MetricSecretUnusable counts each time that a function found no call document that
	// it could use.
	MetricSecretUnusable = "SecretUnusable"
	// MetricSurveyAnswers counts customers' answers to surveys, changed ones again.
	MetricSurveyAnswers = "SurveyAnswers"
	// MetricSecretAge is how many days ago a secret was stored as it is; the reason is
	// which of the two.
	MetricSecretAge = "SecretAge"
	// MetricTokenEndsIn is in how many days a provider's token ends; not written of one
	// that does not. The reason is its connection.
	MetricTokenEndsIn = "TokenEndsIn"
	// MetricCanaryLate is 1 for a canary that did not come through in time and 0 for
	// one that did. No value at all tells as much as a 1.
	MetricCanaryLate = "CanaryLate"
	// MetricCanaryHop is how long the canary took for one hop, in milliseconds.
	MetricCanaryHop = "CanaryHop"
	// MetricNumberSilent counts numbers that hear nothing although they usually do.
	MetricNumberSilent = "NumberSilent"
)

// Metrics writes metrics as log lines in CloudWatch's embedded metric format:
// no call, no permission, and the reason beside the number. A metric has no
// dimensions, so that each costs its $0.30 a month once, but for the canary's hops;
// the namespace tells one stack's from another's. It may be used by many goroutines.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type Metrics struct {
	namespace, function string
	now                 func() time.Time

	counted func(name, reason string) // nil unless somebody listens

	mu  sync.Mutex
	out io.Writer
}

// NewMetrics writes to out, which on Lambda is standard output.
func NewMetrics(namespace, function string, out io.Writer, now func() time.Time) *Metrics {
	return &Metrics{namespace: namespace, function: function, out: out, now: now}
}

// OnCount has tell called with each count besides. Call it before the first.
func (m *Metrics) OnCount(tell func(name, reason string)) { m.counted = tell }

type embedded struct {
	AWS      metadata `json:"_aws"`
	Function string   `json:"function"`
	Reason   string   `json:"reason"`
	Hop      string   `json:"hop,omitempty"`
}

type metadata struct {
	Timestamp int64       `json:"Timestamp"` // milliseconds
	Metrics   []directive `json:"CloudWatchMetrics"`
}

type directive struct {
	Namespace  string     `json:"Namespace"`
	Dimensions [][]string `json:"Dimensions"`
	Metrics    []unit     `json:"Metrics"`
}

type unit struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// Count counts one. The reason stands on the line and is no dimension: a short
// word of ours or a provider's code, nothing personal.
func (m *Metrics) Count(name, reason string) {
	m.Gauge(name, reason, 1)
	if m.counted != nil {
		m.counted(name, reason)
	}
}

// Gauge tells a count that may be 0. The reason is Count's.
func (m *Metrics) Gauge(name, reason string, value int64) {
	m.write(unit{Name: name, Unit: "Count"}, float64(value), embedded{Reason: reason})
}

// Percent tells how much of something is used. The reason is Count's.
func (m *Metrics) Percent(name, reason string, value float64) {
	m.write(unit{Name: name, Unit: "Percent"}, value, embedded{Reason: reason})
}

// Minutes tells in how many minutes something happens; CloudWatch has no such
// unit. The reason is Count's.
func (m *Metrics) Minutes(name, reason string, value float64) {
	m.write(unit{Name: name, Unit: "None"}, value, embedded{Reason: reason})
}

// Days tells how many days something is old, or lasts; CloudWatch has no such unit.
// The reason is Count's.
func (m *Metrics) Days(name, reason string, value float64) {
	m.write(unit{Name: name, Unit: "None"}, value, embedded{Reason: reason})
}

// Took tells how long a hop took, by the hop: one metric for each.
func (m *Metrics) Took(name, reason, hop string, took time.Duration) {
	m.write(unit{Name: name, Unit: "Milliseconds"}, float64(took.Milliseconds()), embedded{Reason: reason, Hop: hop})
}

func (m *Metrics) write(metric unit, value float64, said embedded) {
	dimensions := []string{}
	if said.Hop != "" {
		dimensions = []string{"hop"}
	}
	said.Function = m.function
	said.AWS = metadata{Timestamp: m.now().UnixMilli(), Metrics: []directive{{
		Namespace: m.namespace, Dimensions: [][]string{dimensions}, Metrics: []unit{metric},
	}}}
	line, err := json.Marshal(said)
	if err != nil {
		return // strings and numbers always encode
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	fmt.Fprintf(m.out, "%s,%q:%s}\n", line[:len(line)-1], metric.Name, strconv.FormatFloat(value, 'f', -1, 64))
}
