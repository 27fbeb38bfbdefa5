package sqs

import (
	"context"
	"maps"
	"time"
	"unicode/utf8"
)

// Limits of tags (SQS developer guide, "Tagging Amazon SQS queues").
const (
	mostTags       = 50
	longestTagKey  = 128
	longestTagText = 256
)

type getAttributesInput struct {
	QueueURL       string `json:"QueueUrl"`
	AttributeNames []string
}

type attributesOutput struct {
	Attributes map[string]string `json:",omitempty"`
}

func (s *Server) getQueueAttributes(_ context.Context, in *getAttributesInput) (*attributesOutput, error) {
	out := &attributesOutput{Attributes: map[string]string{}}
	return out, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		all := q.described(s.arn(q.name))
		for _, name := range in.AttributeNames {
			if !knownQueueAttribute(name) {
				return errAttributeName(name)
			}
			if name == "All" {
				out.Attributes = all
				return nil
			}
			if value, found := all[name]; found {
				out.Attributes[name] = value
			}
		}
		return nil
	})
}

type setAttributesInput struct {
	QueueURL   string `json:"QueueUrl"`
	Attributes map[string]string
}

func (s *Server) setQueueAttributes(_ context.Context, in *setAttributesInput) (*nothing, error) {
	return &nothing{}, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		return s.reconfigure(q, q.state.Attributes, in.Attributes, now)
	})
}

// reconfigure gives q the attributes base with changes over them.
func (s *Server) reconfigure(q *queue, base, changes map[string]string, now time.Time) error {
	if kind, given := changes["FifoQueue"]; given && (kind == "true") != q.fifo {
		return errAttributeValue("FifoQueue", "Modifying queue type is not supported.")
	}
	merged, err := mergeAttributes(base, changes, q.fifo)
	if err != nil {
		return err
	}
	if err := s.checkRedrive(q.name, q.fifo, merged["RedrivePolicy"]); err != nil {
		return err
	}
	if maps.Equal(merged, q.state.Attributes) {
		return nil
	}
	state := q.state.clone()
	state.Attributes, state.ModifiedAt = merged, now
	s.commit(record{Op: opQueue, Queue: q.name, At: now, State: &state})
	return nil
}

type tagInput struct {
	QueueURL string `json:"QueueUrl"`
	Tags     map[string]string
	TagKeys  []string
}

func (s *Server) tagQueue(_ context.Context, in *tagInput) (*nothing, error) {
	return &nothing{}, s.retag(in.QueueURL, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
}

func (s *Server) untagQueue(_ context.Context, in *tagInput) (*nothing, error) {
	return &nothing{}, s.retag(in.QueueURL, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

func (s *Server) retag(url string, change func(tags map[string]string)) error {
	return s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(url), now)
		if err != nil {
			return err
		}
		state := q.state.clone()
		if state.Tags == nil {
			state.Tags = map[string]string{}
		}
		change(state.Tags)
		if err := checkTags(state.Tags); err != nil {
			return err
		}
		s.commit(record{Op: opQueue, Queue: q.name, At: now, State: &state})
		return nil
	})
}

func checkTags(tags map[string]string) error {
	if len(tags) > mostTags {
		return errParameter("Too many tags added for queue: at most %d.", mostTags)
	}
	for key, value := range tags {
		if n := utf8.RuneCountInString(key); n < 1 || n > longestTagKey {
			return errParameter("Tag keys must be between 1 and %d characters in length.", longestTagKey)
		}
		if utf8.RuneCountInString(value) > longestTagText {
			return errParameter("Tag values must be between 0 and %d characters in length.", longestTagText)
		}
	}
	return nil
}

type tagsOutput struct {
	Tags map[string]string `json:",omitempty"`
}

func (s *Server) listQueueTags(_ context.Context, in *queueInput) (*tagsOutput, error) {
	out := &tagsOutput{}
	return out, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		out.Tags = maps.Clone(q.state.Tags)
		return nil
	})
}
