//go:build unix

package child

import (
	"bufio"
	"os/exec"
	"testing"
	"time"
)

// start runs a shell script that says when it is ready.
func start(t *testing.T, script string) (*exec.Cmd, <-chan struct{}) {
	t.Helper()
	cmd := exec.Command("/bin/sh", "-c", script)
	Isolate(cmd)
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait() // the state tells
		close(done)
	}()
	return cmd, done
}

func TestStop(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, script, want string }{
		{"a process that hears ends by itself", `trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done`, "exit status 7"},
		{"a deaf process is killed with its children", `trap "" TERM; echo ready; sleep 60`, "signal: killed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cmd, done := start(t, test.script)
			begun := time.Now()
			Stop(cmd, done, 300*time.Millisecond)
			if got := cmd.ProcessState.String(); got != test.want {
				t.Errorf("ended with %s, want %s", got, test.want)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			Kill(cmd) // of a dead one does nothing
		})
	}
}
