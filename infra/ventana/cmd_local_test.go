package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/local"
)

func TestLocalReadsTheEnvironment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		parameters  []string
		environment map[string]string
		want        local.Options
		wrong       string
	}{
		{
			name: "defaults",
			want: local.Options{Parameters: map[string]string{}, APIPort: 8080, SimPort: 8090},
		},
		{
			name:       "everything is set",
			parameters: []string{"LogLevel=DEBUG", "AlarmEmail=a=b@example.com"},
			environment: map[string]string{
				"VENTANA_API_PORT": "0", "VENTANA_SIM_PORT": "9", "VENTANA_DATA": "/d", "VENTANA_DYNAMODB_ENDPOINT": "http://d",
			},
			want: local.Options{
				Parameters: map[string]string{"LogLevel": "DEBUG", "AlarmEmail": "a=b@example.com"},
				SimPort:    9, Data: "/d", DynamoDBEndpoint: "http://d",
			},
		},
		{name: "a port that is none", environment: map[string]string{"VENTANA_API_PORT": "http"}, wrong: "VENTANA_API_PORT=http: a port is"},
		{name: "a parameter without a value", parameters: []string{"Stage"}, wrong: "--parameter Stage: write NAME=VALUE"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got local.Options
			err := completeLocal(&got, test.parameters, func(name string) string { return test.environment[name] })
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Errorf("error %v, want %q", err, test.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrongFlagsAreWrongUse(t *testing.T) {
	t.Parallel()
	root := newRootCommand()
	root.SetArgs([]string{"local", "--nonsense"})
	var use *useError
	if err := root.ExecuteContext(t.Context()); !errors.As(err, &use) || !strings.Contains(err.Error(), "ventana local --help") {
		t.Errorf("error %v, want wrong use and where to look", err)
	}
}

func TestEveryCommandTeaches(t *testing.T) {
	t.Parallel()
	root := newRootCommand()
	for _, command := range append(root.Commands(), root) {
		if command.Name() == "help" || command.Name() == "completion" {
			continue
		}
		if command.Short == "" || command.Long == "" || command.Example == "" {
			t.Errorf("%s lacks a short text, a long one, or examples", command.CommandPath())
		}
	}
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(nil)
	if err := root.ExecuteContext(t.Context()); err != nil || !strings.Contains(out.String(), "ventana local") {
		t.Errorf("help %q (%v)", out.String(), err)
	}
}
