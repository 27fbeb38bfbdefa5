package observability

import (
	"fmt"
	"strings"
)

// naming gives physical names where a dashboard is shown: placeholders that
// CloudFormation, Grafana or the local host fills.
type naming struct {
	stack string                       // the stack's name
	of    func(kind, id string) string // a resource's physical name
}

// dimension is a name and a value of a metric.
type dimension struct{ name, value string }

// namespaces of the metrics that AWS writes of a type of resource.
func namespaceOf(kind string) string {
	return map[string]string{
		typeFunction: "AWS/Lambda", typeQueue: "AWS/SQS", typeAPI: "AWS/ApiGateway", typeTable: "AWS/DynamoDB", typeSchedules: "AWS/Scheduler", typeLogs: "AWS/Logs",
	}[kind]
}

// namespace is a metric's, with the stack's name as given.
func (s *Stack) namespace(m Metric, stack string) string {
	switch {
	case m.Namespace != "":
		return m.Namespace
	case m.Of == "":
		return "Ventana/" + stack
	}
	return namespaceOf(s.resources[m.Of].kind)
}

// dimensions are a metric's, their values as logical ids.
func (s *Stack) dimensions(m Metric) ([]dimension, error) {
	kind := s.resources[m.Of].kind
	var all []dimension
	switch {
	case m.Of == "":
	case kind == typeFunction && m.All:
		all = []dimension{{"FunctionName", m.Of}}
	case kind == typeFunction:
		all = []dimension{{"FunctionName", m.Of}, {"Resource", m.Of}}
	case kind == typeQueue:
		all = []dimension{{"QueueName", m.Of}}
	case kind == typeAPI:
		all = []dimension{{"ApiId", m.Of}}
	case kind == typeTable:
		all = []dimension{{"TableName", m.Of}}
	case kind == typeSchedules:
		all = []dimension{{"ScheduleGroup", m.Of}}
	case kind == typeLogs:
		all = []dimension{{"LogGroupName", m.Of}}
	default:
		return nil, fmt.Errorf("metric %s of %q: the template has no function, queue, API, table, schedule group or log group of that name", m.Name, m.Of)
	}
	if m.Key != "" {
		all = append(all, dimension{m.Key, m.Value})
	}
	return all, nil
}

// physical are a metric's dimensions with physical names.
func (s *Stack) physical(m Metric, names naming) ([]dimension, error) {
	all, err := s.dimensions(m)
	for i, one := range all {
		if one.name == m.Key {
			continue
		}
		all[i].value = names.of(s.resources[m.Of].kind, m.Of)
		if one.name == "Resource" {
			all[i].value += ":live"
		}
	}
	return all, err
}

// cloudFormation names by what !Sub fills.
func cloudFormation() naming {
	return naming{stack: "${AWS::StackName}", of: func(kind, id string) string {
		switch kind {
		case typeQueue:
			return "${" + id + ".QueueName}"
		case typeAlarm:
			return "${" + id + ".Arn}"
		}
		return "${" + id + "}"
	}}
}

// written is a name that the template gives itself, with the stack's name as
// given; "" when CloudFormation makes one up.
func (s *Stack) written(id, stack string) string {
	for _, property := range []string{"QueueName", "TableName", "FunctionName", "LogGroupName", "Name"} {
		value := s.resources[id].properties[property]
		if name := text(value, "Fn::Sub"); name != "" {
			return strings.ReplaceAll(name, "${AWS::StackName}", stack)
		}
		if text(value, "Ref") == "AWS::StackName" {
			return stack
		}
	}
	return ""
}
