package breaker

import (
	"errors"
	"net"
	"net/http"
)

// Do makes a request with client, unless the circuit is open: then it fails with
// *OpenError and nothing was written. Any other error is the client's own.
//
// first, when not nil, is made before a request that is the probe, or that comes
// after a failure, and is something that harms nobody: where a lost answer cannot
// be mended, as of a message, one is risked on a system that has gone down, and
// none after it. When first fails the request was not made.
func (b *Breaker) Do(client *http.Client, request, first *http.Request) (*http.Response, error) {
	if b == nil {
		return client.Do(request)
	}
	probe, doubtful, err := b.enter()
	if err != nil {
		return nil, err
	}
	said := nothing
	defer func() { b.leave(probe, said) }() // also when a call panics
	if doubtful && first != nil {
		if said = ask(client, first); said != well {
			return nil, &OpenError{Wait: Shortest}
		}
	}
	response, err := client.Do(request)
	said = verdictOf(request, response, err)
	return response, err
}

// ask makes a request of whose answer we want nothing but that it comes.
func ask(client *http.Client, request *http.Request) verdict {
	response, err := client.Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	return verdictOf(request, response, err)
}

func verdictOf(request *http.Request, response *http.Response, err error) verdict {
	switch {
	case err == nil && response.StatusCode >= http.StatusInternalServerError:
		return sick
	case err == nil:
		return well
	case request.Context().Err() != nil:
		return nothing // its caller gave up
	case isStream(request) && !unconnected(err):
		return nothing // where the file comes from may have failed
	default:
		return sick
	}
}

// isStream: a body that cannot be had again is a file on its way.
func isStream(request *http.Request) bool {
	return request.Body != nil && request.Body != http.NoBody && request.GetBody == nil
}

func unconnected(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}
