package local

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"

	"ventana/infra/local/template"
	"ventana/infra/meter"
)

// Names of the local stack, as they stand in ARNs and names of resources.
const (
	stackName = "ventana-local"
	region    = "eu-west-1"
	accountID = "000000000000"
	aliasName = "live" // AutoPublishAlias of the template
)

// Options say what to run and where.
type Options struct {
	Template   string            // path; default template.yaml
	Data       string            // folder; default .local
	Build      string            // folder of the binaries; default .build beside the template
	Stage      string            // the parameter Stage; empty keeps the template's default
	Parameters map[string]string // of the template
	Fresh      bool              // wipe the data folder first

	APIPort int // of the HTTP API; 0 picks a free one
	SimPort int // of the simulators; 0 picks a free one

	// DynamoDBEndpoint names a DynamoDB that runs already; empty starts one.
	DynamoDBEndpoint string

	JSON   bool // raw log lines
	Colour bool // ANSI colours in log lines

	Stdout io.Writer // the welcome and the ready line; required
	Stderr io.Writer // logs and progress; required

	// Playground serves the simulators' port where nothing else does; nil
	// answers 404.
	Playground http.Handler
	// Around stands before each thing that is spoken to by HTTP, for who measures:
	// the targets api, graph, zendesk, sqs and dynamodb, the last two with the action
	// as the path and the asking function in the User-Agent, as the outside systems
	// have it. Nil stands before nothing.
	Around func(target string, next http.Handler) http.Handler
	// Meter gets the metrics that AWS would have of a stack and those that the
	// functions count. Nil keeps none.
	Meter *meter.Meter
	// OnAlarms is called with the template's alarms before anything runs. Nil is
	// allowed.
	OnAlarms func([]template.Alarm)
	// Dashboard makes what serves /dashboard on the simulators' port; nil answers
	// 404.
	Dashboard func(Watched) http.Handler
	// OnReady is called once everything answers. Nil is allowed.
	OnReady func(Endpoints)
}

// Endpoints are where the running system is reached: the content of
// endpoints.json.
type Endpoints struct {
	API string `json:"api"` // http://127.0.0.1:8080
	Sim string `json:"sim"` // http://127.0.0.1:8090
	// DynamoDB is where the table stands and Table its name, the first of the
	// template; both empty for a template without one.
	DynamoDB string `json:"dynamodb,omitempty"`
	Table    string `json:"table,omitempty"`
	// SQS is where the queues are, and Stack what their names begin with.
	SQS   string `json:"sqs,omitempty"`
	Stack string `json:"stack,omitempty"`
}

func (o Options) withDefaults() (Options, error) {
	if o.Stdout == nil || o.Stderr == nil {
		return o, errors.New("local: Stdout and Stderr are required")
	}
	if o.Template == "" {
		o.Template = "template.yaml"
	}
	if o.Data == "" {
		o.Data = ".local"
	}
	// Functions run in folders of their own: their paths must be absolute.
	var problems [2]error
	o.Template, problems[0] = filepath.Abs(o.Template)
	o.Data, problems[1] = filepath.Abs(o.Data)
	if o.Build == "" {
		o.Build = filepath.Join(o.project(), ".build")
	}
	return o, errors.Join(problems[:]...)
}

// project is the folder of the template, from which CodeUri counts.
func (o Options) project() string { return filepath.Dir(o.Template) }

// parameters are those of the template, the stage among them.
func (o Options) parameters() map[string]string {
	all := map[string]string{}
	for name, value := range o.Parameters {
		all[name] = value
	}
	if o.Stage != "" {
		all["Stage"] = o.Stage
	}
	return all
}
