package template

import (
	"fmt"
	"time"
)

// runtime is the only one that the host can imitate: an executable that speaks
// the Runtime API.
const runtime = "provided.al2023"

// Lambda's defaults: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const (
	defaultMemoryMB     = 128
	defaultTimeout      = 3 * time.Second
	defaultAsyncRetries = 2
)

func (e *evaluator) function(s *System, described Resource, f field, properties *node) error {
	r := e.read(described.LogicalID, properties)
	function := Function{
		LogicalID:    described.LogicalID,
		Name:         described.Name,
		CodeURI:      r.need("CodeUri"),
		Handler:      r.need("Handler"),
		MemoryMB:     r.number("MemorySize", defaultMemoryMB),
		Timeout:      r.seconds("Timeout", defaultTimeout),
		Architecture: architecture(r),
		AsyncRetries: defaultAsyncRetries,
		Environment:  map[string]string{},
		Line:         f.line,
		Lines:        map[string]int{},
	}
	if used := r.text("Runtime", ""); used != runtime {
		r.fail(r.line(), "Runtime is %q, the local host runs %s only", used, runtime)
	}
	if r.at.member("ReservedConcurrentExecutions") != nil {
		reserved := r.number("ReservedConcurrentExecutions", 0)
		function.Reserved = &reserved
	}
	r.child("EventInvokeConfig", func(c *reader) {
		function.AsyncRetries = c.number("MaximumRetryAttempts", defaultAsyncRetries)
		c.ignore("MaximumEventAgeInSeconds", "DestinationConfig")
	})
	logging(r, &function)
	environment(r, &function)
	for _, property := range r.at.fields {
		function.Lines[property.name] = property.value.line
	}
	e.events(s, r, described.LogicalID)
	// Roles, deployment and tracing are AWS's; the name was read before.
	r.ignore("AutoPublishAlias", "AutoPublishAliasAllProperties", "DeploymentPreference", "Description", "FunctionName",
		"PropagateTags", "Role", "Tags", "Tracing", "VersionDescription")
	s.Functions = append(s.Functions, function)
	return r.done()
}

func architecture(r *reader) string {
	items := r.list("Architectures")
	if len(items) == 0 {
		return "x86_64"
	}
	if len(items) > 1 {
		r.fail(items[1].line, "Architectures has %d items, a function has one", len(items))
	}
	return items[0].text
}

// logging reads what Lambda tells a function in AWS_LAMBDA_LOG_FORMAT and
// AWS_LAMBDA_LOG_LEVEL.
func logging(r *reader, function *Function) {
	function.LogFormat = "Text"
	config := r.raw("LoggingConfig")
	if config == nil {
		return
	}
	c := r.read(r.owner+" LoggingConfig", config)
	function.LogFormat = c.text("LogFormat", "Text")
	function.LogLevel = c.text("ApplicationLogLevel", "")
	function.LogGroup = c.text("LogGroup", "")
	c.ignore("SystemLogLevel")
	if err := c.done(); err != nil && r.err == nil {
		r.err = err
	}
}

func environment(r *reader, function *Function) {
	r.child("Environment", func(c *reader) {
		c.child("Variables", func(variables *reader) {
			for _, f := range variables.at.fields {
				function.Environment[f.name] = variables.text(f.name, "")
				function.Lines[f.name] = f.line
			}
		})
	})
}

// events reads how a function is started.
func (e *evaluator) events(s *System, r *reader, id string) {
	events := r.raw("Events")
	if events == nil {
		return
	}
	for _, f := range events.fields {
		if err := e.event(s, id, f); err != nil && r.err == nil {
			r.err = err
		}
	}
}

func (e *evaluator) event(s *System, id string, f field) error {
	r := e.read(fmt.Sprintf("%s event %s", id, f.name), f.value.member("Properties"))
	switch kind := text(f.value, "Type"); kind {
	case "HttpApi":
		s.Routes = append(s.Routes, route(r, id, f.line))
	case "SQS":
		s.Mappings = append(s.Mappings, mappingOf(r, id, f.line))
	case "ScheduleV2":
		s.Schedules = append(s.Schedules, scheduleOf(r, id, f))
	default:
		return e.errorf(f.line, "%s: the local host does not understand events of type %s: it knows HttpApi, SQS and ScheduleV2", id, kind)
	}
	return r.done()
}
