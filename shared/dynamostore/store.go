package dynamostore

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/shared/failure"
)

// API is the subset of DynamoDB used by the store.
type API interface {
	BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	GetItem(ctx context.Context, in *dynamodb.GetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
}

// Store is the table. It may be used by many goroutines.
type Store struct {
	api   API
	table string
	now   func() time.Time
	newID func() string
}

// New returns the store over table. newID makes contact ids; it must never
// repeat and never hold anything personal.
func New(api API, table string, now func() time.Time, newID func() string) *Store {
	return &Store{api: api, table: table, now: now, newID: newID}
}

// HeldError says that somebody else holds the lease on an item.
type HeldError = failure.HeldError

// ErrLeaseLost: the lease ran out and somebody else took the item meanwhile;
// nothing was written.
var ErrLeaseLost = errors.New("lease was lost")

// attributes is the raw form of an item.
type attributes = map[string]types.AttributeValue

func key(pk, sk string) attributes {
	return attributes{"pk": text(pk), "sk": text(sk)}
}

func text(value string) types.AttributeValue {
	return &types.AttributeValueMemberS{Value: value}
}

func number64(value int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(value, 10)}
}

func boolean(value bool) types.AttributeValue {
	return &types.AttributeValueMemberBOOL{Value: value}
}

func truthOf(item attributes, name string) bool {
	value, ok := item[name].(*types.AttributeValueMemberBOOL)
	return ok && value.Value
}

// seconds is how TTL and provider times are kept; a zero time is 0.
func seconds(at time.Time) types.AttributeValue {
	if at.IsZero() {
		return number64(0)
	}
	return number64(at.Unix())
}

// millis is how leases are kept.
func millis(at time.Time) types.AttributeValue { return number64(at.UnixMilli()) }

func textOf(item attributes, name string) string {
	if value, ok := item[name].(*types.AttributeValueMemberS); ok {
		return value.Value
	}
	return ""
}

func numberOf(item attributes, name string) int64 {
	value, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	parsed, err := strconv.ParseInt(value.Value, 10, 64)
	if err != nil {
		return 0
	}
	return parsed
}

func secondsOf(item attributes, name string) time.Time {
	if at := numberOf(item, name); at != 0 {
		return time.Unix(at, 0).UTC()
	}
	return time.Time{}
}

func millisOf(item attributes, name string) time.Time {
	if at := numberOf(item, name); at != 0 {
		return time.UnixMilli(at).UTC()
	}
	return time.Time{}
}

// update runs one conditional UpdateItem. When the condition fails it returns
// the item that stood there (nil if none) and errCondition.
func (s *Store) update(ctx context.Context, in *dynamodb.UpdateItemInput) (attributes, error) {
	in.TableName = aws.String(s.table)
	in.ReturnValues = types.ReturnValueAllNew
	in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	out, err := s.api.UpdateItem(ctx, in)
	if err == nil {
		return out.Attributes, nil
	}
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return failed.Item, errCondition
	}
	return nil, err
}

// put runs one conditional PutItem, in the manner of update.
func (s *Store) put(ctx context.Context, item attributes, condition string, values attributes) (attributes, error) {
	_, err := s.api.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(s.table), Item: item,
		ConditionExpression: aws.String(condition), ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		return item, nil
	}
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return failed.Item, errCondition
	}
	return nil, err
}

// get reads one item consistently; an absent item is nil.
func (s *Store) get(ctx context.Context, pk, sk string) (attributes, error) {
	out, err := s.api.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: aws.String(s.table), Key: key(pk, sk), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}

// errCondition never leaves the package: callers get a meaning instead.
var errCondition = errors.New("condition failed")

// Outlive gives a context for writing down what was done outside although the
// run's own time is over: a second, which the consumer keeps in reserve.
func Outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), time.Second)
}
