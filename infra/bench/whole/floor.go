package whole

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/infra/bench"
)

// The requests of the table for a customer's text, as the stories count them.
const (
	floorWrites = 4
	floorReads  = 1
)

// The simulated account's inspector, whose calls no limit counts.
const (
	inspector    = "agent@example.com/token"
	inspectorKey = "local-token"
)

// fraction makes the requests of a customer's text from one program: the simulators
// post the message and take the comment, table and queue do what they do, and there
// is no function and no gateway. What the system takes of that throughput is told.
func (s *system) fraction(ctx context.Context, throughput float64, load Load, tickets []int64, tell func(int, int, string)) ([]bench.Figure, error) {
	queue, err := s.Queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("bench-floor"), Attributes: map[string]string{}})
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	s.meter.drop(true)
	defer s.meter.drop(false)
	_, took, err := crowded(ctx, load.Messages, load.AtOnce, func(ctx context.Context, i int) (time.Duration, error) {
		return 0, s.bare(ctx, *queue.QueueUrl, i, i%load.Customers, tickets[i%load.Customers])
	}, func(done int) { tell(done, load.Messages, "the same requests without functions") })
	if err != nil {
		return nil, err
	}
	floor := float64(load.Messages) / took.Seconds()
	if err := s.settle(ctx); err != nil { // while nothing is taken in: what was posted is of the floor
		return nil, err
	}
	return []bench.Figure{
		{Name: "the same requests without functions: throughput", Value: floor, Unit: "messages/s"},
		{Name: "customers' texts: throughput against that", Value: throughput / floor, Unit: "ratio"},
	}, nil
}

// bare makes the requests of one text.
func (s *system) bare(ctx context.Context, queue string, i, customer int, ticket int64) error {
	words := "¿Cuándo llega mi pedido? " + s.token()
	if err := s.says(ctx, phone(customer), text(words)); err != nil {
		return err
	}
	if _, err := s.Queues.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: aws.String(strings.Repeat("x", 700))}); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	got, err := s.Queues.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &queue})
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	for write := range floorWrites {
		key := map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: fmt.Sprintf("FLOOR#%d#%d", i, write)}, "sk": &types.AttributeValueMemberS{Value: "FLOOR"},
		}
		_, err := s.Database.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &s.Attached.Table, Key: key, UpdateExpression: aws.String("SET held = :held"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":held": &types.AttributeValueMemberS{Value: strings.Repeat("x", 200)}},
		})
		if err != nil {
			return fmt.Errorf("bench: %w", err)
		}
		if write >= floorReads {
			continue
		}
		if _, err := s.Database.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.Attached.Table, Key: key, ConsistentRead: aws.Bool(true)}); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	if err := s.comment(ctx, ticket, words); err != nil {
		return err
	}
	for _, message := range got.Messages {
		if _, err := s.Queues.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: message.ReceiptHandle}); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	return nil
}

// comment writes on a ticket as the inspector.
func (s *system) comment(ctx context.Context, ticket int64, words string) error {
	return s.helpdesk(ctx, http.MethodPut, fmt.Sprintf("/api/v2/tickets/%d", ticket), map[string]any{
		"ticket": map[string]any{"comment": map[string]any{"body": words, "public": true}},
	}, nil)
}

// helpdesk makes a call of the helpdesk as the inspector.
func (s *system) helpdesk(ctx context.Context, method, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, s.System.Sim+"/zendesk"+path, strings.NewReader(string(raw)))
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.SetBasicAuth(inspector, inspectorKey)
	response, err := s.HTTP.Do(request)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // read below
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("bench: %s %s answered %d", method, path, response.StatusCode)
	}
	if into == nil {
		return nil
	}
	return errors.Join(json.NewDecoder(response.Body).Decode(into))
}
