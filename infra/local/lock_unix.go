//go:build unix

package local

import (
	"os"
	"syscall"
)

// lockFile fails when another process holds the lock; the kernel gives it back
// however that process ends.
func lockFile(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
