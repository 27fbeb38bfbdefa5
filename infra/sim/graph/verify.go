package graph

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// challengeMax is how much of an answer is read; a challenge has ten digits.
const challengeMax = 1 << 10

// ErrNotVerified is the error of a callback that did not echo the challenge.
var ErrNotVerified = errors.New("callback not verified")

// Verify asks the callback as Meta does when its URL is saved: a GET with
// hub.mode, hub.challenge and hub.verify_token, to be answered 200 with the
// challenge and nothing else.
func (g *Graph) Verify(ctx context.Context) error {
	g.lock()
	callback := g.callback()
	g.unlock()
	return verify(ctx, callback, g.options.VerifyToken)
}

func verify(ctx context.Context, callback, token string) error {
	address, err := url.Parse(callback)
	if err != nil {
		return fmt.Errorf("verify callback %s: %w", callback, err)
	}
	challenge := newChallenge()
	query := address.Query()
	query.Set("hub.mode", "subscribe")
	query.Set("hub.challenge", challenge)
	query.Set("hub.verify_token", token)
	address.RawQuery = query.Encode()

	ctx, cancel := context.WithTimeout(ctx, webhookTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return fmt.Errorf("verify callback %s: %w", callback, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("verify callback %s: %w", callback, err)
	}
	defer func() { _ = response.Body.Close() }() // only read
	body, err := io.ReadAll(io.LimitReader(response.Body, challengeMax))
	if err != nil {
		return fmt.Errorf("verify callback %s: %w", callback, err)
	}
	if response.StatusCode != http.StatusOK || string(body) != challenge {
		return fmt.Errorf("verify callback %s: %w: answered %d %q, expected 200 %q",
			callback, ErrNotVerified, response.StatusCode, body, challenge)
	}
	return nil
}

// newChallenge is a number of up to ten digits, as Meta sends.
func newChallenge() string {
	var raw [4]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	return strconv.FormatUint(uint64(binary.BigEndian.Uint32(raw[:])), 10)
}
