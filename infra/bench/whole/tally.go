package whole

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"ventana/infra/local/lambda"
	"ventana/infra/local/trail"
)

// begin forgets what was counted so far.
func (s *system) begin(ctx context.Context) error {
	_, err := s.count(ctx)
	return err
}

// count settles and gives what each function has asked for since the last count.
func (s *system) count(ctx context.Context) (map[string]Use, error) {
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	uses := s.meter.take()
	if err := s.countBatches(ctx, uses); err != nil {
		return nil, err
	}
	if err := s.countRuns(ctx, uses); err != nil {
		return nil, err
	}
	for name, bytes := range s.logs.take() {
		uses[name] = uses[name].plus(Use{Logs: bytes})
	}
	divide(uses)
	return uses, nil
}

// divide gives the runs of webhook to those who posted, one for each delivery, and
// its time and its lines in the same proportion.
func divide(uses map[string]Use) {
	all := uses[webhook]
	delete(uses, webhook)
	for _, connection := range []string{whatsApp, zendesk} {
		name := webhookOf(connection)
		one := uses[name]
		if one.API == 0 || all.Runs == 0 {
			continue
		}
		part := float64(one.API) / float64(all.Runs)
		uses[name] = one.plus(Use{Runs: one.API, RunMS: part * all.RunMS, Logs: int(part * float64(all.Logs))})
	}
}

// countBatches adds what Lambda itself asks of the queues: a receive for each batch,
// and a delete for what of it is done.
func (s *system) countBatches(ctx context.Context, uses map[string]Use) error {
	var told struct {
		Events []trail.Event `json:"events"`
		Last   int64         `json:"last"`
	}
	if err := s.Call(ctx, http.MethodGet, fmt.Sprintf("/sim/trail?since=%d", s.trail), nil, &told); err != nil {
		return err
	}
	if first := s.trail > 0; first && int64(len(told.Events)) < told.Last-s.trail {
		return fmt.Errorf("bench: %d things happened, and the trail holds %d", told.Last-s.trail, len(told.Events))
	}
	for _, e := range told.Events {
		if e.Kind == trail.Received || e.Kind == trail.Finished && e.Queue != "" && len(e.Failed) < len(e.Messages) {
			uses[e.Function] = uses[e.Function].plus(queueRequests(e.Queue, 1))
		}
	}
	s.trail = told.Last
	return nil
}

// countRuns adds the runs and how long they took. Of each function the middle one
// stands for all, so that one that another program held up does not count.
func (s *system) countRuns(ctx context.Context, uses map[string]Use) error {
	now, err := s.overview(ctx)
	if err != nil {
		return err
	}
	if err := now.parked(); err != nil {
		return err
	}
	for _, one := range now.Functions {
		fresh := one.Invocations - s.runs[one.Name]
		s.runs[one.Name] = one.Invocations
		if one.Errors > 0 {
			return fmt.Errorf("bench: %s failed %d times, and what it does again counts twice", one.Name, one.Errors)
		}
		if fresh == 0 {
			continue
		}
		var reports map[string][]lambda.Report
		if err := s.Call(ctx, http.MethodGet, fmt.Sprintf("/sim/reports?function=%s&last=%d", one.Name, fresh), nil, &reports); err != nil {
			return err
		}
		var took []time.Duration
		for _, report := range reports[one.Name] {
			took = append(took, report.Duration)
		}
		uses[one.Name] = uses[one.Name].plus(Use{Runs: fresh, RunMS: float64(fresh) * milliseconds(middle(took))})
	}
	return nil
}
