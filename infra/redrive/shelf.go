package redrive

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	// perRequest is how many messages SQS takes and gives at once.
	perRequest = 10
	// hidden is how long letters stay hidden when a command dies; a command that
	// ends shows them at once. Longer than a round of work, see roundTime.
	hidden = 2 * time.Minute
	// askAll makes SQS ask all its servers; a receive without it may miss letters.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
	askAll = 1 // second
	// showTime is kept for showing letters again after an interrupt.
	showTime = 10 * time.Second
)

// shelf is one dead-letter queue with the letters that are taken out of sight.
type shelf struct {
	api   API
	queue Queue
	held  map[string]Letter
	notes Notes // nil strikes nothing out
	// unstruck is why the first note was not struck out.
	unstruck error
}

// Notes are what functions noted of the records that they parked, for the day's
// statement. A letter that is taken away is struck out there.
type Notes interface {
	ForgetParked(ctx context.Context, shelf, record string) error
}

func newShelf(api API, queue Queue, notes Notes) *shelf {
	return &shelf{api: api, queue: queue, held: map[string]Letter{}, notes: notes}
}

// take takes up to limit letters that are in sight, until there are none or the
// time is up. Taken ones may come again: a long look outlasts what it hid.
func (s *shelf) take(ctx context.Context, limit int, until time.Time) ([]Letter, error) {
	var taken []Letter
	for len(taken) < limit && time.Now().Before(until) {
		out, err := s.api.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: aws.String(s.queue.DLQ), MaxNumberOfMessages: int32(min(perRequest, limit-len(taken))),
			VisibilityTimeout: int32(hidden / time.Second), WaitTimeSeconds: askAll,
			MessageAttributeNames:       []string{"All"},
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		})
		if err != nil {
			return taken, fmt.Errorf("look into the dead letters of %s: %w", s.queue.Name, err)
		}
		if len(out.Messages) == 0 {
			return taken, nil
		}
		for _, message := range out.Messages {
			letter := letterOf(s.queue.Name, message)
			s.held[letter.ID] = letter
			taken = append(taken, letter)
		}
	}
	return taken, nil
}

// show puts everything that is held back into sight, also when ctx has ended.
func (s *shelf) show(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), showTime)
	defer cancel()
	var problems []error
	var entries []types.ChangeMessageVisibilityBatchRequestEntry
	flush := func() {
		if len(entries) == 0 {
			return
		}
		_, err := s.api.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: aws.String(s.queue.DLQ), Entries: entries})
		if err != nil { // one that is refused alone is in sight already, or gone
			problems = append(problems, fmt.Errorf("show %d letters of %s again, they come by themselves within %s: %w", len(entries), s.queue.Name, hidden, err))
		}
		entries = nil
	}
	for _, letter := range s.held {
		entries = append(entries, types.ChangeMessageVisibilityBatchRequestEntry{
			Id: aws.String(strconv.Itoa(len(entries))), ReceiptHandle: aws.String(letter.receipt), VisibilityTimeout: 0,
		})
		if len(entries) == perRequest {
			flush()
		}
	}
	flush()
	clear(s.held)
	return errors.Join(problems...)
}

// end shows what is held again, and tells what could not be struck out: the letters
// are where they belong, and the day's statement names no reasons for this queue.
func (s *shelf) end(ctx context.Context) error {
	err := s.show(ctx)
	if s.unstruck != nil {
		err = errors.Join(err, fmt.Errorf("letters of %s were handled and not struck out, so the day's statement does not name reasons there until their notes expire: %w", s.queue.Name, s.unstruck))
	}
	return err
}

// remove strikes out a letter that is held, and deletes it. A death in between leaves
// a letter whose reason the statement does not know, which is less than a reason
// without its letter: that hides those of the whole queue.
func (s *shelf) remove(ctx context.Context, letter Letter) error {
	if s.notes != nil && letter.Record != "" {
		if err := s.notes.ForgetParked(ctx, path.Base(s.queue.DLQ), letter.Record); err != nil && s.unstruck == nil {
			s.unstruck = err
		}
	}
	_, err := s.api.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: aws.String(s.queue.DLQ), ReceiptHandle: aws.String(letter.receipt)})
	if err != nil {
		return fmt.Errorf("delete letter %s of %s: %w", letter.ID, s.queue.Name, err)
	}
	delete(s.held, letter.ID)
	return nil
}

// total is how many letters the queue holds, in sight or not, as SQS estimates it.
func (s *shelf) total(ctx context.Context) (int, error) {
	out, err := s.api.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(s.queue.DLQ),
		AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		},
	})
	if err != nil {
		return 0, fmt.Errorf("count the dead letters of %s: %w", s.queue.Name, err)
	}
	sum := 0
	for _, value := range out.Attributes {
		sum += count(value)
	}
	return sum, nil
}
