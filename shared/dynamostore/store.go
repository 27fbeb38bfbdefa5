package dynamostore

import (
	"context"
	"errors"
	"slices"
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
	TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
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

// batch reads items consistently, in no order; absent ones are left out. Only
// the projected attributes are read, all when there is no projection. DynamoDB
// refuses a key that is asked for twice.
//
// One read per 100 keys, BatchGetItem's limit; none for no keys.
func (s *Store) batch(ctx context.Context, keys []attributes, projection *string) ([]attributes, error) {
	var items []attributes
	for part := range slices.Chunk(keys, 100) {
		request := map[string]types.KeysAndAttributes{s.table: {Keys: part, ConsistentRead: aws.Bool(true), ProjectionExpression: projection}}
		for len(request) > 0 {
			out, err := s.api.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
			if err != nil {
				return nil, err
			}
			items = append(items, out.Responses[s.table]...)
			request = out.UnprocessedKeys
		}
	}
	return items, nil
}

// query reads the items of a partition consistently, in the order of their sort
// keys, from one sort key on where it is not empty. One query per MB.
func (s *Store) query(ctx context.Context, pk, from string) ([]attributes, error) {
	in := &dynamodb.QueryInput{
		TableName: aws.String(s.table), ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(pk)},
	}
	if from != "" {
		in.KeyConditionExpression = aws.String("pk = :pk AND sk >= :from")
		in.ExpressionAttributeValues[":from"] = text(from)
	}
	var items []attributes
	for {
		out, err := s.api.Query(ctx, in)
		if err != nil {
			return nil, err
		}
		items = append(items, out.Items...)
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return items, nil
		}
	}
}

// errCondition never leaves the package: callers get a meaning instead.
var errCondition = errors.New("condition failed")

// Outlive gives a context for writing down what was done outside although the
// run's own time is over: a second, which the consumer keeps in reserve.
func Outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), time.Second)
}
