package sqs

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"
)

// Limits of queue attributes (SetQueueAttributes in the SQS API reference).
const (
	maximumVisibility = 12 * time.Hour
	maximumSize       = 1 << 20 // bytes, for a message and for a batch
	maximumDelay      = 900     // seconds
	maximumWait       = 20      // seconds
)

// attributeRule is one settable queue attribute.
type attributeRule struct {
	initial   string // value of a new queue; empty: absent
	fifoOnly  bool
	removable bool // an empty value takes it away
	accept    func(value string) (stored string, ok bool)
}

// attributeRules lists what CreateQueue and SetQueueAttributes take.
func attributeRules() map[string]attributeRule {
	return map[string]attributeRule{
		"VisibilityTimeout":             {initial: "30", accept: between(0, int(maximumVisibility/time.Second))},
		"DelaySeconds":                  {initial: "0", accept: between(0, maximumDelay)},
		"MaximumMessageSize":            {initial: strconv.Itoa(maximumSize), accept: between(1024, maximumSize)},
		"MessageRetentionPeriod":        {initial: "345600", accept: between(60, 1209600)},
		"ReceiveMessageWaitTimeSeconds": {initial: "0", accept: between(0, maximumWait)},
		"SqsManagedSseEnabled":          {initial: "true", accept: oneOf("true", "false")},
		"KmsMasterKeyId":                {removable: true, accept: anyText},
		"KmsDataKeyReusePeriodSeconds":  {accept: between(60, 86400)},
		"Policy":                        {removable: true, accept: jsonText},
		"RedrivePolicy":                 {removable: true, accept: anyText}, // parseRedrive names its faults
		"RedriveAllowPolicy":            {removable: true, accept: anyText}, // likewise
		"FifoQueue":                     {initial: "true", fifoOnly: true, accept: oneOf("true")},
		"ContentBasedDeduplication":     {initial: "false", fifoOnly: true, accept: oneOf("true", "false")},
		"DeduplicationScope":            {initial: "queue", fifoOnly: true, accept: oneOf("queue", "messageGroup")},
		"FifoThroughputLimit":           {initial: "perQueue", fifoOnly: true, accept: oneOf("perQueue", "perMessageGroupId")},
	}
}

func between(low, high int) func(string) (string, bool) {
	return func(value string) (string, bool) {
		n, err := strconv.Atoi(value)
		return strconv.Itoa(n), err == nil && n >= low && n <= high
	}
}

func oneOf(values ...string) func(string) (string, bool) {
	return func(value string) (string, bool) {
		for _, v := range values {
			if v == value {
				return v, true
			}
		}
		return "", false
	}
}

func anyText(value string) (string, bool) { return value, true }

func jsonText(value string) (string, bool) { return value, json.Valid([]byte(value)) }

// initialAttributes are those of a new queue of this kind.
func initialAttributes(fifo bool) map[string]string {
	initial := map[string]string{}
	for name, rule := range attributeRules() {
		if rule.initial != "" && (fifo || !rule.fifoOnly) {
			initial[name] = rule.initial
		}
	}
	return initial
}

// mergeAttributes is current with changes put over it, checked one by one and
// then together. It does not look at other queues.
func mergeAttributes(current, changes map[string]string, fifo bool) (map[string]string, error) {
	merged := maps.Clone(current)
	rules := attributeRules()
	for name, value := range changes {
		rule, known := rules[name]
		if !known || (rule.fifoOnly && !fifo) {
			return nil, errAttributeName(name)
		}
		if value == "" && rule.removable {
			delete(merged, name)
			continue
		}
		stored, ok := rule.accept(value)
		if !ok {
			return nil, errAttributeValue(name, "")
		}
		merged[name] = stored
	}
	if merged["FifoThroughputLimit"] == "perMessageGroupId" && merged["DeduplicationScope"] != "messageGroup" {
		return nil, errAttributeValue("FifoThroughputLimit",
			"perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup")
	}
	if _, err := parseRedriveAllow(merged["RedriveAllowPolicy"]); err != nil {
		return nil, err
	}
	return merged, nil
}

// settings are the attributes that the queue acts on.
type settings struct {
	visibility, delay, retention, wait time.Duration
	maximumSize                        int // bytes
	contentBased                       bool
	perGroup                           bool // deduplication scope messageGroup
	redrive                            redrivePolicy
}

// parseSettings reads attributes that mergeAttributes has let through.
func parseSettings(attributes map[string]string) settings {
	number := func(name string) int {
		n, _ := strconv.Atoi(attributes[name]) // checked when it was set
		return n
	}
	seconds := func(name string) time.Duration { return time.Duration(number(name)) * time.Second }
	redrive, _ := parseRedrive(attributes["RedrivePolicy"]) // checked when it was set
	return settings{
		visibility:   seconds("VisibilityTimeout"),
		delay:        seconds("DelaySeconds"),
		retention:    seconds("MessageRetentionPeriod"),
		wait:         seconds("ReceiveMessageWaitTimeSeconds"),
		maximumSize:  number("MaximumMessageSize"),
		contentBased: attributes["ContentBasedDeduplication"] == "true",
		perGroup:     attributes["DeduplicationScope"] == "messageGroup",
		redrive:      redrive,
	}
}

// described is every attribute of q as GetQueueAttributes gives it.
func (q *queue) described(arn string) map[string]string {
	all := maps.Clone(q.state.Attributes)
	visible, inFlight, delayed := q.counts()
	all["QueueArn"] = arn
	all["CreatedTimestamp"] = fmt.Sprint(q.state.CreatedAt.Unix())
	all["LastModifiedTimestamp"] = fmt.Sprint(q.state.ModifiedAt.Unix())
	all["ApproximateNumberOfMessages"] = strconv.Itoa(visible)
	all["ApproximateNumberOfMessagesNotVisible"] = strconv.Itoa(inFlight)
	all["ApproximateNumberOfMessagesDelayed"] = strconv.Itoa(delayed)
	return all
}

// knownQueueAttribute says whether GetQueueAttributes may be asked for name.
func knownQueueAttribute(name string) bool {
	switch name {
	case "All", "QueueArn", "CreatedTimestamp", "LastModifiedTimestamp", "ApproximateNumberOfMessages",
		"ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed":
		return true
	}
	_, settable := attributeRules()[name]
	return settable
}
