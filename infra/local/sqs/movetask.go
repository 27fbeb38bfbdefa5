package sqs

import (
	"context"
	"encoding/base64"
	"strings"
	"time"
)

// Limits of move tasks (SQS API reference).
const (
	fastestMove  = 500 // messages a second
	mostTasks    = 10  // listed; older ones are forgotten
	tasksAtFirst = 1   // listed without MaxResults
)

type startMoveInput struct {
	SourceArn                    string
	DestinationArn               string
	MaxNumberOfMessagesPerSecond *int
}

type startMoveOutput struct{ TaskHandle string }

func (s *Server) startMessageMoveTask(_ context.Context, in *startMoveInput) (*startMoveOutput, error) {
	out := &startMoveOutput{}
	return out, s.locked(func(now time.Time) error {
		t, err := s.newMove(in, now)
		if err != nil {
			return err
		}
		s.remember(t)
		out.TaskHandle = t.handle()
		s.background.Add(1)
		go s.run(t)
		return nil
	})
}

func (s *Server) newMove(in *startMoveInput, now time.Time) (*moveTask, error) {
	source, err := s.moveSource(in.SourceArn, now)
	if err != nil {
		return nil, err
	}
	t := &moveTask{id: s.newID(), source: source.name, startedAt: now, status: moveRunning}
	t.toMove, _, _ = source.counts()
	if in.DestinationArn != "" {
		to := s.queues[nameOfARN(in.DestinationArn)]
		switch {
		case to == nil || in.DestinationArn != s.arn(to.name):
			return nil, errNoResource("The resource that you specified for the DestinationArn parameter doesn't exist.")
		case to == source:
			return nil, errParameter("Source queue arn and destination queue arn cannot be the same.")
		case to.fifo != source.fifo:
			return nil, errParameter("The destination queue must be of the same type as the source queue.")
		}
		t.destination = to.name
	}
	if n := in.MaxNumberOfMessagesPerSecond; n != nil {
		if *n < 1 || *n > fastestMove {
			return nil, errParameter("Value for parameter MaxNumberOfMessagesPerSecond is invalid: it must be from 1 to %d.", fastestMove)
		}
		t.perSecond = *n
	}
	if len(s.sourcesOf(source.name)) == 0 {
		return nil, errParameter("Source queue must be configured as a Dead Letter Queue.")
	}
	for _, other := range s.tasks {
		if other.source == source.name && other.active() {
			return nil, errParameter("There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
		}
	}
	return t, nil
}

func (s *Server) moveSource(arn string, now time.Time) (*queue, error) {
	name := nameOfARN(arn)
	q, err := s.queue(name, now)
	if err != nil || arn != s.arn(name) {
		return nil, errNoResource("The resource that you specified for the SourceArn parameter doesn't exist.")
	}
	return q, nil
}

// remember adds t and drops the oldest finished tasks of its source.
func (s *Server) remember(t *moveTask) {
	s.tasks = append(s.tasks, t)
	kept, seen := s.tasks[:0], 0
	of := len(s.tasksOf(t.source))
	for _, other := range s.tasks {
		if other.source == t.source {
			seen++
			if of-seen >= mostTasks && !other.active() {
				continue
			}
		}
		kept = append(kept, other)
	}
	s.tasks = kept
}

// tasksOf lists the tasks of a source, oldest first.
func (s *Server) tasksOf(source string) []*moveTask {
	var tasks []*moveTask
	for _, t := range s.tasks {
		if t.source == source {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

type listMovesInput struct {
	SourceArn  string
	MaxResults *int
}

type moveEntry struct {
	TaskHandle                        string `json:",omitempty"` // of running tasks only
	Status                            string
	SourceArn                         string
	DestinationArn                    string `json:",omitempty"`
	MaxNumberOfMessagesPerSecond      int    `json:",omitempty"`
	ApproximateNumberOfMessagesMoved  int
	ApproximateNumberOfMessagesToMove int
	FailureReason                     string `json:",omitempty"`
	StartedTimestamp                  int64  // epoch milliseconds
}

type listMovesOutput struct{ Results []moveEntry }

func (s *Server) listMessageMoveTasks(_ context.Context, in *listMovesInput) (*listMovesOutput, error) {
	limit := tasksAtFirst
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	if limit < 1 || limit > mostTasks {
		return nil, errParameter("Value for parameter MaxResults is invalid: it must be from 1 to %d.", mostTasks)
	}
	out := &listMovesOutput{Results: []moveEntry{}}
	return out, s.locked(func(now time.Time) error {
		q, err := s.moveSource(in.SourceArn, now)
		if err != nil {
			return err
		}
		tasks := s.tasksOf(q.name)
		for i := len(tasks) - 1; i >= 0 && len(out.Results) < limit; i-- {
			out.Results = append(out.Results, s.describeMove(tasks[i]))
		}
		return nil
	})
}

func (s *Server) describeMove(t *moveTask) moveEntry {
	e := moveEntry{
		Status: t.status, SourceArn: s.arn(t.source), MaxNumberOfMessagesPerSecond: t.perSecond,
		ApproximateNumberOfMessagesMoved: t.moved, ApproximateNumberOfMessagesToMove: t.toMove,
		FailureReason: t.failure, StartedTimestamp: t.startedAt.UnixMilli(),
	}
	if t.destination != "" {
		e.DestinationArn = s.arn(t.destination)
	}
	if t.status == moveRunning {
		e.TaskHandle = t.handle()
	}
	return e
}

type cancelMoveInput struct{ TaskHandle string }

type cancelMoveOutput struct{ ApproximateNumberOfMessagesMoved int }

func (s *Server) cancelMessageMoveTask(_ context.Context, in *cancelMoveInput) (*cancelMoveOutput, error) {
	text, err := base64.StdEncoding.DecodeString(in.TaskHandle)
	id, source, found := strings.Cut(string(text), "/")
	if err != nil || !found {
		return nil, errParameter("Value for parameter TaskHandle is invalid.")
	}
	out := &cancelMoveOutput{}
	return out, s.locked(func(now time.Time) error {
		if _, err := s.moveSource(s.arn(source), now); err != nil {
			return err
		}
		for _, t := range s.tasksOf(source) {
			if t.id != id {
				continue
			}
			if t.status != moveRunning {
				return errUnsupported("Only a task that is running can be cancelled: this one is %s.", t.status)
			}
			t.status, out.ApproximateNumberOfMessagesMoved = moveCancelling, t.moved
			return nil
		}
		return errNoResource("Task does not exist.")
	})
}
