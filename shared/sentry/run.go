package sentry

import (
	"context"
	"encoding/json"
	"math"
	"time"

	sdk "github.com/getsentry/sentry-go"

	"ventana/shared/telemetry"
)

const (
	// lastWord is how long before its end a run is held to be cut off: what a run
	// keeps back for its outcomes is used up then.
	lastWord = 700 * time.Millisecond
	// shortest is the time that a run must have for that; tests give less.
	shortest = 2 * time.Second
)

// Run is one run of the function, between Begin and Over.
type Run struct {
	reporter *Reporter
	begun    time.Time
	cutOff   *time.Timer
	checkIn  *sdk.CheckIn // nil for what no schedule starts
	schedule *sdk.MonitorConfig
}

// Begin tells that a run starts, where a schedule has it checked in. id is its
// request id, payload what it was started with.
func (r *Reporter) Begin(ctx context.Context, id string, payload []byte) *Run {
	run := &Run{reporter: r, begun: time.Now()}
	request, _ := digest(id)
	r.request.Store(request)
	left := patience
	if deadline, limited := ctx.Deadline(); limited {
		left = time.Until(deadline)
		if left > shortest {
			run.cutOff = time.AfterFunc(left-lastWord, func() {
				r.tell(r.event("out of time", "", map[string]string{}))
			})
		}
	}
	run.checkBegun(payload, left)
	return run
}

// checkBegun sends the first check-in of a task that has a schedule.
func (run *Run) checkBegun(payload []byte, left time.Duration) {
	r := run.reporter
	var task struct {
		Do string `json:"do"`
	}
	if len(r.settings.CheckIns) == 0 || json.Unmarshal(payload, &task) != nil {
		return
	}
	minutes := int64(r.settings.CheckIns[task.Do])
	if minutes == 0 {
		return
	}
	run.schedule = &sdk.MonitorConfig{
		Schedule:      sdk.IntervalSchedule(minutes, sdk.MonitorScheduleUnitMinute),
		CheckInMargin: min(max(minutes, 2), 10), MaxRuntime: int64(math.Ceil(left.Minutes())),
		FailureIssueThreshold: 2, RecoveryThreshold: 1,
	}
	run.checkIn = &sdk.CheckIn{MonitorSlug: "ventana-" + r.settings.Function + "-" + task.Do, Status: sdk.CheckInStatusInProgress}
	run.check()
}

// check sends the check-in as it is. The first one sent gives it its id.
func (run *Run) check() {
	r := run.reporter
	if r.rests() {
		return
	}
	if id := r.client().CaptureCheckIn(run.checkIn, run.schedule, nil); id != nil {
		run.checkIn.ID = *id
	}
	r.pending.Store(true)
}

// Over tells how a run ended: its error, what it panicked with (nil if it did
// not), or that all is well; and waits a moment for what was told.
func (run *Run) Over(ctx context.Context, err error, panicked any) {
	r := run.reporter
	if run.cutOff != nil {
		run.cutOff.Stop()
	}
	failed := panicked != nil || err != nil && !waits(err)
	switch {
	case panicked != nil:
		r.tell(r.event("panic", panicOf(panicked), map[string]string{}, byPlace))
	case failed:
		cause := describe(err)
		r.tell(r.event("run failed", cause, map[string]string{}, cause))
	}
	if run.checkIn != nil {
		run.checkIn.Status, run.checkIn.Duration = sdk.CheckInStatusOK, time.Since(run.begun)
		if failed {
			run.checkIn.Status = sdk.CheckInStatusError
		}
		run.check()
	}
	r.Flush(ctx)
}

// Rang tells of a count for which an alarm rings because somebody refused for
// good; other counts are not told. The reason is the count's.
func (r *Reporter) Rang(metric, reason string) {
	titles := map[string]string{
		telemetry.MetricAccessRefused: "access refused",
		telemetry.MetricUnaccounted:   "message unaccounted",
	}
	title, rings := titles[metric]
	if r == nil || !rings {
		return
	}
	tags := map[string]string{}
	code, fits := word(reason)
	if fits {
		tags[telemetry.KeyCode] = code
	}
	r.tell(r.event(title, code, tags, code))
}
