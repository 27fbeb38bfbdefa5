// Package child keeps the processes that the local host starts from outliving
// it. Each gets a process group of its own, so that Ctrl-C at the terminal
// reaches only the host, which then stops its children in order; on Linux the
// kernel kills them as well when the host itself is killed.
//
// Limits: on systems without process groups only the process itself is
// killed, not what it started. On systems other than Linux a host that dies
// by SIGKILL leaves its children behind.
package child
