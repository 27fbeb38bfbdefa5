package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/infra/local/template"
)

// activeLimit bounds the wait for a table or index, which is instant locally.
const activeLimit = time.Minute

// NewClient signs with the credentials that the functions get, because
// DynamoDB Local keeps a database of its own for each access key and region.
func NewClient(endpoint, region string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", SessionToken: "local"}, nil
		}),
	})
}

// EnsureTable makes the table and its indexes exist, with its TTL attribute.
func EnsureTable(ctx context.Context, client *dynamodb.Client, table template.Table) error {
	described, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table.Name})
	var missing *types.ResourceNotFoundException
	switch {
	case errors.As(err, &missing):
		if _, err := client.CreateTable(ctx, createInput(table)); err != nil {
			return fmt.Errorf("create table %s: %w", table.Name, err)
		}
	case err != nil:
		return fmt.Errorf("describe table %s: %w", table.Name, err)
	default:
		if err := addIndexes(ctx, client, table, described.Table); err != nil {
			return err
		}
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay = 100 * time.Millisecond
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table.Name}, activeLimit); err != nil {
		return fmt.Errorf("table %s: %w", table.Name, err)
	}
	return ensureTTL(ctx, client, table)
}

// addIndexes adds what a newer template has, one at a time as DynamoDB wants.
func addIndexes(ctx context.Context, client *dynamodb.Client, table template.Table, have *types.TableDescription) error {
	existing := map[string]bool{}
	for _, index := range have.GlobalSecondaryIndexes {
		existing[aws.ToString(index.IndexName)] = true
	}
	for _, index := range indexes(table) {
		if existing[*index.IndexName] {
			continue
		}
		_, err := client.UpdateTable(ctx, &dynamodb.UpdateTableInput{
			TableName:            &table.Name,
			AttributeDefinitions: attributes(table),
			GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{
				Create: &types.CreateGlobalSecondaryIndexAction{
					IndexName: index.IndexName, KeySchema: index.KeySchema, Projection: index.Projection,
				},
			}},
		})
		if err != nil {
			return fmt.Errorf("add index %s to table %s: %w", *index.IndexName, table.Name, err)
		}
	}
	return nil
}

func ensureTTL(ctx context.Context, client *dynamodb.Client, table template.Table) error {
	if table.TTLAttribute == "" {
		return nil
	}
	have, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table.Name})
	if err != nil {
		return fmt.Errorf("describe ttl of table %s: %w", table.Name, err)
	}
	// Setting it twice is a ValidationException.
	if aws.ToString(have.TimeToLiveDescription.AttributeName) == table.TTLAttribute {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &table.Name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: &table.TTLAttribute, Enabled: aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("set ttl of table %s: %w", table.Name, err)
	}
	return nil
}

// createInput always asks for on-demand capacity: provisioned throughput means
// nothing to a process on this machine.
func createInput(table template.Table) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName:              &table.Name,
		AttributeDefinitions:   attributes(table),
		KeySchema:              keys(table.Keys),
		GlobalSecondaryIndexes: indexes(table),
		BillingMode:            types.BillingModePayPerRequest,
	}
}

func attributes(table template.Table) []types.AttributeDefinition {
	var all []types.AttributeDefinition
	for _, attribute := range table.Attributes {
		all = append(all, types.AttributeDefinition{
			AttributeName: aws.String(attribute.Name), AttributeType: types.ScalarAttributeType(attribute.Type),
		})
	}
	return all
}

func keys(list []template.Key) []types.KeySchemaElement {
	var all []types.KeySchemaElement
	for _, key := range list {
		all = append(all, types.KeySchemaElement{AttributeName: aws.String(key.Name), KeyType: types.KeyType(key.Kind)})
	}
	return all
}

func indexes(table template.Table) []types.GlobalSecondaryIndex {
	var all []types.GlobalSecondaryIndex
	for _, index := range table.Indexes {
		all = append(all, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name),
			KeySchema: keys(index.Keys),
			Projection: &types.Projection{
				ProjectionType: types.ProjectionType(index.Projection), NonKeyAttributes: index.NonKeys,
			},
		})
	}
	return all
}
