package redrive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
)

const (
	// roundMost and roundTime bound a round: taking and sending it must end before
	// its letters come into sight by themselves.
	roundMost = 100
	roundTime = time.Minute
	takeTime  = 30 * time.Second
	// settleTime is for deleting what was sent when the command is interrupted.
	settleTime = 10 * time.Second
)

// Step is what became of one letter.
type Step struct {
	Letter  Letter
	Verdict Verdict
}

// Runner sends letters back. It does one after the other.
type Runner struct {
	API   API
	Judge Judge
	// Notes are struck out as letters leave; nil strikes out nothing.
	Notes Notes
	// Rate is letters a second, above 0. About fifty is what one after the other
	// allows.
	Rate float64
	// Edit changes a letter before it is sent; nil sends it as it came.
	Edit func(Letter) (Letter, error)
	// Told hears of each letter.
	Told func(Step)
	// Pause waits; it is the clock's.
	Pause func(ctx context.Context, d time.Duration) error

	sent map[string]bool // ids that letters got in their queues
	last time.Time       // of the last send
}

// ReturnedError is a letter that came back during the run: what it needs is not
// mended. It stood behind all that were there before it.
type ReturnedError struct{ Letter Letter }

// Error says what to do.
func (e *ReturnedError) Error() string {
	return fmt.Sprintf("stopped: letter %s was sent back and came again to the dead letters of %s (%s). What it needs is not mended: %s", e.Letter.ID, e.Letter.Queue, e.Letter.Reason, e.Letter.Code.Mend())
}

// Run sends back what is meant, queue by queue, the oldest first, each letter
// once. It stops at the first failure, and when it meets a letter that came back.
func (r *Runner) Run(ctx context.Context, queues []Queue, choice Choice) error {
	r.sent = map[string]bool{}
	for _, queue := range queues {
		s := newShelf(r.API, queue, r.Notes)
		err := r.drain(ctx, s, choice)
		if err = errors.Join(err, s.end(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// drain works in rounds, so that letters behind others of their group come into
// sight. Those that stay are held until the end, to be met once.
func (r *Runner) drain(ctx context.Context, s *shelf, choice Choice) error {
	passed, limit := map[string]bool{}, r.round()
	for {
		round, err := s.take(ctx, limit, time.Now().Add(takeTime))
		if err != nil {
			return err
		}
		var chosen []Letter
		fresh := false
		for _, letter := range round {
			if passed[letter.ID] {
				continue
			}
			passed[letter.ID], fresh = true, true
			if letter.Record != "" && r.sent[letter.Record] {
				return &ReturnedError{letter}
			}
			if choice.Has(letter) {
				chosen = append(chosen, letter)
			}
		}
		if !fresh && len(round) < limit {
			return nil
		}
		if err := r.handle(ctx, s, inOrder(chosen)); err != nil {
			return err
		}
	}
}

func (r *Runner) round() int { return max(1, min(roundMost, int(r.Rate*roundTime.Seconds()))) }

// handle does what each letter needs.
func (r *Runner) handle(ctx context.Context, s *shelf, letters []Letter) error {
	edited, verdicts, err := r.Plan(ctx, letters)
	if err != nil {
		return err
	}
	for i, letter := range letters {
		verdict := verdicts[letter.ID]
		switch verdict.Act {
		case Send:
			err = r.sendBack(ctx, s, edited[i])
		case Delete:
			err = settle(ctx, s, letter)
		case Leave:
		}
		if err != nil {
			return err
		}
		r.Told(Step{letter, verdict})
	}
	return nil
}

// Plan says what would be sent and what is done about each letter. One that is
// edited is judged as it was and as it will be: both may name what is done.
func (r *Runner) Plan(ctx context.Context, letters []Letter) (edited []Letter, verdicts map[string]Verdict, err error) {
	if verdicts, err = r.Judge.Of(ctx, letters); err != nil || r.Edit == nil {
		return letters, verdicts, err
	}
	edited = slices.Clone(letters)
	for i := range edited {
		if edited[i], err = r.Edit(edited[i]); err != nil {
			return nil, nil, err
		}
	}
	after, err := r.Judge.Of(ctx, edited)
	for id, verdict := range after {
		if verdicts[id].Act == Send {
			verdicts[id] = verdict
		}
	}
	return edited, verdicts, err
}

// sendBack gives a letter to its queue, and deletes it when that has taken it.
func (r *Runner) sendBack(ctx context.Context, s *shelf, letter Letter) error {
	if wait := time.Until(r.last.Add(time.Duration(float64(time.Second) / r.Rate))); wait > 0 && !r.last.IsZero() {
		if err := r.Pause(ctx, wait); err != nil {
			return err
		}
	}
	r.last = time.Now()
	out, err := r.API.SendMessage(ctx, request(s.queue, letter))
	if err != nil {
		return fmt.Errorf("send letter %s back to %s; it is still among the dead letters: %w", letter.ID, letter.Queue, err)
	}
	r.sent[aws.ToString(out.MessageId)] = true
	if err := settle(ctx, s, letter); err != nil {
		return fmt.Errorf("letter %s was sent and not deleted; sent again, it is not done again: %w", letter.ID, err)
	}
	return nil
}

// settle deletes a letter, also when the command was interrupted meanwhile.
func settle(ctx context.Context, s *shelf, letter Letter) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	return s.remove(ctx, letter)
}

// request is the letter as its queue gets it. The deduplication id is the
// letter's, so that the same one, sent again after a crash, is dropped by SQS;
// one that came back or was edited is another.
func request(queue Queue, letter Letter) *sqs.SendMessageInput {
	in := &sqs.SendMessageInput{
		QueueUrl: aws.String(queue.URL), MessageBody: aws.String(letter.Body),
		MessageAttributes: map[string]types.MessageAttributeValue{
			deadletter.AttributeRedriven: {DataType: aws.String("String"), StringValue: aws.String(strconv.Itoa(letter.Redriven + 1))},
		},
	}
	if strings.HasSuffix(queue.URL, ".fifo") {
		in.MessageGroupId = aws.String(letter.Group)
		in.MessageDeduplicationId = aws.String(envelope.Digest("redrive", letter.ID, letter.Body))
	}
	if letter.trace != "" {
		in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{
			string(types.MessageSystemAttributeNameForSendsAWSTraceHeader): {DataType: aws.String("String"), StringValue: aws.String(letter.trace)},
		}
	}
	return in
}
