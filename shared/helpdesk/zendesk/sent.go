package zendesk

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// sent tells whether a request may have reached the other side. A request that
// never got a connection (refused, unknown host, failed TLS, no time left to
// dial) was certainly not sent.
type sent struct {
	last  atomic.Bool  // the last try got a connection
	tries atomic.Int32 // that did
	// replayed: net/http repeats requests with an Idempotency-Key by itself, even
	// when the first try may have arrived. Others it repeats only when nothing
	// was written, so that the last try alone counts.
	replayed bool
}

// watch follows the tries of one request.
func watch(ctx context.Context, replayed bool) (context.Context, *sent) {
	s := &sent{replayed: replayed}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { s.last.Store(false) },
		GotConn: func(httptrace.GotConnInfo) {
			s.last.Store(true)
			s.tries.Add(1)
		},
	}), s
}

func (s *sent) maybe() bool {
	if s.replayed {
		return s.tries.Load() > 0
	}
	return s.last.Load()
}

// repeated reports whether a try before the one that was answered may have been done:
// what the last was refused says nothing of that one.
func (s *sent) repeated() bool { return s.replayed && s.tries.Load() > 1 }
