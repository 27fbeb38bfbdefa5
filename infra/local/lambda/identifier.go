package lambda

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	_, _ = rand.Read(buffer) // crypto/rand never fails, by its contract
	return hex.EncodeToString(buffer)
}

// NewRequestID names an invocation: a version 4 UUID.
func NewRequestID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // crypto/rand never fails, by its contract
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func newLogStream(at time.Time, version string) string {
	return at.UTC().Format("2006/01/02") + "/[" + version + "]" + randomHex(16)
}

// applicationID is the part of a log stream's name that is unique to its
// process: at most 50 characters of those that the AWS SDK lets through.
func applicationID(logStream string) string {
	return logStream[strings.LastIndexByte(logStream, ']')+1:]
}

func newTraceID(at time.Time) string {
	return fmt.Sprintf("Root=1-%08x-%s;Parent=%s;Sampled=0", at.Unix(), randomHex(12), randomHex(8))
}
