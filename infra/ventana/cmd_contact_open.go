package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ventana/infra/contact"
	"ventana/shared/connection"
	"ventana/shared/dynamostore"
	"ventana/shared/internalnote"
)

// contactSystem is the system whose contacts are worked on.
type contactSystem struct {
	*system
	flags contactFlags
	store *dynamostore.Store
	// fresh is the id of the one contact that a run may make.
	fresh string
}

// openContacts finds the table, and the call document where one is named: what
// needs it says so.
func openContacts(ctx context.Context, flags contactFlags, getenv func(string) string) (*contactSystem, error) {
	opened, err := openSystem(flags.systemFlags, getenv)
	if err != nil {
		return nil, err
	}
	s := &contactSystem{system: opened, flags: flags, fresh: rand.Text()}
	if s.store, err = opened.openTable(ctx, func() string { return s.fresh }); err != nil {
		return nil, err
	}
	return s, nil
}

// check finds every wrong flag at once.
func (flags contactFlags) check(getenv func(string) string) error {
	return flags.systemFlags.check(getenv, needTable)
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
	book := connection.NewBook(s.documents, "ventana (contact)", s.now, nil)
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
