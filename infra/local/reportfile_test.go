package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/local/lambda"
	"ventana/infra/runcost"
)

func TestReportFiles_areWhatLambdaLogs(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "logs")
	files, err := newReportFiles(folder)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, report := range []lambda.Report{
		{RequestID: "a", At: begun, Duration: 10_250 * time.Microsecond, Billed: 91 * time.Millisecond, Init: 80_100 * time.Microsecond, Cold: true, MemoryMB: 256, MaxMemory: 21<<20 + 1},
		{RequestID: "b", At: begun, Duration: 15 * time.Second, Billed: 15 * time.Second, MemoryMB: 256, Error: "Sandbox.Timedout: RequestId: b Error: Task timed out after 15.00 seconds"},
		{RequestID: "c", At: begun, Duration: time.Millisecond, Billed: time.Millisecond, MemoryMB: 256, Error: "Runtime.ExitError: it ended"},
	} {
		if err := files.add("inbound", report); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.ReadFile(filepath.Join(LogsOf(filepath.Dir(folder)), "inbound.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`{"time":"2026-11-22T10:00:00.010Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":10.25,"billedDurationMs":91,"memorySizeMB":256,"maxMemoryUsedMB":22,"initDurationMs":80.1},"status":"success"}}`,
		`{"time":"2026-11-22T10:00:15.000Z","type":"platform.report","record":{"requestId":"b","metrics":{"durationMs":15000,"billedDurationMs":15000,"memorySizeMB":256,"maxMemoryUsedMB":0},"status":"timeout","errorType":"Sandbox.Timedout"}}`,
		`{"time":"2026-11-22T10:00:00.001Z","type":"platform.report","record":{"requestId":"c","metrics":{"durationMs":1,"billedDurationMs":1,"memorySizeMB":256,"maxMemoryUsedMB":0},"status":"error","errorType":"Runtime.ExitError"}}`,
	}
	for i, line := range strings.Split(strings.TrimSpace(string(log)), "\n") {
		if line != want[i] {
			t.Errorf("line %d\n got %s\nwant %s", i+1, line, want[i])
		}
	}
	runs, err := runcost.ReadReports("inbound", strings.NewReader(string(log)))
	if err != nil || runs.Count != 3 || runs.BilledMS != 15_092 || runs.Cold != 1 || runs.Failed != 2 {
		t.Errorf("counted %+v, %v", runs, err)
	}
}

func TestReportFiles_beginAnewAndStopQuietly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files, err := newReportFiles(folder)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "status.jsonl")
	if err := os.WriteFile(path, make([]byte, reportFileMax+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := files.add("status", lambda.Report{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 1000 {
		t.Errorf("the file did not begin anew: %v, %v", info, err)
	}
	if _, err := os.Stat(path + ".1"); err != nil {
		t.Errorf("the one before is gone: %v", err)
	}
	if err := files.add("no/folder", lambda.Report{}); err == nil {
		t.Error("a write that fails is not told")
	}
	if err := files.add("no/folder", lambda.Report{}); err != nil {
		t.Errorf("it is told twice: %v", err)
	}
}
