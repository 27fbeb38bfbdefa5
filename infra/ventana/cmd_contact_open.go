package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/infra/contact"
	"ventana/infra/local"
	"ventana/shared/connection"
	"ventana/shared/dynamostore"
	"ventana/shared/internalnote"
	"ventana/shared/process"
	"ventana/shared/secret"
)

// contactSystem is the system whose contacts are worked on.
type contactSystem struct {
	flags contactFlags
	now   func() time.Time
	store *dynamostore.Store
	// fresh is the id of the one contact that a run may make.
	fresh     string
	documents *secret.Cache[secret.Call]
}

// openContacts finds the table, and the call document where one is named: what
// needs it says so.
func openContacts(ctx context.Context, flags contactFlags, getenv func(string) string) (*contactSystem, error) {
	s := &contactSystem{flags: flags, fresh: rand.Text(), now: func() time.Time { return time.Now().UTC() }}
	var client *dynamodb.Client
	if flags.local {
		running, err := local.Attach(cmp.Or(flags.data, getenv("VENTANA_DATA"), ".local"))
		if err != nil {
			return nil, err
		}
		client, s.now = running.Database, running.Clock.Now
		s.flags.table, s.flags.call = running.Table, running.CallURL
	} else {
		s.flags.table = cmp.Or(flags.table, getenv("VENTANA_TABLE"))
		s.flags.call = cmp.Or(flags.call, getenv("CALL_SECRET_URL"))
		configuration, err := signedIn(ctx)
		if err != nil {
			return nil, err
		}
		client = dynamodb.NewFromConfig(configuration)
	}
	s.store = dynamostore.New(client, s.flags.table, s.now, func() string { return s.fresh })
	s.documents = secret.NewCache(func(ctx context.Context) ([]byte, error) { return secret.Read(ctx, s.flags.call) }, secret.ParseCall, s.now)
	return s, nil
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

// check finds every wrong flag at once.
func (flags contactFlags) check(getenv func(string) string) error {
	var problems []error
	if flags.local && flags.table+flags.call != "" {
		problems = append(problems, errors.New("--local: brings its own table and call document, leave out --table and --call"))
	}
	if !flags.local && flags.data != "" {
		problems = append(problems, errors.New("--data: is the local system's, give --local too"))
	}
	if !flags.local && flags.table == "" && getenv("VENTANA_TABLE") == "" {
		problems = append(problems, errors.New("--table: required, the stack's output TableName; or --local for the system on this machine"))
	}
	return errors.Join(problems...)
}

// document is the call document. why says what it is needed for.
func (s *contactSystem) document(ctx context.Context, why string) (secret.Call, error) {
	if s.flags.call == "" {
		return secret.Call{}, fmt.Errorf("--call: required %s: secretsmanager://name or file:///path", why)
	}
	document, err := s.documents.Get(ctx)
	if err != nil {
		return secret.Call{}, fmt.Errorf("read call document: %w", err)
	}
	return document, nil
}

// finder looks where who can be found.
func (s *contactSystem) finder(ctx context.Context, who contact.Who) (contact.Finder, error) {
	finder := contact.Finder{Store: s.store, Portfolios: []string{s.flags.portfolio}, Helpdesk: s.flags.helpdesk}
	var err error
	switch {
	case who.Contact != "":
	case who.Ticket != "" && finder.Helpdesk == "":
		finder.Helpdesk, err = s.onlyHelpdesk(ctx)
	case who.Ticket == "" && s.flags.portfolio == "":
		finder.Portfolios, err = s.portfolios(ctx)
	}
	return finder, err
}

func (s *contactSystem) portfolios(ctx context.Context) ([]string, error) {
	document, err := s.document(ctx, "to know the portfolio, unless --portfolio says it")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, connection := range document.Connections {
		if connection.Portfolio != "" {
			all = append(all, connection.Portfolio)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the call document names no portfolio: give --portfolio")
	}
	return slices.Compact(slices.Sorted(slices.Values(all))), nil
}

func (s *contactSystem) onlyHelpdesk(ctx context.Context) (string, error) {
	document, err := s.document(ctx, "to know the helpdesk, unless --helpdesk says it")
	if err != nil {
		return "", err
	}
	var ids []string
	for _, connection := range document.Connections {
		if len(connection.Numbers) == 0 {
			ids = append(ids, connection.ID)
		}
	}
	if len(ids) != 1 {
		return "", fmt.Errorf("--helpdesk: choose one of %s", strings.Join(ids, ", "))
	}
	return ids[0], nil
}

// splitter carries splits out, and tells agents through the helpdesks of the
// call document.
func (s *contactSystem) splitter() *contact.Splitter {
	book := connection.NewBook(s.documents, "ventana (contact)", s.now)
	return &contact.Splitter{
		Store: s.store, Fresh: s.fresh, Owner: rand.Text(),
		Desk: func(ctx context.Context, id string) (internalnote.Desk, string, error) {
			document, err := s.document(ctx, "to tell the agents")
			if err != nil {
				return nil, "", err
			}
			found, known := document.Connection(id)
			if !known {
				return nil, "", fmt.Errorf("helpdesk connection %s is not in the call document", id)
			}
			return book.Helpdesk(found), found.Language, nil
		},
	}
}

// explained adds what to do to failures that say it only to those who know.
func (s *contactSystem) explained(err error) error {
	var missing *types.ResourceNotFoundException
	switch {
	case errors.As(err, &missing):
		return fmt.Errorf("there is no table %s in this account and region; AWS_PROFILE and AWS_REGION choose them: %w", s.flags.table, err)
	case s.flags.local && errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("the local system does not answer; start it anew with `make run`: %w", err)
	default:
		return err
	}
}
