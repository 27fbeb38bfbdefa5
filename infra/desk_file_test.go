package infra_test

import (
	"errors"
	"strings"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// files walks files into a ticket.
func (s *tale) files(d side, ticket, user string, pass func(time.Duration)) {
	s.t.Helper()
	ctx := s.t.Context()
	upload := func(step, content string, size int64) string {
		token, err := d.Upload(ctx, helpdesk.File{Name: "nota.txt", MIME: "text/plain", Size: size, Body: strings.NewReader(content)})
		s.say("upload "+step, err, token != "", failure.Of(errors.Join(err, errors.New("-"))).Code)
		return token
	}
	say := func(step string, tokens ...string) {
		s.add(d, step, helpdesk.NewComment{Ticket: ticket, Author: user, Body: step, Public: true, Uploads: tokens})
	}
	first, second := upload("one", "hola", 4), upload("another", "x", 1)
	say("with two files", first, second)
	say("with a file that was used", first)
	upload("shorter than said", "hola", 5)
	upload("longer than said", "hola", 3)
	upload("too large", "hola", d.MaxFile()+1)
	upload("empty", "", 0)
	unused := upload("to discard", "x", 1)
	s.say("discard", errors.Join(d.Discard(ctx, unused), d.Discard(ctx, unused), d.Discard(ctx, "nothing")))
	say("with a discarded file", unused)
	late := upload("for later", "x", 1)
	say("with a file twice", late, late)
	pass(time.Hour)
	say("with a file of an hour ago", late)
	newest, err := d.Newest(ctx, ticket)
	s.say("newest", err, len(newest), s.id(newest[0].ID), len(newest[0].Files))
	for _, file := range newest[0].Files {
		s.say("file", nil, file.Name, file.MIME, file.Size, file.Malware)
	}
	_, _, err = d.OpenAttachment(ctx, helpdesk.Attachment{ID: "1", URL: "ftp://x"})
	s.say("open", err, failure.Of(err).Code)
	_, _, err = d.OpenAttachment(ctx, helpdesk.Attachment{ID: "1", Malware: true})
	s.say("open malware", err, failure.Of(err).Code)
}
