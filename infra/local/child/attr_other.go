//go:build !unix

package child

import "os/exec"

// Isolate must be called before Start. There are no process groups here.
func Isolate(*exec.Cmd) {}

func killGroup(int) {}
