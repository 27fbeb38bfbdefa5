package dynamostore

import (
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// edit is what one UpdateItem does to the attributes of an item. Every
// attribute goes by a placeholder, because DynamoDB keeps many plain words for
// itself, "comment" and "group" among them.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
type edit struct {
	sets, adds, takes, removes []string
	names                      map[string]string
	values                     attributes
}

func newEdit() *edit {
	return &edit{names: map[string]string{}, values: attributes{}}
}

func (e *edit) name(name string) string {
	e.names["#"+name] = name
	return "#" + name
}

func (e *edit) value(name string, value types.AttributeValue) string {
	e.values[":"+name] = value
	return ":" + name
}

func (e *edit) set(name string, value types.AttributeValue) {
	e.sets = append(e.sets, e.name(name)+" = "+e.value(name, value))
}

// setFirst sets what does not stand there yet.
func (e *edit) setFirst(name string, value types.AttributeValue) {
	e.sets = append(e.sets, e.name(name)+" = if_not_exists("+e.name(name)+", "+e.value(name, value)+")")
}

// setKnown sets a text, unless it is empty: what was known stays.
func (e *edit) setKnown(name, value string) {
	if value != "" {
		e.set(name, text(value))
	}
}

// add adds to a number or to a set.
func (e *edit) add(name string, value types.AttributeValue) {
	e.adds = append(e.adds, e.name(name)+" "+e.value(name, value))
}

// take takes members out of a set.
func (e *edit) take(name string, value types.AttributeValue) {
	e.takes = append(e.takes, e.name(name)+" "+e.value(name, value))
}

func (e *edit) remove(names ...string) {
	for _, name := range names {
		e.removes = append(e.removes, e.name(name))
	}
}

// of is the request for one item, under a condition where one is given: over
// plain names that are no reserved words, or over names of the edit; arguments
// are what it compares with.
func (e *edit) of(item attributes, condition string, arguments attributes) *dynamodb.UpdateItemInput {
	var clauses []string
	for _, clause := range []struct {
		word  string
		parts []string
	}{{"SET", e.sets}, {"REMOVE", e.removes}, {"ADD", e.adds}, {"DELETE", e.takes}} {
		if len(clause.parts) > 0 {
			clauses = append(clauses, clause.word+" "+strings.Join(clause.parts, ", "))
		}
	}
	in := &dynamodb.UpdateItemInput{
		Key: item, UpdateExpression: aws.String(strings.Join(clauses, " ")), ExpressionAttributeNames: e.names,
	}
	values := maps.Clone(e.values)
	maps.Copy(values, arguments)
	if len(values) > 0 {
		in.ExpressionAttributeValues = values
	}
	if condition != "" {
		in.ConditionExpression = aws.String(condition)
	}
	return in
}
