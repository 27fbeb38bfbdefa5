package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"ventana/infra/local"
	"ventana/infra/sim/delivery"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
	"ventana/shared/clock"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/secret"
)

// The account and the number of the local system.
const (
	localAccount = "200000000000001"
	localNumber  = "100000000000001"
)

// workbench is a folder of a local system whose parts run in this process: a table,
// the simulators of WhatsApp and Zendesk, and the clock that all follow.
type workbench struct {
	data  string
	store *dynamostore.Store
	graph *graph.Graph
	clock *clock.Clock
	desk  string // the helpdesk's address
}

// deskToken is the legacy credential of the helpdesk's staff.
const deskToken = "local-token-of-the-staff"

// newWorkbench starts the parts. withTable is false for commands that read none.
func newWorkbench(t *testing.T, withTable bool) *workbench {
	t.Helper()
	b := &workbench{data: t.TempDir()}
	b.clock = clock.New(filepath.Join(b.data, "clock"))
	endpoints := local.Endpoints{Sim: "http://sim.test", DynamoDB: "http://127.0.0.1:1", Table: "none"}
	if withTable {
		client, table := dynamotest.Table(t)
		endpoints = local.Endpoints{Sim: "http://sim.test", DynamoDB: *client.Options().BaseEndpoint, Table: table}
		b.store = dynamostore.New(client, table, b.clock.Now, func() string { return "id" })
	}
	var err error
	b.graph, err = graph.New(graph.Options{
		Clock: b.clock, Dir: t.TempDir(), AccessToken: "local-access-token", AppSecret: "local-app-secret",
		PhoneNumberID: localNumber, WABAID: localAccount, DisplayNumber: "+34 911 000 001",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.graph.Close(); err != nil {
			t.Errorf("close simulator: %v", err)
		}
	})
	server := httptest.NewServer(http.StripPrefix("/graph", b.graph))
	t.Cleanup(server.Close)
	b.startDesk(t)
	write(t, filepath.Join(b.data, "endpoints.json"), endpoints)
	write(t, filepath.Join(b.data, "secrets", "call.json"), secret.Call{Connections: []secret.CallConnection{
		{
			ID: "whatsapp", Kind: secret.KindCloudAPI, BaseURL: server.URL + "/graph", GraphVersion: "v26.0", AccessToken: "local-access-token",
			Portfolio: "local", Numbers: []secret.Number{{ID: "main", PhoneNumberID: localNumber, WABAID: localAccount, Helpdesk: "zendesk"}},
		},
		{ID: "zendesk", Kind: secret.KindZendesk, BaseURL: b.desk, OAuth: &secret.OAuth{ClientID: "local-client", ClientSecret: "local-client-secret"}},
	}})
	return b
}

// startDesk serves the helpdesk.
func (b *workbench) startDesk(t *testing.T) {
	t.Helper()
	poster := delivery.New(b.clock.Now)
	t.Cleanup(poster.Close)
	account, err := zendesk.New(zendesk.Options{
		Clock: b.clock, Poster: poster, ClientID: "local-client", ClientSecret: "local-client-secret", InspectorToken: deskToken,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(account)
	t.Cleanup(server.Close)
	b.desk = server.URL
}

// local runs a command on the workbench where nobody can be asked.
func (b *workbench) local(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	out, _, err := ventana(t, append(arguments, "--local", "--data", b.data)...)
	return out, err
}

// ventana runs a command where nobody can be asked.
func ventana(t *testing.T, arguments ...string) (out, notes string, err error) {
	t.Helper()
	root := newRootCommand()
	var results, errs bytes.Buffer
	root.SetIn(strings.NewReader(""))
	root.SetOut(&results)
	root.SetErr(&errs)
	root.SetArgs(arguments)
	err = root.ExecuteContext(t.Context())
	return results.String(), errs.String(), err
}

// must is the output of a command that has to end well.
func (b *workbench) must(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := b.local(t, arguments...)
	if err != nil {
		t.Fatalf("ventana %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return out
}

// holds tells what an output lacks.
func holds(t *testing.T, out string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
}

func TestSystemFlags_tellWhatIsMissing(t *testing.T) {
	t.Parallel()
	nothing := func(string) string { return "" }
	everything := func(string) string { return "x" }
	for name, tt := range map[string]struct {
		flags  systemFlags
		getenv func(string) string
		needs  []need
		want   string // empty: nothing is wrong
	}{
		"no table":                {systemFlags{}, nothing, []need{needTable}, "--table: required"},
		"no call document":        {systemFlags{}, nothing, []need{needCall}, "--call: required"},
		"a table by environment":  {systemFlags{}, everything, []need{needTable, needCall}, ""},
		"local brings both":       {systemFlags{local: true}, nothing, []need{needTable, needCall}, ""},
		"local and a table":       {systemFlags{local: true, table: "t"}, nothing, nil, "--local: brings its own"},
		"a folder without local":  {systemFlags{data: "d"}, nothing, nil, "--data: is the local system's"},
		"nothing where none need": {systemFlags{}, nothing, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.flags.check(tt.getenv, tt.needs...)
			if (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAccountsOf_areThoseOfTheNumbers(t *testing.T) {
	t.Parallel()
	document := secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Numbers: []secret.Number{{ID: "main", WABAID: "one"}, {ID: "shop", WABAID: "two"}, {ID: "help", WABAID: "one"}}},
		{ID: "zendesk"},
	}}
	all, err := accountsOf(document, "")
	if err != nil || len(all) != 2 || all[0].waba != "one" || strings.Join(all[0].numbers, " ") != "main help" || all[1].waba != "two" {
		t.Errorf("got %+v, %v", all, err)
	}
	if chosen, err := accountsOf(document, "two"); err != nil || len(chosen) != 1 || chosen[0].waba != "two" {
		t.Errorf("chosen: got %+v, %v", chosen, err)
	}
	if _, err := accountsOf(document, "three"); err == nil || !strings.Contains(err.Error(), "one two") {
		t.Errorf("a stranger: got %v, want the known ones", err)
	}
	if _, err := accountsOf(secret.Call{}, ""); err == nil {
		t.Error("no account is no error")
	}
}
