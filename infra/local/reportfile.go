package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ventana/infra/local/lambda"
)

// logFolder holds a file for each function, as CloudWatch has a log group for
// each: what the platform says of its runs stands there and not on the console.
const logFolder = "logs"

// reportFileMax is when a file of reports begins anew, in bytes: some 100,000 runs.
// The one before is kept.
const reportFileMax = 32 << 20

// platformReport is the line that Lambda logs after each run under LogFormat JSON.
// Source: Lambda telemetry API schema reference, platform.report.
type platformReport struct {
	Time   string       `json:"time"`
	Type   string       `json:"type"`
	Record reportRecord `json:"record"`
}

type reportRecord struct {
	RequestID string        `json:"requestId"`
	Metrics   reportMetrics `json:"metrics"`
	Status    string        `json:"status"` // success, error, failure, timeout
	ErrorType string        `json:"errorType,omitempty"`
}

type reportMetrics struct {
	DurationMS float64 `json:"durationMs"`
	BilledMS   int64   `json:"billedDurationMs"`
	MemoryMB   int     `json:"memorySizeMB"`
	PeakMB     int64   `json:"maxMemoryUsedMB"`
	InitMS     float64 `json:"initDurationMs,omitempty"` // cold only
}

// newPlatformReport writes a report as Lambda does.
func newPlatformReport(r lambda.Report) platformReport {
	const mb = 1 << 20
	line := platformReport{
		Time: r.At.Add(r.Duration).UTC().Format("2006-01-02T15:04:05.000Z"), Type: "platform.report",
		Record: reportRecord{RequestID: r.RequestID, Status: r.Status(), ErrorType: r.ErrorType(), Metrics: reportMetrics{
			DurationMS: milliseconds(r.Duration), BilledMS: r.Billed.Milliseconds(), MemoryMB: r.MemoryMB, PeakMB: (r.MaxMemory + mb - 1) / mb,
		}},
	}
	if r.Cold {
		line.Record.Metrics.InitMS = milliseconds(r.Init)
	}
	return line
}

// milliseconds with the three decimals that Lambda gives.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// reportFiles are the files of all functions. Many goroutines may use it.
type reportFiles struct {
	folder string

	mu     sync.Mutex
	failed error
}

// LogsOf is the folder of a local system's logs: a file of JSON lines for each
// function, <function>.jsonl, and the one before it with .1 behind.
func LogsOf(data string) string { return filepath.Join(data, logFolder) }

// newReportFiles makes the folder.
func newReportFiles(folder string) (*reportFiles, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("logs: %w", err)
	}
	return &reportFiles{folder: folder}, nil
}

// add appends a report to the file of a function. The first failure is given back
// and nothing is written after it: a full disk must not stop functions.
func (f *reportFiles) add(function string, report lambda.Report) error {
	line, err := json.Marshal(newPlatformReport(report))
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed != nil {
		return nil
	}
	f.failed = f.append(filepath.Join(f.folder, function+".jsonl"), append(line, '\n'))
	return f.failed
}

func (f *reportFiles) append(path string, line []byte) error {
	if info, err := os.Stat(path); err == nil && info.Size() > reportFileMax {
		if err := os.Rename(path, path+".1"); err != nil {
			return fmt.Errorf("begin logs anew: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open logs: %w", err)
	}
	_, err = file.Write(line)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	return nil
}
