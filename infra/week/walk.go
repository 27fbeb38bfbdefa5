package week

import (
	"context"
	"fmt"
	"time"
)

// step goes to what comes next, an act or a minute in which a fault is to strike,
// and does it. Between, window runs each minute.
func (w *week) step(ctx context.Context) error {
	next := w.next()
	if faulty, found := w.struck(next); found {
		// Up to the minute before it is due; the next one is the one to spoil.
		if before := int(faulty.due.Sub(w.tick) / time.Minute); before > 0 {
			return w.pass(ctx, before)
		}
		return w.spoil(ctx, faulty)
	}
	if whole := int(next.Sub(w.tick) / time.Minute); whole > 0 {
		return w.pass(ctx, whole)
	}
	return w.act(ctx, next)
}

// pass lets so many minutes pass, or some of them: by strides as long as no
// warning is near, else by the minute.
func (w *week) pass(ctx context.Context, count int) error {
	stride := max(1, w.Stride)
	if stride == 1 {
		return w.minutes(ctx, count)
	}
	calm := min(count, w.calm())
	switch {
	case w.now.After(w.tick):
		return w.minutes(ctx, 1) // to its end
	case calm < stride:
		return w.minutes(ctx, min(count, max(1, calm)))
	}
	step := time.Duration(stride) * time.Minute
	err := w.move(ctx, time.Duration(calm/stride)*step, step)
	w.tick = w.now
	return err
}

// calm is how many minutes pass without a warning that is due or may still come.
func (w *week) calm() int {
	nearest := w.end.Add(Bound)
	for _, one := range w.talks {
		for _, coming := range expected(one.fates) {
			if coming.due.Add(Bound).After(w.now) {
				nearest = earlier(nearest, coming.due)
			}
		}
	}
	return max(0, int(nearest.Sub(w.tick)/time.Minute)-1)
}

// next is when the next act is, or a quarter of a day is over, of which progress
// is told, or the week.
func (w *week) next() time.Time {
	next := earlier(w.end, w.begun.Add(w.now.Sub(w.begun).Truncate(quarter)+quarter))
	for _, one := range w.talks {
		if len(one.left) > 0 {
			next = earlier(next, w.begun.Add(one.left[0].at))
		}
	}
	return next
}

// minutes lets minutes pass, counted from the last one, each with its run of
// window.
func (w *week) minutes(ctx context.Context, count int) error {
	if between := w.now.Sub(w.tick); between > 0 { // in the middle of a minute, after an act
		if err := w.move(ctx, time.Minute-between, time.Minute); err != nil {
			return err
		}
		count--
	}
	if count > 0 {
		if err := w.move(ctx, time.Duration(count)*time.Minute, time.Minute); err != nil {
			return err
		}
	}
	w.tick = w.now
	return nil
}

// move moves the clock and tells of each quarter of a day.
func (w *week) move(ctx context.Context, by, step time.Duration) error {
	now, err := w.client.move(ctx, by, step)
	if err != nil {
		return err
	}
	quarters := int(now.Sub(w.begun) / quarter)
	if w.Progress != nil && quarters > int(w.now.Sub(w.begun)/quarter) && !w.begun.IsZero() {
		passed := time.Duration(quarters) * quarter
		w.Progress(quarters, int(w.Length/quarter), fmt.Sprintf("day %d, %d h", 1+passed/(24*time.Hour), passed%(24*time.Hour)/time.Hour))
	}
	w.now = now
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
