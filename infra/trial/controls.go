package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Controls speaks to the control surface of the simulators (docs/local.md).
type Controls struct {
	Sim  string       // its address
	HTTP *http.Client // nil is the default one
}

// RefusedError is an answer of a control that is no success.
type RefusedError struct {
	Call   string // method and path
	Status int
	Answer string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s answered %d: %s", e.Call, e.Status, e.Answer)
}

// Call makes one request. body is sent as it is when it is bytes, else as JSON;
// into is filled from the answer when it is not nil. An answer other than 200 is a
// *RefusedError.
func (c Controls) Call(ctx context.Context, method, path string, body, into any) error {
	raw, given := body.([]byte)
	if !given && body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.Sim+path, bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = response.Body.Close() }() // read to its end below
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		return &RefusedError{method + " " + path, response.StatusCode, string(answer)}
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
