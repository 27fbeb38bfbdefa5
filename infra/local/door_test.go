package local

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// A door that is shut refuses connections and breaks those that stood; open again,
// it is where it was.
func TestDoor_refusesConnectionsWhileItIsShut(t *testing.T) {
	t.Parallel()
	e, door, err := listenAtDoor()
	if err != nil {
		t.Fatal(err)
	}
	e.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }), func(err error) { t.Error(err) })
	defer e.close()
	client := &http.Client{Transport: &http.Transport{}}
	ask := func() error {
		response, err := client.Get(e.URL)
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		if err == nil && string(body) != "hello" {
			err = errors.New("answered " + string(body))
		}
		return err
	}
	for range 3 {
		if err := ask(); err != nil { // which leaves a connection behind
			t.Fatal(err)
		}
		for range 2 { // twice is as once
			if err := door.shut(); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			// The first may meet the connection that was broken.
			if err := ask(); err == nil || !errors.Is(err, syscall.ECONNREFUSED) && !strings.Contains(err.Error(), "EOF") && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("got %v, want no connection", err)
			}
		}
		if err := ask(); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v, want the connection refused", err)
		}
		for range 2 {
			if err := door.open(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := ask(); err != nil {
		t.Error(err)
	}
}
