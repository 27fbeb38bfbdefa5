package sqs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Bounds of maxReceiveCount, both allowed.
const (
	leastReceives = 1
	mostReceives  = 1000
)

// redrivePolicy says where messages go that were received too often. The zero
// value is no dead-letter queue.
type redrivePolicy struct {
	target      string // queue name
	maxReceives int
}

// parseRedrive reads a RedrivePolicy; an empty one is none. The count may be a
// number or a numeric string: templates and consoles write both.
func parseRedrive(text string) (redrivePolicy, error) {
	if text == "" {
		return redrivePolicy{}, nil
	}
	refused := func(reason string, values ...any) (redrivePolicy, error) {
		return redrivePolicy{}, errValue("RedrivePolicy", text, fmt.Sprintf(reason, values...))
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return refused("Redrive policy is not a valid JSON map.")
	}
	arn, ok := fields["deadLetterTargetArn"].(string)
	if !ok {
		return refused("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
	}
	count, ok := fields["maxReceiveCount"]
	if !ok {
		return refused("Redrive policy does not contain mandatory attribute: maxReceiveCount.")
	}
	n, err := strconv.Atoi(fmt.Sprint(count))
	if err != nil || n < leastReceives || n > mostReceives {
		return refused("Invalid value for maxReceiveCount: %v, valid values are from %d to %d both inclusive.",
			count, leastReceives, mostReceives)
	}
	if !strings.HasPrefix(arn, "arn:") {
		return refused("Invalid value for deadLetterTargetArn.")
	}
	return redrivePolicy{target: nameOfARN(arn), maxReceives: n}, nil
}

// redriveAllow is a RedriveAllowPolicy; the zero value allows every source.
type redriveAllow struct {
	Permission string   `json:"redrivePermission"`
	Sources    []string `json:"sourceQueueArns"`
}

// mostSources is the limit of sourceQueueArns.
const mostSources = 10

func parseRedriveAllow(text string) (redriveAllow, error) {
	if text == "" {
		return redriveAllow{}, nil
	}
	var allow redriveAllow
	if err := json.Unmarshal([]byte(text), &allow); err != nil {
		return redriveAllow{}, errValue("RedriveAllowPolicy", text, "Amazon SQS can't create the redrive allow policy, it is not a valid JSON map.")
	}
	listed := len(allow.Sources)
	switch {
	case allow.Permission == "byQueue" && listed > 0 && listed <= mostSources:
	case (allow.Permission == "allowAll" || allow.Permission == "denyAll") && listed == 0:
	default:
		return redriveAllow{}, errValue("RedriveAllowPolicy", text,
			"redrivePermission must be allowAll, denyAll, or byQueue with one to ten sourceQueueArns.")
	}
	return allow, nil
}

// allows says whether the queue with this ARN may use it as dead-letter queue.
func (a redriveAllow) allows(source string) bool {
	switch a.Permission {
	case "denyAll":
		return false
	case "byQueue":
		return slices.Contains(a.Sources, source)
	default:
		return true
	}
}

// checkRedrive looks at the other end of a source's RedrivePolicy.
func (s *Server) checkRedrive(source string, fifo bool, text string) error {
	policy, err := parseRedrive(text)
	if err != nil || policy.target == "" {
		return err
	}
	target := s.queues[policy.target]
	if target == nil {
		return errValue("RedrivePolicy", text, "Dead letter target does not exist.")
	}
	if target.fifo != fifo {
		return errValue("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.")
	}
	allow, err := parseRedriveAllow(target.state.Attributes["RedriveAllowPolicy"])
	if err != nil {
		return err
	}
	if !allow.allows(s.arn(source)) {
		return errValue("RedrivePolicy", text, "The dead-letter queue does not allow this source queue.")
	}
	return nil
}

// sourcesOf names the queues whose dead-letter queue is target, sorted.
func (s *Server) sourcesOf(target string) []string {
	var names []string
	for name, q := range s.queues {
		if q.settings.redrive.target == target {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
