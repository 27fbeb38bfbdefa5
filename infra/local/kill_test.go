package local

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hostVariable makes this test binary a host that runs the system of testdata.
const hostVariable = "VENTANA_TEST_HOST"

// TestHostProcess is no test: it is the host that the next test kills.
func TestHostProcess(t *testing.T) {
	folder := os.Getenv(hostVariable)
	if folder == "" {
		t.Skip("only as a child of TestKilledHostLeavesNoProcess")
	}
	err := Run(t.Context(), Options{
		Template: "testdata/system/template.yaml", Data: filepath.Join(folder, "data"), Build: filepath.Join(folder, "build"),
		Stdout: os.Stdout, Stderr: io.Discard,
	})
	t.Fatal(err)
}

func TestKilledHostLeavesNoProcess(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux kills children with their parent")
	}
	host := exec.Command(os.Args[0], "-test.run=^TestHostProcess$")
	host.Env = append(os.Environ(), hostVariable+"="+t.TempDir())
	stdout, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != ReadyLine {
	}
	functions := children(t, host.Process.Pid)
	if len(functions) == 0 {
		t.Error("the host has no child: the function that answered /health is missing")
	}
	_ = host.Process.Kill() // it may have failed to start, which showed above
	_ = host.Wait()         // killed
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		left := 0
		for _, pid := range functions {
			if _, err := os.Stat("/proc/" + pid + "/exe"); err == nil {
				left++
			}
		}
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %v live on", left, functions)
		}
	}
}

// children are the process ids below one process, from all of its threads.
func children(t *testing.T, pid int) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		all = append(all, strings.Fields(string(text))...)
	}
	return all
}
