package dynamostore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
)

// DueShards is over how many partitions of the index what is due is spread: one
// partition takes 1,000 writes a second.
const DueShards = 4

// dueIndex is the index of conversations with something due. The others have no
// due_shard, and are not in it.
const dueIndex = "due"

// dueShard is the partition of a contact's conversations in the index of what is
// due.
func dueShard(contact string) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(contact)) // a hash takes everything
	return shardName(int(hash.Sum32() % DueShards))
}

func shardName(shard int) string { return "DUE#" + strconv.Itoa(shard) }

// Due names conversations of a shard, 0 to DueShards-1, that are due by a time,
// longest due first and at most limit of them. What was written in the last
// moments may be missing or old: the index follows the table. So whoever acts on
// it rearms the conversation first. Only contact, number and DueAt are filled in.
//
// Requests: one query of the index per MB, at half the price of a consistent one.
func (s *Store) Due(ctx context.Context, shard int, before time.Time, limit int) ([]conversation.Conversation, error) {
	in := &dynamodb.QueryInput{
		TableName: aws.String(s.table), IndexName: aws.String(dueIndex),
		KeyConditionExpression:    aws.String("due_shard = :shard AND due_at <= :before"),
		ExpressionAttributeValues: attributes{":shard": text(shardName(shard)), ":before": seconds(before)},
	}
	var due []conversation.Conversation
	for limit > len(due) {
		in.Limit = aws.Int32(int32(min(limit-len(due), 1000)))
		out, err := s.api.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("read what is due in shard %d: %w", shard, err)
		}
		for _, item := range out.Items {
			due = append(due, dueOf(item))
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			break
		}
	}
	slices.SortStableFunc(due, func(a, b conversation.Conversation) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Contact, b.Contact), cmp.Compare(a.Number, b.Number))
	})
	return due, nil
}

// dueOf is what the index tells of a conversation: its name and when it is due.
func dueOf(item attributes) conversation.Conversation {
	return conversation.Conversation{
		Contact: strings.TrimPrefix(textOf(item, "pk"), "CONTACT#"), Number: strings.TrimPrefix(textOf(item, "sk"), "CONV#"),
		DueAt: secondsOf(item, "due_at"),
	}
}

// ReadConversations reads conversations by their contacts and numbers, in any
// order. What is not there is left out.
//
// Requests: one read per 100 conversations, none for none.
func (s *Store) ReadConversations(ctx context.Context, named []conversation.Conversation) ([]conversation.Conversation, error) {
	keys := make([]attributes, len(named))
	for i, one := range named {
		keys[i] = conversationKey(one.Contact, one.Number)
	}
	items, err := s.batch(ctx, keys, nil)
	if err != nil {
		return nil, fmt.Errorf("read %d conversations: %w", len(named), err)
	}
	var read []conversation.Conversation
	for _, item := range items {
		read = append(read, conversationOf(item))
	}
	return read, nil
}

// Rearm moves what is due in a conversation from the time at which it was seen
// to the next, for which warning level that is; a zero next leaves nothing due.
// False when somebody else was first, and then nothing is changed: of many who
// see the same, one goes on. A run that holds the conversation may put the former
// time back, so what is done at a level must be an effect.
//
// Requests: one write.
func (s *Store) Rearm(ctx context.Context, contact, number string, seen, next time.Time, level int) (bool, error) {
	change := newEdit()
	change.due(contact, next, level)
	_, err := s.update(ctx, change.of(conversationKey(contact, number), "#due_at = :seen", attributes{":seen": seconds(seen)}))
	if errors.Is(err, errCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("rearm conversation of contact %s: %w", contact, err)
	}
	return true, nil
}

// due sets when a contact's conversation is due and for which level, or takes it
// out of the index.
func (e *edit) due(contact string, at time.Time, level int) {
	if at.IsZero() {
		e.remove("due_shard", "due_at", "due_level")
		return
	}
	e.set("due_shard", text(dueShard(contact)))
	e.set("due_at", seconds(at))
	e.set("due_level", number64(int64(level)))
}
