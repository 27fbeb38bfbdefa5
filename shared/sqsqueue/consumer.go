package sqsqueue

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"ventana/shared/deadletter"
	"ventana/shared/telemetry"
)

const (
	// MaxAttempts is how many unforeseen failures a record may have before it is
	// parked. With the pauses below that is a good half hour.
	MaxAttempts = 10
	// reserve is kept back from the function's time for recording outcomes.
	reserve = 2 * time.Second
)

// Record is one element of a batch.
type Record struct {
	ID       string // the SQS message id
	Group    string
	Body     []byte
	Receives int // 1 the first time
	SentAt   time.Time
	FirstAt  time.Time // of the first receive

	receipt  string
	trace    string // X-Ray header that it came with, or empty
	redriven string // how often it came back from the dead letters, or empty
}

// GroupHandler handles the records of one group, in order, and says what became
// of each. It may return fewer outcomes than records: the rest is given back
// with the last outcome's pause. ctx ends in time for outcomes to be recorded.
type GroupHandler func(ctx context.Context, group []Record) []Outcome

// Budget is the part of the store that counts what SQS cannot tell apart.
type Budget interface {
	BeginReceive(ctx context.Context, record string) (silent int, err error)
	EndReceive(ctx context.Context, record string) error
	UndoReceive(ctx context.Context, record string) error
	CountAttempt(ctx context.Context, record string) (attempts int, err error)
}

// Consumer handles the batches of one queue.
type Consumer struct {
	queue  *Queue
	budget Budget
	handle GroupHandler
	log    *slog.Logger
	failed func(code string) // nil unless somebody counts
	note   Note              // nil unless somebody remembers
}

// Note remembers that a record was parked: shelf is the name of the dead-letter queue.
type Note func(ctx context.Context, shelf, record string, code deadletter.Code) error

// NewConsumer returns a consumer of queue.
func NewConsumer(queue *Queue, budget Budget, log *slog.Logger, handle GroupHandler) *Consumer {
	return &Consumer{queue: queue, budget: budget, handle: handle, log: log}
}

// OnFailure has count called for each record that failed as nobody foresaw, with
// "retried", and for each that is parked, with its code. It returns the consumer.
func (c *Consumer) OnFailure(count func(code string)) *Consumer {
	c.failed = count
	return c
}

// OnPark has note remember each record that is parked, after its dead-letter queue
// has it. It returns the consumer.
func (c *Consumer) OnPark(note Note) *Consumer {
	c.note = note
	return c
}

// notePark tells whoever remembers. The letter itself says all of it, so a note that
// is lost holds nothing up: the day's statement counts the record without its reason.
func (c *Consumer) notePark(ctx context.Context, record Record, code deadletter.Code) {
	if c.note == nil {
		return
	}
	if err := c.note(ctx, NameOf(c.queue.dlq), record.ID, cmp.Or(code, deadletter.Other)); err != nil {
		c.log.Warn("parked record not noted", telemetry.KeyRecord, record.ID, telemetry.KeyError, err)
	}
}

// countFailure tells whoever counts.
func (c *Consumer) countFailure(code string) {
	if c.failed != nil {
		c.failed(code)
	}
}

// Handle is the Lambda handler. The error is always nil: every record has an
// outcome of its own.
func (c *Consumer) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	lots, back := c.examine(ctx, grouped(event.Records))
	response := events.SQSEventResponse{BatchItemFailures: append([]events.SQSBatchItemFailure{}, back...)}
	var mu sync.Mutex
	var work sync.WaitGroup
	for _, one := range lots {
		work.Go(func() {
			kept := c.handleLot(ctx, one)
			mu.Lock()
			defer mu.Unlock()
			response.BatchItemFailures = append(response.BatchItemFailures, failures(kept)...)
		})
	}
	work.Wait()
	return response, nil
}

func failures(kept []Record) []events.SQSBatchItemFailure {
	list := make([]events.SQSBatchItemFailure, len(kept))
	for i, record := range kept {
		list[i].ItemIdentifier = record.ID
	}
	return list
}

// grouped keeps the order of the batch within each group. On a standard queue
// each record is a group of its own.
func grouped(messages []events.SQSMessage) [][]Record {
	var groups [][]Record
	place := map[string]int{}
	for _, message := range messages {
		record := recordOf(message)
		at, known := place[record.Group]
		if !known || record.Group == "" {
			at = len(groups)
			place[record.Group] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], record)
	}
	return groups
}

func recordOf(message events.SQSMessage) Record {
	receives, _ := strconv.Atoi(message.Attributes["ApproximateReceiveCount"]) // absent counts as 0: not suspect
	record := Record{
		ID: message.MessageId, Group: message.Attributes["MessageGroupId"], Body: []byte(message.Body), Receives: receives,
		SentAt: stampOf(message, "SentTimestamp"), FirstAt: stampOf(message, "ApproximateFirstReceiveTimestamp"),
		receipt: message.ReceiptHandle, trace: message.Attributes["AWSTraceHeader"],
	}
	if redriven := message.MessageAttributes[deadletter.AttributeRedriven].StringValue; redriven != nil {
		record.redriven = *redriven
	}
	return record
}

