package sqs

import (
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	fifoSuffix       = ".fifo"
	longestQueueName = 80
	// quarantine is how long after deletion a name may not be used again, and
	// after a purge the queue may not be purged again.
	quarantine  = time.Minute
	mostResults = 1000
)

type queueOutput struct {
	QueueURL string `json:"QueueUrl"`
}

type queueInput struct {
	QueueURL string `json:"QueueUrl"`
}

type createInput struct {
	QueueName  string
	Attributes map[string]string
	Tags       map[string]string `json:"tags"`
}

func (s *Server) createQueue(_ context.Context, in *createInput) (*queueOutput, error) {
	err := s.locked(func(now time.Time) error {
		if at, found := s.deleted[in.QueueName]; found && now.Sub(at) < quarantine {
			return refuse(modelled+"QueueDeletedRecently", legacy+"QueueDeletedRecently",
				"You must wait 60 seconds after deleting a queue before you can create another with the same name.")
		}
		return s.create(in, now)
	})
	if err != nil {
		return nil, err
	}
	return &queueOutput{QueueURL: s.url(in.QueueName)}, nil
}

// create makes a queue. One of that name with the same values for the given
// attributes is left as it is; other values are a conflict.
func (s *Server) create(in *createInput, now time.Time) error {
	fifo := in.Attributes["FifoQueue"] == "true"
	if err := checkQueueName(in.QueueName, fifo); err != nil {
		return err
	}
	attributes, err := mergeAttributes(initialAttributes(fifo), in.Attributes, fifo)
	if err != nil {
		return err
	}
	if q := s.queues[in.QueueName]; q != nil {
		for name := range in.Attributes {
			if q.state.Attributes[name] != attributes[name] {
				return refuse(modelled+"QueueNameExists", "QueueAlreadyExists",
					"A queue already exists with the same name and a different value for attribute %s", name)
			}
		}
		return nil
	}
	if err := s.checkRedrive(in.QueueName, fifo, attributes["RedrivePolicy"]); err != nil {
		return err
	}
	if err := checkTags(in.Tags); err != nil {
		return err
	}
	state := queueState{Attributes: attributes, Tags: in.Tags, CreatedAt: now, ModifiedAt: now}
	s.commit(record{Op: opQueue, Queue: in.QueueName, At: now, State: &state})
	return nil
}

func checkQueueName(name string, fifo bool) error {
	bare, suffixed := strings.CutSuffix(name, fifoSuffix)
	switch {
	case fifo && !suffixed:
		return errParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, " +
			"must end with .fifo suffix and be 1 to 80 in length.")
	case bare == "", len(name) > longestQueueName, !plainName(bare), suffixed && !fifo:
		return errParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	return nil
}

type nameInput struct{ QueueName string }

func (s *Server) getQueueURL(_ context.Context, in *nameInput) (*queueOutput, error) {
	err := s.locked(func(now time.Time) error {
		_, err := s.queue(in.QueueName, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &queueOutput{QueueURL: s.url(in.QueueName)}, nil
}

type page struct {
	NextToken  string
	MaxResults *int
}

type listInput struct {
	QueueNamePrefix string
	page
}

type listOutput struct {
	QueueURLs []string `json:"QueueUrls,omitempty"`
	NextToken string   `json:",omitempty"`
}

func (s *Server) listQueues(_ context.Context, in *listInput) (*listOutput, error) {
	out := &listOutput{}
	return out, s.locked(func(time.Time) (err error) {
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(s.queues)), func(name string) bool {
			return !strings.HasPrefix(name, in.QueueNamePrefix)
		})
		out.QueueURLs, out.NextToken, err = s.paged(names, in.page)
		return err
	})
}

type sourcesInput struct {
	QueueURL string `json:"QueueUrl"`
	page
}

// sourcesOutput spells its list with a small letter, as the API does.
type sourcesOutput struct {
	QueueURLs []string `json:"queueUrls"`
	NextToken string   `json:",omitempty"`
}

func (s *Server) listDeadLetterSourceQueues(_ context.Context, in *sourcesInput) (*sourcesOutput, error) {
	out := &sourcesOutput{}
	return out, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		out.QueueURLs, out.NextToken, err = s.paged(s.sourcesOf(q.name), in.page)
		return err
	})
}

// paged cuts one page out of sorted names. A token is the last name shown.
func (s *Server) paged(names []string, p page) (urls []string, token string, err error) {
	limit := mostResults
	if p.MaxResults != nil {
		limit = *p.MaxResults
	}
	if limit < 1 || limit > mostResults {
		return nil, "", errValue("MaxResults", limit, "MaxResults must be an integer between 1 and 1000.")
	}
	after, err := base64.URLEncoding.DecodeString(p.NextToken)
	if err != nil {
		return nil, "", errParameter("Invalid or expired next token.")
	}
	urls = []string{}
	last := ""
	for _, name := range names {
		if name <= string(after) {
			continue
		}
		if len(urls) == limit {
			return urls, base64.URLEncoding.EncodeToString([]byte(last)), nil
		}
		urls, last = append(urls, s.url(name)), name
	}
	return urls, "", nil
}

func (s *Server) deleteQueue(_ context.Context, in *queueInput) (*nothing, error) {
	return &nothing{}, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		s.commit(record{Op: opDrop, Queue: q.name, At: now})
		q.wake() // those who wait learn that it has gone
		return nil
	})
}

func (s *Server) purgeQueue(_ context.Context, in *queueInput) (*nothing, error) {
	return &nothing{}, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		if !q.state.PurgedAt.IsZero() && now.Sub(q.state.PurgedAt) < quarantine {
			return refuse(modelled+"PurgeQueueInProgress", legacy+"PurgeQueueInProgress",
				"Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name)
		}
		s.commit(record{Op: opPurge, Queue: q.name, At: now})
		return nil
	})
}
