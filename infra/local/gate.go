package local

import (
	"context"
	"sync"

	"ventana/infra/local/lambda"
)

// gated is a function whose runs nothing falls into that takes the gate: a jump
// of the clock between two runs ends the leases of the dead and none of the
// living, as time does where no run outlasts its lease.
//
// A function whose reserved concurrency is used up is not asked, and the caller gets
// lambda.ErrThrottled.
type gated struct {
	function  *lambda.Function
	gate      *sync.RWMutex
	throttled func() bool
}

func (h *host) gated(logicalID string) gated {
	function, name := h.functions[logicalID], shortName(logicalID)
	return gated{function, &h.between, func() bool {
		if !h.simulators.faults.Stopped(name) && !h.operator.throttles(name, function.Stats().Running) {
			return false
		}
		h.measured(function.Name(), "Throttles", 1)
		return true
	}}
}

// InvokeAs hands an event over when nobody has the gate.
func (g gated) InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	if g.throttled() {
		return nil, nil, lambda.ErrThrottled
	}
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.function.InvokeAs(ctx, requestID, payload)
}
