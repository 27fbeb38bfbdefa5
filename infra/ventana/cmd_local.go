package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/local"
	"ventana/infra/sim/playground"
)

const localHelp = `Runs the system of template.yaml on this machine.

Each function is compiled as it is for AWS and runs behind a Lambda Runtime API;
the HTTP API, the queues, the table and the schedules are those of the template.
WhatsApp and the helpdesk are simulators with a playground in the browser. A
variable missing in the template is missing here.

When everything answers, the line "ventana: ready" comes on standard output and
<data>/endpoints.json has the addresses. Logs go to standard error. Ctrl-C stops
all processes and keeps the data, the offset of the clock included; --fresh
begins anew.

Environment:
  VENTANA_API_PORT            port of the HTTP API (8080; 0 picks a free one)
  VENTANA_SIM_PORT            port of simulators and playground (8090; 0 likewise)
  VENTANA_DATA                data folder (.local)
  VENTANA_DYNAMODB_ENDPOINT   a DynamoDB-compatible endpoint to use instead of
                              starting dynoxide, which exists for Linux x86-64
  NO_COLOR                    no colours`

const localExamples = `  ventana local
  ventana local --fresh
  ventana local --stage staging --parameter LogLevel=DEBUG
  VENTANA_API_PORT=0 VENTANA_SIM_PORT=0 ventana local --data /tmp/try --json 2>log.jsonl`

// Ports where nothing else is said.
const (
	defaultAPIPort = 8080
	defaultSimPort = 8090
)

func newLocalCommand() *cobra.Command {
	var options local.Options
	var parameters []string
	var withParent bool
	command := &cobra.Command{
		Use:     "local",
		Short:   "Run the whole system on this machine",
		Long:    localHelp,
		Example: localExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := completeLocal(&options, parameters, os.Getenv); err != nil {
				return &useError{withHint(err, command)}
			}
			options.Playground = playground.Handler()
			withDashboard(&options)
			options.Stdout, options.Stderr = command.OutOrStdout(), command.ErrOrStderr()
			options.Colour = isTerminal(options.Stderr) && os.Getenv("NO_COLOR") == ""
			ctx := command.Context()
			if withParent {
				var stop context.CancelFunc
				ctx, stop = whileParentLives(ctx)
				defer stop()
			}
			return local.Run(ctx, options)
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.Template, "template", "template.yaml", "template to run; functions are built from its folder")
	flags.StringVar(&options.Data, "data", "", "data folder (default $VENTANA_DATA, else .local)")
	flags.StringVar(&options.Stage, "stage", "", "value of the template's parameter Stage")
	flags.StringArrayVar(&parameters, "parameter", nil, "value of a template parameter, NAME=VALUE; may be repeated")
	flags.BoolVar(&options.Fresh, "fresh", false, "wipe the data folder first: table, queues, simulators, secrets, clock")
	flags.BoolVar(&options.JSON, "json", false, "log raw JSON lines")
	flags.BoolVar(&withParent, "stop-with-parent", false, "stop when the process that started this one has ended, as make run wants it")
	return command
}

// parentLook is how often the parent is looked after.
const parentLook = 300 * time.Millisecond

// whileParentLives ends its context when the parent process has ended: a make
// that was killed must not leave a system behind that nobody sees.
func whileParentLives(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	go func() {
		look := time.NewTicker(parentLook)
		defer look.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-look.C:
				if os.Getppid() != parent {
					cancel()
				}
			}
		}
	}()
	return ctx, cancel
}

// completeLocal adds what comes from the environment.
func completeLocal(options *local.Options, parameters []string, getenv func(string) string) error {
	var problems []error
	options.Parameters = map[string]string{}
	for _, parameter := range parameters {
		name, value, found := strings.Cut(parameter, "=")
		if !found || name == "" {
			problems = append(problems, fmt.Errorf("--parameter %s: write NAME=VALUE", parameter))
		}
		options.Parameters[name] = value
	}
	if options.Data == "" {
		options.Data = getenv("VENTANA_DATA")
	}
	options.DynamoDBEndpoint = getenv("VENTANA_DYNAMODB_ENDPOINT")
	var err error
	if options.APIPort, err = port(getenv, "VENTANA_API_PORT", defaultAPIPort); err != nil {
		problems = append(problems, err)
	}
	if options.SimPort, err = port(getenv, "VENTANA_SIM_PORT", defaultSimPort); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

func port(getenv func(string) string, name string, fallback int) (int, error) {
	text := getenv(name)
	if text == "" {
		return fallback, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 || value > 65535 {
		return 0, fmt.Errorf("%s=%s: a port is a number from 0 to 65535", name, text)
	}
	return value, nil
}

// isTerminal tells whether a person looks at w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
