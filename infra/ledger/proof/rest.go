package proof

import (
	"context"
	"time"
)

// How rest is known, in real time.
const (
	lookEvery = 200 * time.Millisecond
	restLooks = 10 // statuses come a little after what they tell of
	stallLook = 15 // looks without a run after which the clock is moved
)

// rest waits until nothing is under way, lets the sweep find what no webhook told of,
// which a machine out of breath brings about, and waits again.
func (d *day) rest(ctx context.Context) error {
	if err := d.calm(ctx); err != nil {
		return err
	}
	if err := d.walk(ctx, 12*time.Minute, 3*time.Minute); err != nil {
		return err
	}
	return d.calm(ctx)
}

// calm waits until nothing is under way. What waits for time alone gets some.
func (d *day) calm(ctx context.Context) error {
	quiet, stalled := 0, 0
	for quiet < restLooks {
		waiting, running, err := d.load(ctx)
		switch {
		case err != nil:
			return err
		case waiting == 0 && running == 0:
			quiet, stalled = quiet+1, 0
		case running == 0:
			quiet, stalled = 0, stalled+1
		default:
			quiet, stalled = 0, 0
		}
		if stalled >= stallLook {
			stalled = 0
			if err := d.jump(ctx, 20*time.Second); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
	return nil
}
