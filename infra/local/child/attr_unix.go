//go:build unix && !linux

package child

import (
	"os/exec"
	"syscall"
)

// Isolate must be called before Start.
func Isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func killGroup(pid int) {
	_ = syscall.Kill(-pid, syscall.SIGKILL) // ESRCH: the group has ended
}
