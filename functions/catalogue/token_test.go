package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
)

func (w *world) DebugToken(context.Context) (cloudapi.Token, error) { return w.token, w.sealed }

func (w *world) Days(name, reason string, value float64) {
	w.ends = append(w.ends, fmt.Sprintf("%s %s %.1f", name, reason, value))
}

func TestToken_tellsInHowManyDaysItEnds(t *testing.T) {
	t.Parallel()
	at := newWorld().at.Add(time.Hour) // of the first run
	refusal := func(class failure.Class, code string) error {
		return &failure.Error{Class: class, Code: code, Op: "cloudapi read token"}
	}
	for name, tt := range map[string]struct {
		token cloudapi.Token
		err   error
		want  []string
		log   string
		fails bool
	}{
		"one that never ends tells nothing": {token: cloudapi.Token{Valid: true}},
		"one of ten days":                   {token: cloudapi.Token{Valid: true, ExpiresAt: at.Add(240 * time.Hour)}, want: []string{"TokenEndsIn whatsapp 10.0"}, log: `"ends_at":"2026-12-02T11:00:00Z"`},
		"one whose access ends before":      {token: cloudapi.Token{Valid: true, ExpiresAt: at.Add(240 * time.Hour), DataAccessEndsAt: at.Add(24 * time.Hour)}, want: []string{"TokenEndsIn whatsapp 1.0"}},
		"one that Meta calls invalid":       {want: []string{"TokenEndsIn whatsapp 0.0"}, log: `"token has ended"`},
		"one that cannot even ask":          {err: refusal(failure.Later, "190"), want: []string{"TokenEndsIn whatsapp 0.0"}, log: `"token has ended"`},
		"one that may not ask":              {err: refusal(failure.Permanent, "100"), log: `"token's end is not told"`},
		"one without the permission":        {err: refusal(failure.Later, "200"), log: `"code":"200"`},
		"a Meta that does not answer":       {err: refusal(failure.Ambiguous, "2"), fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.token, w.sealed = tt.token, tt.err
			err := w.sync(t)
			if (err != nil) != tt.fails || tt.fails && !errors.Is(err, tt.err) {
				t.Errorf("got %v, want it to fail: %t", err, tt.fails)
			}
			if diff := cmp.Diff(tt.want, w.ends); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if !strings.Contains(w.log.String(), tt.log) {
				t.Errorf("the log lacks %s: %s", tt.log, w.log.String())
			}
			if status := w.status(t, "one", "es"); status != "APPROVED" {
				t.Errorf("template is %q, want the catalogue kept whatever the token", status)
			}
		})
	}
}
