package template

import "slices"

// passive types exist in AWS only: they carry permissions, alarms and logs, and
// a local run neither needs nor imitates them.
func passive(kind string) bool {
	return slices.Contains([]string{
		"AWS::Budgets::Budget",
		"AWS::CloudWatch::Dashboard",
		"AWS::IAM::ManagedPolicy",
		"AWS::IAM::Role",
		"AWS::KMS::Key",
		"AWS::Logs::LogGroup",
		"AWS::Logs::QueryDefinition",
		"AWS::Scheduler::ScheduleGroup",
		"AWS::SNS::Subscription",
		"AWS::SNS::Topic",
		"AWS::SNS::TopicPolicy",
		"AWS::SQS::QueuePolicy",
	}, kind)
}

// nameProperty is where a type has its physical name.
func nameProperty(kind string) string {
	switch kind {
	case "AWS::SQS::Queue":
		return "QueueName"
	case "AWS::DynamoDB::Table":
		return "TableName"
	case "AWS::Logs::LogGroup":
		return "LogGroupName"
	case "AWS::Serverless::Function":
		return "FunctionName"
	case "AWS::IAM::Role":
		return "RoleName"
	case "AWS::SNS::Topic":
		return "TopicName"
	case alarmType, compositeType:
		return "AlarmName"
	}
	return "Name"
}

// resource describes a resource that exists under the present conditions.
func (e *evaluator) resource(line int, id string) (Resource, error) {
	body := e.section("Resources").member(id)
	if body == nil {
		return Resource{}, e.errorf(line, "%q is no resource of this template", id)
	}
	exists, err := e.exists(body)
	if err != nil {
		return Resource{}, err
	}
	if !exists {
		return Resource{}, e.errorf(line, "%s is left out by its condition %s, so it cannot be referred to here: guard the reference with Fn::If", id, text(body, "Condition"))
	}
	name, err := e.name(id, body)
	return Resource{LogicalID: id, Type: text(body, "Type"), Name: name}, err
}

// exists tells whether a resource's condition holds.
func (e *evaluator) exists(body *node) (bool, error) {
	condition := body.member("Condition")
	if condition == nil {
		return true, nil
	}
	return e.condition(condition.line, condition.text)
}

// name is a resource's physical name.
func (e *evaluator) name(id string, body *node) (string, error) {
	if e.busy["name "+id] {
		return "", e.errorf(body.line, "the name of %s depends on itself", id)
	}
	e.busy["name "+id] = true
	defer delete(e.busy, "name "+id)
	properties := e.read(id, body.member("Properties"))
	written := properties.text(nameProperty(text(body, "Type")), "")
	if written != "" || properties.err != nil {
		return written, properties.err
	}
	stack, _ := e.resolve.Pseudo("AWS::StackName")
	name := stack + "-" + id
	if properties.flag("FifoQueue", false) {
		name += ".fifo"
	}
	return name, properties.err
}
