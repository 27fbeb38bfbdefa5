package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/spf13/cobra"

	"ventana/infra/local"
	"ventana/infra/smoke"
	"ventana/shared/secret"
)

const smokeHelp = `Checks a system from outside after a deployment: health is answered, what is not
signed or signed wrongly is refused, a wrong verify token is refused; with the
verify document, that verification is answered and a signed delivery is taken, with
each secret of a rotation; with a stack's name, that no alarm rings and nothing is
parked.

It changes nothing that anybody sees. What your AWS credentials may not read is
told as not checked and is no failure. "make deploy" runs it after each deployment.`

// smokeFlags say what is checked.
type smokeFlags struct {
	api, stack, verify, call, outputs, data string
	connections                             []string
	local                                   bool
}

func newSmokeCommand() *cobra.Command {
	var flags smokeFlags
	command := &cobra.Command{
		Use:   "smoke",
		Short: "Check a system after a deployment",
		Long:  smokeHelp,
		Example: `  sam list stack-outputs --stack-name ventana-dev --output json | ventana smoke --outputs -
  ventana smoke --api https://abc.execute-api.eu-west-1.amazonaws.com --stack ventana-dev --verify secretsmanager://arn:…
  ventana smoke --local`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return runSmoke(command, flags) },
	}
	set := command.Flags()
	set.StringVar(&flags.api, "api", "", "address of the HTTP API, the stack's output ApiUrl")
	set.StringVar(&flags.stack, "stack", "", "name of the stack, for its alarms and dead letters")
	set.StringVar(&flags.verify, "verify", "", "address of the verify document: secretsmanager://name or file:///path")
	set.StringVar(&flags.call, "call", "", "address of the call document; with it the signed delivery is a canary")
	set.StringVar(&flags.outputs, "outputs", "", "file of the stack's outputs, - for standard input, in place of the four above")
	set.StringSliceVar(&flags.connections, "connection", []string{"whatsapp"}, "ids of WhatsApp connections, where no verify document names them")
	set.BoolVar(&flags.local, "local", false, "check the local system that runs on this machine")
	set.StringVar(&flags.data, "data", "", "data folder of the local system (default $VENTANA_DATA, else .local)")
	return command
}

func runSmoke(command *cobra.Command, flags smokeFlags) error {
	target, err := flags.target(command)
	if err != nil {
		return err
	}
	list := checklist{out: command.OutOrStdout()}
	for _, result := range smoke.Run(command.Context(), target) {
		switch {
		case result.Unchecked:
			list.say("  - %s: not checked: %v", result.Check, result.Err)
		case result.Err != nil:
			list.wrong(fmt.Sprintf("%s: %v", result.Check, result.Err), result.Remedy)
		default:
			list.right("%s", result.Check)
		}
	}
	return list.err()
}

// target finds all that the flags name.
func (flags smokeFlags) target(command *cobra.Command) (smoke.Target, error) {
	target := smoke.Target{Connections: flags.connections, Now: time.Now().UTC(), NewID: rand.Text}
	if err := flags.check(); err != nil {
		return target, &useError{withHint(err, command)}
	}
	var err error
	switch {
	case flags.local:
		var running local.Attached
		if running, err = local.Attach(cmp.Or(flags.data, os.Getenv("VENTANA_DATA"), ".local")); err != nil {
			return target, err
		}
		flags.api, flags.verify, flags.call = running.API, running.VerifyURL, running.CallURL
		target.Stack, target.Now = running.Stack, running.Clock.Now()
		if running.Queues != nil {
			target.Queues = running.Queues
		}
	case flags.outputs != "":
		if flags, err = flags.of(command.InOrStdin()); err != nil {
			return target, err
		}
	}
	target.API = flags.api
	if flags.stack != "" {
		configuration, err := signedIn(command.Context())
		if err != nil {
			return target, err
		}
		target.Stack, target.Queues, target.Alarms = flags.stack, sqs.NewFromConfig(configuration), alarmsOf(configuration)
	}
	return flags.documents(command.Context(), target)
}

func alarmsOf(configuration aws.Config) smoke.AlarmAPI {
	return cloudwatch.NewFromConfig(configuration)
}

// check finds every wrong flag at once.
func (flags smokeFlags) check() error {
	given := flags.api + flags.stack + flags.verify + flags.call
	switch {
	case flags.local && given+flags.outputs != "":
		return errors.New("--local: brings its own addresses, leave out the others")
	case flags.outputs != "" && given != "":
		return errors.New("--outputs: stands for --api, --stack, --verify and --call, leave those out")
	case !flags.local && flags.api+flags.outputs == "":
		return errors.New("--api: required, the stack's output ApiUrl; or --outputs, or --local for the system on this machine")
	}
	return nil
}

// of takes the addresses from a stack's outputs.
func (flags smokeFlags) of(input io.Reader) (smokeFlags, error) {
	var text []byte
	var err error
	if flags.outputs == "-" {
		text, err = io.ReadAll(input)
	} else {
		text, err = os.ReadFile(flags.outputs)
	}
	if err != nil {
		return flags, fmt.Errorf("outputs: %w", err)
	}
	outputs, err := smoke.ReadOutputs(text)
	if err != nil {
		return flags, err
	}
	flags.api, flags.stack = outputs["ApiUrl"], outputs.Stack()
	flags.verify, flags.call = outputs.Secret("VerifySecretArn"), outputs.Secret("CallSecretArn")
	return flags, nil
}

// documents reads those that are named. One that may not be read leaves its checks
// out where the stack named it, and is an error where somebody did.
func (flags smokeFlags) documents(ctx context.Context, target smoke.Target) (smoke.Target, error) {
	optional := flags.outputs != ""
	verify, err := documentAt(ctx, flags.verify, secret.ParseVerify)
	if err != nil && !optional {
		return target, fmt.Errorf("verify document: %w", err)
	}
	target.Verify = verify
	call, err := documentAt(ctx, flags.call, secret.ParseCall)
	if err != nil && !optional {
		return target, fmt.Errorf("call document: %w", err)
	}
	target.Call = call
	return target, nil
}

// documentAt reads a document; none without an address.
func documentAt[T any](ctx context.Context, address string, parse func([]byte) (T, error)) (*T, error) {
	if address == "" {
		return nil, nil
	}
	text, err := secret.Read(ctx, address)
	if err != nil {
		return nil, err
	}
	document, err := parse(text)
	if err != nil {
		return nil, err
	}
	return &document, nil
}
