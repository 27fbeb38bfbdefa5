package template

import (
	"encoding/json"
	"strconv"
)

// Properties of AWS::SQS::Queue that this file names twice.
const (
	fifoProperty    = "FifoQueue"
	redriveProperty = "RedrivePolicy"
)

func (e *evaluator) queue(described Resource, line int, properties *node) (Queue, error) {
	r := e.read(described.LogicalID, properties)
	q := Queue{LogicalID: described.LogicalID, Name: described.Name, Attributes: map[string]string{}, Line: line}
	for _, name := range []string{
		"DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "VisibilityTimeout",
		"KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "DeduplicationScope", "FifoThroughputLimit",
	} {
		if value := r.text(name, ""); value != "" {
			q.Attributes[name] = value
		}
	}
	// SQS refuses FifoQueue=false: the attribute is given or absent.
	if r.flag(fifoProperty, false) {
		q.Attributes[fifoProperty] = "true"
	}
	for _, name := range []string{"ContentBasedDeduplication", "SqsManagedSseEnabled"} {
		if r.at.member(name) != nil {
			q.Attributes[name] = strconv.FormatBool(r.flag(name, false))
		}
	}
	for _, name := range []string{redriveProperty, "RedriveAllowPolicy"} {
		if value := r.get(name); value != nil {
			q.Attributes[name] = asJSON(r, value)
		}
	}
	q.DeadLetterID = deadLetter(r)
	r.ignore("QueueName", "Tags")
	return q, r.done()
}

func asJSON(r *reader, value *node) string {
	out, err := json.Marshal(value)
	if err != nil {
		r.fail(value.line, "write as JSON: %w", err)
	}
	return string(out)
}

// deadLetter is the logical id in deadLetterTargetArn: !GetAtt X.Arn.
func deadLetter(r *reader) string {
	policy := r.raw(redriveProperty)
	if policy == nil {
		return ""
	}
	target := policy.member("deadLetterTargetArn")
	if !target.isCall("Fn::GetAtt") {
		r.fail(policy.line, "deadLetterTargetArn must be !GetAtt <a queue of this template>.Arn")
		return ""
	}
	return target.argument().items[0].text
}

// deadLettersFirst orders queues so that each redrive target exists before the
// queue that names it.
func (e *evaluator) deadLettersFirst(queues []Queue) ([]Queue, error) {
	waiting := append([]Queue(nil), queues...)
	placed := map[string]bool{"": true}
	var ordered []Queue
	for len(waiting) > 0 {
		var still []Queue
		for _, q := range waiting {
			if !placed[q.DeadLetterID] {
				still = append(still, q)
				continue
			}
			ordered = append(ordered, q)
		}
		if len(still) == len(waiting) {
			return nil, e.errorf(still[0].Line, "%s redrives to %s, which is no queue here or redrives back to it", still[0].LogicalID, still[0].DeadLetterID)
		}
		for _, q := range ordered {
			placed[q.LogicalID] = true
		}
		waiting = still
	}
	return ordered, nil
}
