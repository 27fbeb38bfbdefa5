package dynamostore

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

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

// textSet is a set, which DynamoDB refuses when it is empty.
func textSet(values []string) types.AttributeValue {
	return &types.AttributeValueMemberSS{Value: values}
}

// textList keeps its order, as a set does not.
func textList(values []string) types.AttributeValue {
	list := make([]types.AttributeValue, len(values))
	for i, value := range values {
		list[i] = text(value)
	}
	return &types.AttributeValueMemberL{Value: list}
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

func truthOf(item attributes, name string) bool {
	value, ok := item[name].(*types.AttributeValueMemberBOOL)
	return ok && value.Value
}

// textsOf reads a set or a list of texts; none is nil.
func textsOf(item attributes, name string) []string {
	switch value := item[name].(type) {
	case *types.AttributeValueMemberSS:
		return value.Value
	case *types.AttributeValueMemberL:
		var texts []string
		for _, member := range value.Value {
			if one, ok := member.(*types.AttributeValueMemberS); ok {
				texts = append(texts, one.Value)
			}
		}
		return texts
	default:
		return nil
	}
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
