package lambda

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// MaxPayload is the limit of an event, in bytes: "6 MB" in the AWS quotas.
	MaxPayload = 6 << 20
	// maxResponse is the limit of an answer, in bytes, as Lambda's own error
	// message words it.
	maxResponse = 6291556
	// maxEnvironment is the limit of all variables together, in bytes.
	maxEnvironment = 4 << 10
	// initLimit is how long a process may take until it asks for its first event.
	initLimit = 10 * time.Second
	// shutdownGrace is what a function with an extension has after SIGTERM.
	shutdownGrace = 500 * time.Millisecond

	defaultTimeout      = 3 * time.Second
	defaultMemoryMB     = 128
	defaultMaxProcesses = 16
)

// Config is one function as the template describes it.
type Config struct {
	Name    string // function name, also in the ARN; required
	Binary  string // absolute path of the bootstrap executable; required
	Version string // default $LATEST
	Alias   string // qualifier of the invoked ARN; empty for none

	Environment map[string]string // of the template; Lambda's reserved names are refused
	Overrides   map[string]string // set by the host, wins over everything

	MemoryMB     int           // default 128
	Timeout      time.Duration // default 3 s
	MaxProcesses int           // default 16

	Region    string // default eu-west-1
	AccountID string // default 000000000000
	LogGroup  string // default /aws/lambda/<Name>
	LogFormat string // default JSON
	LogLevel  string // default INFO

	// OnLog gets each line that a process writes to stdout or stderr, OnStart
	// the beginning and OnReport the end of each invocation. They are called
	// from several goroutines and must not block. Nil is allowed.
	OnLog    func(LogLine)
	OnStart  func(Start)
	OnReport func(Report)
}

func (c Config) withDefaults() Config {
	setDefault(&c.Version, "$LATEST")
	setDefault(&c.Region, "eu-west-1")
	setDefault(&c.AccountID, "000000000000")
	setDefault(&c.LogGroup, "/aws/lambda/"+c.Name)
	setDefault(&c.LogFormat, "JSON")
	setDefault(&c.LogLevel, "INFO")
	setDefault(&c.Timeout, defaultTimeout)
	setDefault(&c.MemoryMB, defaultMemoryMB)
	setDefault(&c.MaxProcesses, defaultMaxProcesses)
	if c.OnLog == nil {
		c.OnLog = func(LogLine) {}
	}
	if c.OnStart == nil {
		c.OnStart = func(Start) {}
	}
	if c.OnReport == nil {
		c.OnReport = func(Report) {}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c Config) validate() error {
	var problems []error
	if c.Name == "" {
		problems = append(problems, errors.New("name: required"))
	}
	if c.Binary == "" {
		problems = append(problems, errors.New("binary: required"))
	}
	size := 0
	for name, value := range c.Environment {
		size += len(name) + len(value)
		if reserved(name) {
			problems = append(problems, fmt.Errorf("environment variable %s: reserved by Lambda", name))
		}
	}
	if size > maxEnvironment {
		problems = append(problems, fmt.Errorf("environment: %d bytes, Lambda allows %d", size, maxEnvironment))
	}
	return errors.Join(problems...)
}

// reserved names are refused by Lambda at deployment: "Defined runtime
// environment variables" of the AWS Lambda Developer Guide.
func reserved(name string) bool {
	return strings.HasPrefix(name, "AWS_LAMBDA_") || slices.Contains([]string{
		"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION",
		"AWS_EXECUTION_ENV", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_TASK_ROOT",
		"LAMBDA_RUNTIME_DIR",
	}, name)
}

// arn is what Lambda-Runtime-Invoked-Function-Arn says.
func (c Config) arn() string {
	arn := fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", c.Region, c.AccountID, c.Name)
	if c.Alias != "" {
		arn += ":" + c.Alias
	}
	return arn
}
