package template

import "encoding/json"

const (
	alarmType     = "AWS::CloudWatch::Alarm"
	compositeType = "AWS::CloudWatch::CompositeAlarm"
)

// alarm resolves an alarm. What its properties mean is for whoever evaluates it.
func (e *evaluator) alarm(described Resource, line int, properties *node) (Alarm, error) {
	out := Alarm{LogicalID: described.LogicalID, Name: described.Name, Composite: described.Type == compositeType, Line: line}
	resolved, err := e.value(properties)
	if err != nil {
		return out, err
	}
	if out.Properties, err = json.Marshal(resolved); err != nil {
		return out, e.errorf(line, "%s: write as JSON: %w", described.LogicalID, err)
	}
	return out, nil
}
