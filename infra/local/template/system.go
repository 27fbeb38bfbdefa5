package template

import "time"

// System is what the template describes, with every value resolved. Resources
// whose condition is false are absent. Order is that of the template, except
// where a field says otherwise.
type System struct {
	Functions []Function
	Routes    []Route
	API       string   // what !Ref of the HTTP API gives; "" = none
	Throttle  Throttle // of the HTTP API's default route settings
	Queues    []Queue  // dead-letter queues before the queues that point at them
	Mappings  []Mapping
	Schedules []Schedule
	Tables    []Table
	Secrets   []Secret
	Alarms    []Alarm
}

// Function is one Lambda function.
type Function struct {
	LogicalID    string
	Name         string // physical name
	CodeURI      string // as written: relative to the template's folder
	Handler      string // the executable's name, "bootstrap"
	Architecture string // "arm64" or "x86_64"
	MemoryMB     int    // 128 when the template says nothing, as in Lambda
	Timeout      time.Duration
	Environment  map[string]string
	Reserved     *int // reserved concurrency; nil = none
	// AsyncRetries is how often a failed asynchronous run is repeated: 2 unless
	// EventInvokeConfig says otherwise.
	AsyncRetries int
	LogGroup     string // "" = Lambda's own, /aws/lambda/<Name>
	LogFormat    string // "JSON" or "Text": AWS_LAMBDA_LOG_FORMAT
	LogLevel     string // "" unless the format is JSON: AWS_LAMBDA_LOG_LEVEL
	Line         int
	// Lines has the template line of each property and environment variable, by
	// name, for messages.
	Lines map[string]int
}

// Route is one route of the HTTP API.
type Route struct {
	Method     string        // upper case; "ANY" is every method
	Path       string        // "/webhooks/{connection}"
	FunctionID string        // logical id
	Timeout    time.Duration // of the integration; 30 s when the template says nothing
	Line       int
}

// Throttle is a token bucket. The zero value is no limit of the template's own.
type Throttle struct {
	Rate  int // requests a second
	Burst int // requests at one instant
	Line  int
}

// Queue is one SQS queue.
type Queue struct {
	LogicalID    string
	Name         string            // physical name, with .fifo where FIFO
	Attributes   map[string]string // as CreateQueue takes them; RedrivePolicy is JSON
	DeadLetterID string            // logical id of the redrive target; "" = none
	Line         int
}

// Mapping connects a queue to a function.
type Mapping struct {
	FunctionID      string
	QueueID         string // logical id
	BatchSize       int
	Window          time.Duration // MaximumBatchingWindowInSeconds
	PartialFailures bool          // ReportBatchItemFailures
	MaxConcurrency  int           // 0 = no limit of its own
	Enabled         bool
	Line            int
}

// Schedule starts a function at times.
type Schedule struct {
	Name       string
	FunctionID string
	Expression string // rate(…), cron(…) or at(…): package schedule reads it
	Group      string // of schedules; "default" when the template says nothing
	// DeadLetters is the ARN of the queue for runs that could not be started; ""
	// = none.
	DeadLetters string
	Timezone    string // IANA name; "UTC" when the template says nothing
	Input       string // the event, JSON
	Enabled     bool
	Line        int
}

// Table is one DynamoDB table, in the terms of CreateTable.
type Table struct {
	LogicalID    string
	Name         string
	Attributes   []Attribute
	Keys         []Key
	Indexes      []Index
	BillingMode  string // "PAY_PER_REQUEST" or "PROVISIONED"
	TTLAttribute string // "" = no TTL
	Line         int
}

// Attribute is a key attribute: its type is S, N or B.
type Attribute struct{ Name, Type string }

// Key is one element of a key schema: its kind is HASH or RANGE.
type Key struct{ Name, Kind string }

// Index is one global secondary index.
type Index struct {
	Name       string
	Keys       []Key
	Projection string   // ALL, KEYS_ONLY or INCLUDE
	NonKeys    []string // with INCLUDE
}

// Alarm is one alarm of CloudWatch's. A local system rings none; drills evaluate
// them.
type Alarm struct {
	LogicalID  string
	Name       string // physical name
	Composite  bool   // of other alarms, not of a metric
	Properties []byte // JSON, every value resolved
	Line       int
}

// Secret is one secret that the stack creates.
type Secret struct {
	LogicalID string
	Name      string
	Value     string // the initial SecretString, a placeholder
	Line      int
}
