package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Watermark is how far the sweep of a helpdesk has come; zero at first.
//
// Requests: one read.
func (s *Store) Watermark(ctx context.Context, helpdesk string) (time.Time, error) {
	item, err := s.get(ctx, "SWEEP#"+helpdesk, "SWEEP")
	if err != nil {
		return time.Time{}, fmt.Errorf("read watermark of %s: %w", helpdesk, err)
	}
	return secondsOf(item, "since"), nil
}

// MoveWatermark notes that the sweep has come as far as to; it never goes back.
//
// Requests: one write.
func (s *Store) MoveWatermark(ctx context.Context, helpdesk string, to time.Time) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key("SWEEP#"+helpdesk, "SWEEP"),
		UpdateExpression:          aws.String("SET since = :to"),
		ConditionExpression:       aws.String("attribute_not_exists(since) OR since < :to"),
		ExpressionAttributeValues: attributes{":to": seconds(to)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("move watermark of %s: %w", helpdesk, err)
	}
	return nil
}
