package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/spf13/cobra"

	"ventana/infra/local"
	"ventana/shared/dynamostore"
	"ventana/shared/process"
	"ventana/shared/secret"
)

// systemFlags say on which system a command works: the local one, or the table
// and the call document of a stack.
type systemFlags struct {
	local             bool
	data, table, call string
}

// register adds the flags to a command and those below it.
func (flags *systemFlags) register(command *cobra.Command) {
	set := command.PersistentFlags()
	set.BoolVar(&flags.local, "local", false, "speak to the local system that runs on this machine")
	set.StringVar(&flags.data, "data", "", "data folder of the local system (default $VENTANA_DATA, else .local)")
	set.StringVar(&flags.table, "table", "", "name of the table, the stack's output TableName (default $VENTANA_TABLE)")
	set.StringVar(&flags.call, "call", "", "address of the call document: secretsmanager://name or file:///path (default $CALL_SECRET_URL)")
}

// need is a part of a system that a command cannot do without.
type need int

const (
	needTable need = iota
	needCall
)

// check finds every wrong flag at once.
func (flags systemFlags) check(getenv func(string) string, needs ...need) error {
	var problems []error
	if flags.local && flags.table+flags.call != "" {
		problems = append(problems, errors.New("--local: brings its own table and call document, leave out --table and --call"))
	}
	if !flags.local && flags.data != "" {
		problems = append(problems, errors.New("--data: is the local system's, give --local too"))
	}
	if slices.Contains(needs, needTable) && !flags.local && flags.table == "" && getenv("VENTANA_TABLE") == "" {
		problems = append(problems, errors.New("--table: required, the stack's output TableName; or --local for the system on this machine"))
	}
	if slices.Contains(needs, needCall) && !flags.local && flags.call == "" && getenv("CALL_SECRET_URL") == "" {
		problems = append(problems, errors.New("--call: required, secretsmanager://name or file:///path; or --local for the system on this machine"))
	}
	return errors.Join(problems...)
}

// open checks the flags, tells wrong ones with the way to the help, and opens the
// system.
func (flags systemFlags) open(command *cobra.Command, needs ...need) (*system, error) {
	if err := flags.check(os.Getenv, needs...); err != nil {
		return nil, &useError{withHint(err, command)}
	}
	return openSystem(flags, os.Getenv)
}

// system is what a command works on. Table and call document are opened when
// they are needed.
type system struct {
	systemFlags
	now       func() time.Time
	attached  *local.Attached // nil: not on this machine
	documents *secret.Cache[secret.Call]
}

// openSystem finds the system that the flags and the environment name.
func openSystem(flags systemFlags, getenv func(string) string) (*system, error) {
	s := &system{systemFlags: flags, now: func() time.Time { return time.Now().UTC() }}
	if flags.local {
		s.data = cmp.Or(flags.data, getenv("VENTANA_DATA"), ".local")
		running, err := local.Attach(s.data)
		if err != nil {
			return nil, err
		}
		s.attached, s.now, s.table, s.call = &running, running.Clock.Now, running.Table, running.CallURL
	} else {
		s.table = cmp.Or(flags.table, getenv("VENTANA_TABLE"))
		s.call = cmp.Or(flags.call, getenv("CALL_SECRET_URL"))
	}
	s.documents = secret.NewCache(func(ctx context.Context) (secret.Version, error) {
		text, err := secret.Read(ctx, s.call)
		return secret.Version{Text: text}, err
	}, secret.ParseCall, s.now)
	return s, nil
}

// openTable gives the table; newID names what is made in it.
func (s *system) openTable(ctx context.Context, newID func() string) (*dynamostore.Store, error) {
	if s.attached != nil {
		return dynamostore.New(s.attached.Database, s.table, s.now, newID), nil
	}
	configuration, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return dynamostore.New(dynamodb.NewFromConfig(configuration), s.table, s.now, newID), nil
}

// signedIn is the configuration of AWS with a region and credentials.
func signedIn(ctx context.Context) (aws.Config, error) {
	configuration, err := process.AWS(ctx)
	if err != nil {
		return aws.Config{}, err
	}
	if configuration.Region == "" {
		return aws.Config{}, errors.New("no AWS region: set AWS_REGION to the stack's")
	}
	if _, err := configuration.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, fmt.Errorf("no AWS credentials: sign in as for the aws command, choose a profile with AWS_PROFILE, or use --local: %w", err)
	}
	return configuration, nil
}

// document is the call document. why says what it is needed for.
func (s *system) document(ctx context.Context, why string) (secret.Call, error) {
	if s.call == "" {
		return secret.Call{}, fmt.Errorf("--call: required %s: secretsmanager://name or file:///path", why)
	}
	document, err := s.documents.Get(ctx)
	if err != nil {
		return secret.Call{}, fmt.Errorf("read call document: %w", err)
	}
	return document, nil
}

// explained adds what to do to failures that say it only to those who know.
func (s *system) explained(err error) error {
	var missing *types.ResourceNotFoundException
	switch {
	case errors.As(err, &missing):
		return fmt.Errorf("there is no table %s in this account and region; AWS_PROFILE and AWS_REGION choose them: %w", s.table, err)
	case s.local && errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("the local system does not answer; start it anew with `make run`: %w", err)
	default:
		return err
	}
}

// account is a WhatsApp Business Account with the connection that reaches it and
// our ids of its numbers.
type account struct {
	waba       string
	connection secret.CallConnection
	numbers    []string
}

// accountsOf lists the accounts of a call document, or the one that is chosen.
func accountsOf(document secret.Call, chosen string) ([]account, error) {
	var all []account
	var ids []string
	for _, connection := range document.Connections {
		for _, number := range connection.Numbers {
			at := slices.Index(ids, number.WABAID)
			if at < 0 {
				at, ids = len(ids), append(ids, number.WABAID)
				all = append(all, account{waba: number.WABAID, connection: connection})
			}
			all[at].numbers = append(all[at].numbers, number.ID)
		}
	}
	if chosen == "" && len(all) > 0 {
		return all, nil
	}
	if at := slices.Index(ids, chosen); at >= 0 {
		return all[at : at+1], nil
	}
	if len(all) == 0 {
		return nil, errors.New("the call document has no connection of kind cloudapi with numbers")
	}
	return nil, fmt.Errorf("--account: %q is none of the call document's, which are %v", chosen, ids)
}
