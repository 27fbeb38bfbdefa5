package drill

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// switchOn is how the page of waiting queues starts a mapping that is off.
const switchOn = `aws lambda update-event-source-mapping --uuid "$(mapping <Queue>)" --enabled`

// waits makes a case of a queue whose mapping somebody switched off.
func waits(queue string, within time.Duration, put func(*stage) error) Case {
	return Case{
		Alarm: queue + "QueueAgeAlarm", Cause: "somebody disabled the event source mapping of the queue, and forgot it",
		Begin: func(s *stage) error {
			if err := conversations(1)(s); err != nil {
				return err
			}
			if err := s.aws(map[string]any{"do": "mapping", "name": strings.ToLower(queue), "enabled": false}); err != nil {
				return err
			}
			return put(s)
		},
		Within: within, ClearWithin: 15 * time.Minute,
		Mend: []string{switchOn}, Fill: map[string]string{"<Queue>": queue},
	}
}

func queueCases() []Case {
	reply := func(s *stage) error { return s.replies("an answer that waits") }
	return []Case{
		waits("Inbound", 12*time.Minute, (*stage).newcomer),
		waits("Outbound", 16*time.Minute, reply),
		waits("Bulk", 70*time.Minute, func(s *stage) error { return s.send("bulk", garbage) }),
		waits("Status", 20*time.Minute, reply),
		waits("Media", 26*time.Minute, func(s *stage) error {
			return s.writes(s.somebody(), map[string]any{"type": "document", "document": map[string]any{"filename": "invoice.pdf"}})
		}),
		{
			Alarm: "ForwardQueueAgeAlarm", Cause: "the former endpoint answers 503 while nobody is in the roll-out",
			Begin: func(s *stage) error {
				if err := s.nobodyIn(); err != nil {
					return err
				}
				if err := s.fault(map[string]any{"target": "former", "do": "status", "status": 503}); err != nil {
					return err
				}
				return s.newcomer()
			},
			Within: 25 * time.Minute, ClearWithin: 15 * time.Minute,
			Heal: (*stage).healFaults, Healed: "the former endpoint is back",
		},
	}
}

// nobodyIn has the roll-out leave everybody to the former endpoint.
func (s *stage) nobodyIn() error {
	if err := s.Call(s, http.MethodPost, "/sim/policy", map[string]string{"policy": "version: 1\nrollout: {share: 0}\n"}, nil); err != nil {
		return err
	}
	return s.walk(2*time.Minute, time.Minute) // policies are read once a minute
}

// garbage is a record that nobody can read.
const garbage = `{"version":`

// send puts a record into a queue of the stack, past the functions.
func (s *stage) send(queue, body string) error {
	suffix := ""
	if queue == "inbound" || queue == "outbound" || queue == "bulk" || queue == "forward" {
		suffix = ".fifo"
	}
	found, err := s.attached.Queues.GetQueueUrl(s, &sqs.GetQueueUrlInput{QueueName: aws.String(s.system.Stack + "-" + queue + suffix)})
	if err != nil {
		return fmt.Errorf("queue %s: %w", queue, err)
	}
	message := &sqs.SendMessageInput{QueueUrl: found.QueueUrl, MessageBody: aws.String(body)}
	if suffix != "" {
		s.people++
		message.MessageGroupId, message.MessageDeduplicationId = aws.String("drill"), aws.String(fmt.Sprint("drill-", s.people))
	}
	if _, err := s.attached.Queues.SendMessage(s, message); err != nil {
		return fmt.Errorf("send to %s: %w", queue, err)
	}
	return nil
}
