package local

import (
	"context"
	"sync"

	"ventana/infra/local/lambda"
)

// gated is a function whose runs nothing falls into that takes the gate: a jump
// of the clock between two runs ends the leases of the dead and none of the
// living, as time does where no run outlasts its lease.
type gated struct {
	function *lambda.Function
	gate     *sync.RWMutex
}

func (h *host) gated(function *lambda.Function) gated { return gated{function, &h.between} }

// InvokeAs hands an event over when nobody has the gate.
func (g gated) InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.function.InvokeAs(ctx, requestID, payload)
}
