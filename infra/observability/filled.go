package observability

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Filled are the two dashboards as a stack of that name would show them: the
// CloudWatch body and Grafana's JSON, physical names in place of placeholders.
// Names that CloudFormation would make up are <stack>-<logical id>, as the local
// host makes them; an alarm's ARN is its logical id.
func (s *Stack) Filled(board Board, stack string) (cloudWatch, grafana string, err error) {
	body, err := s.CloudWatch(board)
	if err != nil {
		return "", "", err
	}
	drawn, err := s.Grafana(board)
	if err != nil {
		return "", "", err
	}
	text, err := json.Marshal(drawn)
	if err != nil {
		return "", "", fmt.Errorf("write dashboard: %w", err)
	}
	return s.fill(body.filled(), stack), s.fill(string(text), stack), nil
}

// fill puts names into what !Sub and Grafana's variables would fill; a
// placeholder of neither stays.
func (s *Stack) fill(text, stack string) string {
	return regexp.MustCompile(`\$\{[A-Za-z:.]+\}`).ReplaceAllStringFunc(text, func(placeholder string) string {
		name, _, _ := strings.Cut(strings.Trim(placeholder, "${}"), ".")
		switch {
		case name == "stack" || name == "AWS::StackName":
			return stack
		case name == "AWS::Region":
			return "local"
		case s.resources[name].kind == "":
			return placeholder
		case s.resources[name].kind == typeAlarm || s.resources[name].kind == typeComposite:
			return name
		}
		if written := s.written(name, stack); written != "" {
			return written
		}
		return stack + "-" + name
	})
}
