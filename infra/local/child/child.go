package child

import (
	"os/exec"
	"syscall"
	"time"
)

// Kill ends the process and its group now. It does not wait: whoever called
// Start reaps it. A process that has already ended is left alone.
func Kill(cmd *exec.Cmd) {
	if cmd.Process == nil {
		return
	}
	killGroup(cmd.Process.Pid)
	_ = cmd.Process.Kill() // an error means that it has ended, which is what was wanted
}

// Stop asks the process to end with SIGTERM and kills it when it has not
// ended within grace. done must be closed by whoever reaps the process; Stop
// returns when it is.
func Stop(cmd *exec.Cmd, done <-chan struct{}, grace time.Duration) {
	if cmd.Process == nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGTERM) // an error means that it has ended: done tells
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		Kill(cmd)
		<-done
	}
}
