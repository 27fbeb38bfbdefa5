package template

import "fmt"

// Resource is what a Resolver is told about the resource that it gives values
// for.
type Resource struct {
	LogicalID string
	Type      string // "AWS::SQS::Queue"
	Name      string // physical name: the template's, else <stack>-<logical id>
}

// Resolver supplies what only a running stack knows.
type Resolver interface {
	// Pseudo is the value of a pseudo parameter such as AWS::Region; false when
	// there is none.
	Pseudo(name string) (string, bool)
	// Attribute is what !GetAtt gives, or !Ref when attribute is empty.
	Attribute(resource Resource, attribute string) (string, error)
}

// Local resolves to one machine: AWS's shapes of names and ARNs, and queue URLs
// at an endpoint of ours.
type Local struct {
	Stack         string // "ventana-local"
	Region        string // "us-east-1"
	Account       string // twelve digits
	QueueEndpoint string // "http://127.0.0.1:9324", without a slash at its end
}

var _ Resolver = Local{}

// Pseudo answers for one account and Region in the partition aws.
func (l Local) Pseudo(name string) (string, bool) {
	switch name {
	case "AWS::StackName":
		return l.Stack, true
	case "AWS::Region":
		return l.Region, true
	case "AWS::AccountId":
		return l.Account, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	case "AWS::StackId":
		return l.arn("cloudformation", "stack/"+l.Stack+"/local"), true
	}
	return "", false
}

// Attribute knows queues, tables, secrets, log groups, functions, roles,
// schedule groups,
// alarms and topics.
func (l Local) Attribute(r Resource, attribute string) (string, error) {
	values := l.values(r)
	if value, ok := values[attribute]; ok {
		return value, nil
	}
	what := "!GetAtt " + attribute
	if attribute == "" {
		what = "!Ref"
	}
	return "", fmt.Errorf("%s of a %s has no value on this machine: teach it to infra/local/template/resolver.go", what, r.Type)
}

// values are the attributes of a resource; "" is what !Ref gives.
func (l Local) values(r Resource) map[string]string {
	switch r.Type {
	case "AWS::SQS::Queue":
		url := l.QueueEndpoint + "/" + l.Account + "/" + r.Name
		return map[string]string{"": url, "QueueUrl": url, "QueueName": r.Name, "Arn": l.arn("sqs", r.Name)}
	case "AWS::DynamoDB::Table":
		return map[string]string{"": r.Name, "Arn": l.arn("dynamodb", "table/"+r.Name)}
	case "AWS::SecretsManager::Secret":
		// Secrets Manager puts six characters of its own after the name.
		return map[string]string{"": l.arn("secretsmanager", "secret:"+r.Name+"-AbCdEf")}
	case "AWS::Logs::LogGroup":
		return map[string]string{"": r.Name, "Arn": l.arn("logs", "log-group:"+r.Name+":*")}
	case "AWS::Serverless::Function":
		return map[string]string{"": r.Name, "Arn": l.arn("lambda", "function:"+r.Name)}
	case "AWS::Serverless::HttpApi":
		return map[string]string{"": r.Name}
	case "AWS::IAM::Role":
		return map[string]string{"": r.Name, "Arn": "arn:aws:iam::" + l.Account + ":role/" + r.Name}
	case "AWS::Scheduler::ScheduleGroup":
		return map[string]string{"": r.Name, "Arn": l.arn("scheduler", "schedule-group/"+r.Name)}
	case alarmType, compositeType:
		return map[string]string{"": r.Name, "Arn": l.arn("cloudwatch", "alarm:"+r.Name)}
	case "AWS::SNS::Topic":
		return map[string]string{"": l.arn("sns", r.Name), "TopicArn": l.arn("sns", r.Name), "TopicName": r.Name}
	}
	return nil
}

func (l Local) arn(service, rest string) string {
	return "arn:aws:" + service + ":" + l.Region + ":" + l.Account + ":" + rest
}
