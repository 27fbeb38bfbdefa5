package local

import (
	"context"
	"errors"
	"sync"

	"ventana/infra/local/lambda"
)

// gated is a function whose runs nothing falls into that takes the gate: a jump
// of the clock between two runs ends the leases of the dead and none of the
// living, as time does where no run outlasts its lease.
type gated struct {
	function *lambda.Function
	gate     *sync.RWMutex
	stopped  func() bool
}

// errStopped is why a run does not begin that a fault forbids, as Lambda throttles
// a function whose concurrency was set to nothing.
var errStopped = errors.New("stopped by a fault: nothing of this function runs until the faults are cleared")

func (h *host) gated(name string, function *lambda.Function) gated {
	return gated{function, &h.between, func() bool { return h.simulators.faults.Stopped(name) }}
}

// InvokeAs hands an event over when nobody has the gate.
func (g gated) InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	if g.stopped() {
		return nil, nil, errStopped
	}
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.function.InvokeAs(ctx, requestID, payload)
}
