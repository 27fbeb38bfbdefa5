//go:build !unix

package local

import "os"

// lockFile does nothing here: there is no flock.
func lockFile(*os.File) error { return nil }