// stampOf is a time that SQS tells of a message; absent counts as 1970: never young.
func stampOf(message events.SQSMessage, name string) time.Time {
	milliseconds, _ := strconv.ParseInt(message.Attributes[name], 10, 64)
	return time.UnixMilli(milliseconds).UTC()
}

// handleLot gives back the records that stay in the queue.
func (c *Consumer) handleLot(ctx context.Context, one lot) []Record {
	started := time.Now()
	group, outcomes := one.group, one.outcomes
	ctx = telemetry.WithTrace(ctx, group[0].trace)
	if outcomes == nil {
		outcomes = c.run(ctx, group)
		c.survived(ctx, one)
	}
	for i, outcome := range outcomes[:min(len(outcomes), len(group))] {
		outcome = c.settle(ctx, group[i], outcome)
		c.report(group, i, outcome, started)
		if outcome.verdict != done && outcome.verdict != parked {
			return c.giveBack(ctx, group[i:], outcome.after)
		}
	}
	if len(outcomes) < len(group) {
		return c.giveBack(ctx, group[len(outcomes):], time.Second)
	}
	return nil
}

// run calls the handler with a deadline that leaves time to record outcomes; a
// panic is an unforeseen failure of the first record.
func (c *Consumer) run(ctx context.Context, group []Record) (outcomes []Outcome) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			// The value may hold anything, so only the place goes to the log.
			c.log.Error("panic while handling a record", telemetry.KeyRecord, group[0].ID, telemetry.KeyPanic, telemetry.Panic{Value: panicked}, telemetry.KeyStack, string(debug.Stack()))
			outcomes = []Outcome{Retry(fmt.Errorf("panic: %T", panicked))}
		}
	}()
	return c.handle(ctx, group)
}

// settle does what an outcome asks for beyond the acknowledgement.
func (c *Consumer) settle(ctx context.Context, record Record, outcome Outcome) Outcome {
	switch outcome.verdict {
	case wait:
		outcome.after = max(outcome.after, patient(record.Receives))
	case retry:
		outcome = c.spend(ctx, record, outcome)
	}
	if outcome.verdict != park {
		return outcome
	}
	if err := c.queue.Park(ctx, record, outcome.code, outcome.reason); err != nil {
		c.log.Error("record could not be parked", telemetry.KeyRecord, record.ID, telemetry.KeyReason, outcome.reason, telemetry.KeyError, err)
		return Wait(time.Minute, "parking failed")
	}
	c.notePark(ctx, record, outcome.code)
	c.countFailure(string(outcome.code))
	outcome.verdict = parked
	return outcome
}

// spend counts an unforeseen failure: a growing pause, or the end.
func (c *Consumer) spend(ctx context.Context, record Record, outcome Outcome) Outcome {
	attempts, err := c.budget.CountAttempt(ctx, record.ID)
	if err != nil {
		return Wait(time.Minute, "attempt not counted: "+err.Error())
	}
	if attempts >= MaxAttempts {
		return ParkFor(deadletter.Failed, fmt.Sprintf("failed %d times, last: %v", attempts, outcome.err)).because(outcome.err)
	}
	outcome.after = backoff(attempts)
	return outcome
}

// backoff is 5 s after the first failure, doubled each time, at most 15 min:
// ten attempts span about 36 minutes.
func backoff(attempts int) time.Duration {
	return min(5*time.Second<<(attempts-1), 15*time.Minute)
}

func (c *Consumer) giveBack(ctx context.Context, records []Record, after time.Duration) []Record {
	if err := c.queue.Hide(ctx, records, after); err != nil {
		// They come back after the queue's own visibility timeout instead.
		c.log.Warn("pause not set", telemetry.KeyWait, after.String(), telemetry.KeyError, err)
	}
	return records
}

// report is the one line that each record gets each time it was handled.
func (c *Consumer) report(group []Record, at int, outcome Outcome, started time.Time) {
	record := group[at]
	attributes := []any{telemetry.KeyQueue, c.queue.name, telemetry.KeyRecord, record.ID}
	add := func(key, value string) {
		if value != "" {
			attributes = append(attributes, key, value)
		}
	}
	add(telemetry.KeyConversation, record.Group)
	trace, first := telemetry.TraceID(record.trace), telemetry.TraceID(group[0].trace)
	add(telemetry.KeyTrace, trace)
	if first != trace {
		add(telemetry.KeyJoined, first)
	}
	attributes = append(attributes, telemetry.KeyReceives, record.Receives, telemetry.KeyDuration, time.Since(started).Milliseconds())
	switch outcome.verdict {
	case done:
		c.log.Info("record handled", append(attributes, telemetry.KeyOutcome, "done")...)
	case wait:
		c.log.Info("record waits", append(attributes, telemetry.KeyOutcome, "wait", telemetry.KeyWait, outcome.after.String(), telemetry.KeyReason, outcome.reason)...)
	case parked:
		if outcome.err != nil {
			attributes = append(attributes, telemetry.KeyError, outcome.err)
		}
		c.log.Error("record parked", append(attributes, telemetry.KeyOutcome, "parked", telemetry.KeyCode, outcome.code, telemetry.KeyReason, outcome.reason)...)
	default:
		c.countFailure("retried")
		c.log.Warn("record failed", append(attributes, telemetry.KeyOutcome, "retry", telemetry.KeyWait, outcome.after.String(), telemetry.KeyError, outcome.err)...)
	}
}
