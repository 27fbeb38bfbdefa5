package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/envelope"
)

// ErrPolicyChanged: the policy in force is another than the one that was to be
// replaced. It still is.
var ErrPolicyChanged = errors.New("policy was changed meanwhile")

// PolicyEntry is a version of the policy that came into force, without its text.
type PolicyEntry struct {
	Version int       // from 1
	Who     string    // who put it there
	At      time.Time // to the second, by the clock of who put it there
	Digest  string    // of the text
}

// The policy's items: one for each version, and the one in force once more, so
// that one read tells it.
const (
	policyItems   = "POLICY"
	currentPolicy = "CURRENT"
)

// policyVersion is the sort key of a version; its zeros keep them in order.
func policyVersion(version int) string { return fmt.Sprintf("V#%06d", version) }

// PutPolicy brings a text into force in place of the version that is expected, 0
// for none, and gives the text's version. ErrPolicyChanged when another is in
// force by then. The same call again, after one that died or whose answer was
// lost, ends as the first would have.
//
// Versions grow by one, except where a call that died or came too late has taken
// a number: that one never comes into force.
//
// Requests: one read and two writes, each of as many KB as the text has.
func (s *Store) PutPolicy(ctx context.Context, policy, who string, expect int) (version int, err error) {
	current, err := s.get(ctx, policyItems, currentPolicy)
	if err != nil {
		return 0, fmt.Errorf("read policy: %w", err)
	}
	wanted := attributes{
		"text": text(policy), "who": text(who), "at": seconds(s.now()), "follows": number64(int64(expect)),
		"digest": text(envelope.Digest("policy", policy)),
	}
	if version := int(numberOf(current, "version")); version != expect {
		if samePolicy(current, wanted) {
			return version, nil
		}
		return 0, fmt.Errorf("put policy in place of version %d: %w", expect, ErrPolicyChanged)
	}
	if version, err = s.writePolicy(ctx, wanted, expect+1); err != nil {
		return 0, err
	}
	change, condition, was := newEdit(), "attribute_not_exists(#version)", attributes(nil)
	if expect > 0 {
		condition, was = "#version = :expect", attributes{":expect": number64(int64(expect))}
	}
	for name, value := range wanted {
		change.set(name, value)
	}
	change.set("version", number64(int64(version)))
	stood, err := s.update(ctx, change.of(key(policyItems, currentPolicy), condition, was))
	switch {
	case err == nil, errors.Is(err, errCondition) && int(numberOf(stood, "version")) == version: // the SDK's own repeat
		return version, nil
	case errors.Is(err, errCondition):
		err = ErrPolicyChanged
	}
	return 0, fmt.Errorf("put policy in place of version %d: %w", expect, err)
}

// writePolicy writes a version under the first free number.
func (s *Store) writePolicy(ctx context.Context, wanted attributes, version int) (int, error) {
	for {
		item := key(policyItems, policyVersion(version))
		for name, value := range wanted {
			item[name] = value
		}
		item["version"] = number64(int64(version))
		stood, err := s.put(ctx, item, "attribute_not_exists(pk)", nil)
		switch {
		case err == nil, errors.Is(err, errCondition) && samePolicy(stood, wanted):
			return version, nil
		case !errors.Is(err, errCondition):
			return 0, fmt.Errorf("write version %d of the policy: %w", version, err)
		}
		version++
	}
}

// samePolicy: the same person put the same text in place of the same version.
func samePolicy(a, b attributes) bool {
	return textOf(a, "text") == textOf(b, "text") && textOf(a, "who") == textOf(b, "who") &&
		numberOf(a, "follows") == numberOf(b, "follows")
}

// CurrentPolicy reads the policy in force; version 0 and no text when there is
// none.
//
// Requests: one read, of as many 4 KB as the text has.
func (s *Store) CurrentPolicy(ctx context.Context) (policy string, version int, err error) {
	item, err := s.get(ctx, policyItems, currentPolicy)
	if err != nil {
		return "", 0, fmt.Errorf("read policy: %w", err)
	}
	return textOf(item, "text"), int(numberOf(item, "version")), nil
}

// PolicyVersion reads the text of a version; false when it was never in force.
//
// Requests: those of PolicyHistory down to the version.
func (s *Store) PolicyVersion(ctx context.Context, version int) (policy string, known bool, err error) {
	err = s.policies(ctx, version, func(item attributes) bool {
		if known = int(numberOf(item, "version")) == version; known {
			policy = textOf(item, "text")
		}
		return !known
	})
	return policy, known, err
}

// PolicyHistory lists the newest versions that came into force, newest first, at
// most limit of them.
//
// Requests: one read, and one query per MB of their texts.
func (s *Store) PolicyHistory(ctx context.Context, limit int) ([]PolicyEntry, error) {
	var entries []PolicyEntry
	err := s.policies(ctx, 1, func(item attributes) bool {
		if len(entries) < limit {
			entries = append(entries, PolicyEntry{
				Version: int(numberOf(item, "version")), Who: textOf(item, "who"), At: secondsOf(item, "at"), Digest: textOf(item, "digest"),
			})
		}
		return len(entries) < limit
	})
	return entries, err
}

// policies goes through the versions that came into force, from the one that is
// down to one, as long as more is wanted. Each names the one that it replaced, so
// that those which never came into force are passed over.
func (s *Store) policies(ctx context.Context, downTo int, more func(attributes) bool) error {
	_, next, err := s.CurrentPolicy(ctx)
	if err != nil || next < downTo {
		return err
	}
	in := &dynamodb.QueryInput{
		TableName: aws.String(s.table), ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression: aws.String("pk = :pk AND sk BETWEEN :oldest AND :newest"),
		ExpressionAttributeValues: attributes{
			":pk": text(policyItems), ":oldest": text(policyVersion(downTo)), ":newest": text(policyVersion(next)),
		},
	}
	for {
		out, err := s.api.Query(ctx, in)
		if err != nil {
			return fmt.Errorf("read versions of the policy: %w", err)
		}
		for _, item := range out.Items {
			if int(numberOf(item, "version")) != next {
				continue
			}
			if next = int(numberOf(item, "follows")); !more(item) {
				return nil
			}
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return nil
		}
	}
}
