package child

import (
	"os/exec"
	"syscall"
)

// Isolate must be called before Start. The kernel sends the death signal when
// the thread that started the child ends, not the whole host; Go ends a thread
// only when a goroutine locked to it returns, and the host locks none.
func Isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(pid int) {
	_ = syscall.Kill(-pid, syscall.SIGKILL) // ESRCH: the group has ended
}
