package drill

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
)

// mend runs one command of a runbook.
func (s *stage) mend(command string) error {
	for placeholder, value := range s.scene.Fill {
		command = strings.ReplaceAll(command, placeholder, value)
	}
	words, err := s.words(command)
	if err != nil {
		return err
	}
	switch {
	case len(words) > 1 && words[0] == "ventana":
		return s.ventana(words[1:])
	case len(words) > 2 && words[0] == "aws":
		return s.cli(words[1]+" "+words[2], words[3:])
	}
	return fmt.Errorf("%q is not understood: teach it to infra/drill/shell.go", command)
}

// ventana runs a command line on the system of the case.
func (s *stage) ventana(words []string) error {
	if s.options.Ventana == nil {
		return errors.New("nobody runs ventana here")
	}
	said, err := s.options.Ventana(s, s.data, words)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	return nil
}

// cli does what a command of AWS's does to a running stack.
func (s *stage) cli(command string, words []string) error {
	flags, err := flagsOf(words)
	if err != nil {
		return err
	}
	name := func(flag string) string {
		return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(flags[flag], s.system.Stack+"-"), "Function"))
	}
	switch command {
	case "lambda update-event-source-mapping":
		_, enabled := flags["--enabled"]
		return s.aws(map[string]any{"do": "mapping", "name": flags["--uuid"], "enabled": enabled})
	case "lambda delete-function-concurrency":
		return s.aws(map[string]any{"do": "concurrency", "name": name("--function-name"), "reserved": nil})
	case "lambda update-alias": // the version before has not the defect
		if flags["--name"] != "live" || flags["--function-version"] == "" {
			return errors.New("only live is pointed elsewhere, at a version")
		}
		return s.healFaults()
	case "secretsmanager put-secret-value":
		file, found := strings.CutPrefix(flags["--secret-string"], "file://")
		if !found || s.files[file] == nil {
			return fmt.Errorf("--secret-string %s: nobody wrote that file", flags["--secret-string"])
		}
		if !strings.HasPrefix(strings.ToLower(flags["--secret-id"]), strings.TrimSuffix(file, ".json")) {
			return fmt.Errorf("%s goes into %s", file, flags["--secret-id"])
		}
		return os.WriteFile(s.document(file), s.files[file], 0o600)
	case "cloudformation execute-change-set": // of one that reverts drift
		return s.revert()
	case "cloudformation create-change-set":
		if flags["--deployment-mode"] != "REVERT_DRIFT" {
			return errors.New("a change set of the same template changes nothing but with --deployment-mode REVERT_DRIFT")
		}
		return nil
	}
	return fmt.Errorf("aws %s is not understood: teach it to infra/drill/shell.go", command)
}

// revert is a deployment that puts back what somebody changed by hand.
func (s *stage) revert() error {
	var system struct {
		Functions []struct{ Name string }
		Schedules []struct{ Name string }
	}
	if err := s.Call(s, http.MethodGet, "/sim/system", nil, &system); err != nil {
		return err
	}
	var problems []error
	for _, one := range system.Functions {
		problems = append(problems, s.aws(map[string]any{"do": "permission", "name": one.Name, "enabled": true}))
	}
	for _, one := range system.Schedules {
		problems = append(problems, s.aws(map[string]any{"do": "schedule", "name": one.Name, "enabled": true}))
	}
	return errors.Join(problems...)
}

// flagsOf reads --name with its values; a flag may stand alone.
func flagsOf(words []string) (map[string]string, error) {
	flags := map[string]string{}
	for len(words) > 0 {
		name := words[0]
		if !strings.HasPrefix(name, "--") {
			return nil, fmt.Errorf("%q is no flag", name)
		}
		words = words[1:]
		flags[name] = ""
		for len(words) > 0 && !strings.HasPrefix(words[0], "--") {
			flags[name], words = strings.TrimSpace(flags[name]+" "+words[0]), words[1:]
		}
	}
	return flags, nil
}

// words splits a command as a shell does: quotes, $STACK, and $(…) of the two
// functions of the runbooks' README that tell names, output and mapping.
func (s *stage) words(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, begun := rune(0), false
	rest := []rune(strings.ReplaceAll(command, "\\\n", " "))
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case quote == 0 && (c == '"' || c == '\''):
			quote, begun = c, true
		case c == quote && quote != 0:
			quote = 0
		case c == '$' && quote != '\'' && i+1 < len(rest) && rest[i+1] == '(':
			end := slices.Index(rest[i:], ')')
			if end < 0 {
				return nil, errors.New("$( without )")
			}
			value, err := s.told(string(rest[i+2 : i+end]))
			if err != nil {
				return nil, err
			}
			word.WriteString(value)
			i, begun = i+end, true
		case c == '$' && quote != '\'':
			if !strings.HasPrefix(string(rest[i:]), "$STACK") {
				return nil, fmt.Errorf("%q: only $STACK is known", string(rest[i:]))
			}
			word.WriteString(s.system.Stack)
			i, begun = i+len("STACK"), true
		case quote == 0 && (c == ' ' || c == '\n'):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		case quote == 0 && strings.ContainsRune("|;&<>", c):
			return nil, fmt.Errorf("%q is not understood, or a placeholder that nothing was filled in for", string(c))
		default:
			word.WriteRune(c)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// told is what a function of the runbooks' README prints.
func (s *stage) told(call string) (string, error) {
	function, argument, _ := strings.Cut(call, " ")
	switch {
	case function == "mapping":
		return strings.ToLower(argument), nil
	case function == "output" && strings.HasSuffix(argument, "FunctionName"):
		return s.system.Stack + "-" + strings.TrimSuffix(argument, "Name"), nil
	case function == "output" && strings.HasSuffix(argument, "SecretArn"):
		return argument, nil
	case function == "output" && argument == "TableName":
		return s.system.Table, nil
	}
	return "", fmt.Errorf("$(%s) is not understood: teach it to infra/drill/shell.go", call)
}
