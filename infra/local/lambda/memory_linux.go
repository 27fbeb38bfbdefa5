package lambda

import (
	"bytes"
	"os"
	"strconv"
)

// peakMemory is the most that the process ever had resident, in bytes: VmHWM
// of /proc/<pid>/status, which never misses a peak between two samples of
// VmRSS. 0 means unknown: the process has ended.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	_, rest, found := bytes.Cut(status, []byte("VmHWM:"))
	if !found {
		return 0
	}
	number, _, _ := bytes.Cut(rest, []byte(" kB"))
	kilobytes, err := strconv.ParseInt(string(bytes.TrimSpace(number)), 10, 64)
	if err != nil {
		return 0
	}
	return kilobytes << 10
}
