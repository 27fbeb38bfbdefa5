package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/template"
)

func local() template.Local {
	return template.Local{Stack: "local", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://sqs"}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatalf("write template: %v", err)
	}
	return path
}

const small = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Runs: {Type: Number, Default: 4, MinValue: 2}
  SecretUrl: {Type: String, Default: '', AllowedPattern: '^$|^vault://.+$', ConstraintDescription: give a vault URL}
Rules:
  ProdHasSecret:
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: !Not [!Equals [!Ref SecretUrl, '']]
        AssertDescription: SecretUrl must be set in prod.
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  OwnSecret: !Equals [!Ref SecretUrl, '']
  Either: !Or [!Condition IsProd, Condition: OwnSecret]
  Both: {Fn::And: [!Condition IsProd, !Not [!Condition OwnSecret]]}
Globals:
  Function:
    Runtime: provided.al2023
    Handler: bootstrap
    Architectures: [arm64]
    MemorySize: 256
    LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: INFO}
    Environment: {Variables: {STAGE: !Ref Stage, KIND: global}}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties: {DefaultRouteSettings: {ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000}}
  WorkQueue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '${AWS::StackName}-work.fifo'
      FifoQueue: true
      VisibilityTimeout: 90
      RedrivePolicy: {deadLetterTargetArn: !GetAtt WorkDLQ.Arn, maxReceiveCount: 1000}
  WorkDLQ:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true, MessageRetentionPeriod: 1209600}
  PlainQueue:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: false}
  Secret:
    Type: AWS::SecretsManager::Secret
    Condition: OwnSecret
    Properties: {SecretString: '{"connections":[]}'}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}, {AttributeName: due_at, AttributeType: N}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      GlobalSecondaryIndexes:
        - IndexName: due
          KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: due_at, KeyType: RANGE}]
          Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [state]}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
  WorkFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/work
      Timeout: 15
      ReservedConcurrentExecutions: !If [IsProd, !Ref AWS::NoValue, 1]
      EventInvokeConfig: {MaximumRetryAttempts: 0}
      LoggingConfig: {LogGroup: somewhere}
      Environment:
        Variables:
          KIND: own
          QUEUE: !Ref WorkQueue
          GONE: !If [IsProd, here, !Ref AWS::NoValue]
          EITHER: !If [Either, 'yes', 'no']
          BOTH: !If [Both, 'yes', 'no']
          SECRET: !If [OwnSecret, !Sub 'secretsmanager://${Secret}', !Ref SecretUrl]
          JOINED: !Join ['-', [a, !Ref Stage]]
          PICKED: !Select [1, !Split ['/', 'x/y/z']]
          LITERAL: !Sub ['${!Stage} ${Name} ${Table.Arn} ${open', {Name: !Ref Stage}]
          LONG: {'Fn::Sub': '${Stage}'}
      Events:
        Web: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: post, Path: '/in/{id}', TimeoutInMillis: 12000}}
        Queue:
          Type: SQS
          Properties:
            Queue: !GetAtt WorkQueue.Arn
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {MaximumConcurrency: !Ref Runs}
        Tick:
          Type: ScheduleV2
          Properties: {ScheduleExpression: rate(5 minutes), Input: '{"do":"sweep"}', State: DISABLED}
`

func TestLoad_resolvesTheWholeSystem(t *testing.T) {
	t.Parallel()
	got, err := template.Load(write(t, small), nil, local())
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	reserved := 1
	want := &template.System{
		API:      "local-Api",
		Throttle: template.Throttle{Rate: 500, Burst: 1000},
		Functions: []template.Function{{
			LogicalID: "WorkFunction", Name: "local-WorkFunction", CodeURI: "functions/work", Handler: "bootstrap", Architecture: "arm64",
			MemoryMB: 256, Timeout: 15 * time.Second, Reserved: &reserved, AsyncRetries: 0, LogGroup: "somewhere", LogFormat: "JSON", LogLevel: "INFO",
			Environment: map[string]string{
				"STAGE": "dev", "KIND": "own", "QUEUE": "http://sqs/000000000000/local-work.fifo", "EITHER": "yes", "BOTH": "no",
				"SECRET": "secretsmanager://arn:aws:secretsmanager:eu-west-1:000000000000:secret:local-Secret-AbCdEf",
				"JOINED": "a-dev", "PICKED": "y", "LONG": "dev",
				"LITERAL": "${Stage} dev arn:aws:dynamodb:eu-west-1:000000000000:table/local-Table ${open",
			},
		}},
		Routes: []template.Route{{Method: "POST", Path: "/in/{id}", FunctionID: "WorkFunction", Timeout: 12 * time.Second}},
		Queues: []template.Queue{
			{LogicalID: "WorkDLQ", Name: "local-WorkDLQ.fifo", Attributes: map[string]string{"FifoQueue": "true", "MessageRetentionPeriod": "1209600"}},
			{LogicalID: "PlainQueue", Name: "local-PlainQueue", Attributes: map[string]string{}},
			{LogicalID: "WorkQueue", Name: "local-work.fifo", DeadLetterID: "WorkDLQ", Attributes: map[string]string{
				"FifoQueue": "true", "VisibilityTimeout": "90",
				"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:local-WorkDLQ.fifo","maxReceiveCount":1000}`,
			}},
		},
		Mappings: []template.Mapping{{
			FunctionID: "WorkFunction", QueueID: "WorkQueue", BatchSize: 10, PartialFailures: true, MaxConcurrency: 4, Enabled: true,
		}},
		Schedules: []template.Schedule{{
			Name: "WorkFunctionTick", FunctionID: "WorkFunction", Expression: "rate(5 minutes)", Group: "default", Timezone: "UTC", Input: `{"do":"sweep"}`,
		}},
		Tables: []template.Table{{
			LogicalID: "Table", Name: "local-Table", BillingMode: "PAY_PER_REQUEST", TTLAttribute: "expires_at",
			Attributes: []template.Attribute{{Name: "pk", Type: "S"}, {Name: "due_at", Type: "N"}},
			Keys:       []template.Key{{Name: "pk", Kind: "HASH"}},
			Indexes: []template.Index{{
				Name: "due", Keys: []template.Key{{Name: "pk", Kind: "HASH"}, {Name: "due_at", Kind: "RANGE"}},
				Projection: "INCLUDE", NonKeys: []string{"state"},
			}},
		}},
		Secrets: []template.Secret{{LogicalID: "Secret", Name: "local-Secret", Value: `{"connections":[]}`}},
	}
	if diff := cmp.Diff(want, got, withoutLines()); diff != "" {
		t.Errorf("system (-want +got):\n%s", diff)
	}
}

// withoutLines leaves line numbers to TestLoad_keepsLines.
func withoutLines() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		last := p.Last().String()
		return last == ".Line" || last == ".Lines"
	}, cmp.Ignore())
}

func TestLoad_keepsLines(t *testing.T) {
	t.Parallel()
	got, err := template.Load(write(t, small), nil, local())
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	lines := strings.Split(small, "\n")
	function := got.Functions[0]
	for name, line := range map[string]int{
		"WorkFunction:": function.Line, "MemorySize:": function.Lines["MemorySize"], "QUEUE:": function.Lines["QUEUE"],
		"WorkQueue:": got.Queues[2].Line, "Web:": got.Routes[0].Line, "Tick:": got.Schedules[0].Line, "Table:": got.Tables[0].Line,
	} {
		if !strings.HasPrefix(strings.TrimSpace(lines[line-1]), name) {
			t.Errorf("line %d is %q, want it to begin with %s", line, lines[line-1], name)
		}
	}
}

func TestLoad_appliesParameters(t *testing.T) {
	t.Parallel()
	parameters := map[string]string{"Stage": "prod", "SecretUrl": "vault://kv/ventana", "Runs": "7"}
	got, err := template.Load(write(t, small), parameters, local())
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if len(got.Secrets) != 0 {
		t.Errorf("got %d secrets, want none: the condition is false", len(got.Secrets))
	}
	function := got.Functions[0]
	for name, want := range map[string]string{"STAGE": "prod", "SECRET": "vault://kv/ventana", "GONE": "here", "BOTH": "yes"} {
		if function.Environment[name] != want {
			t.Errorf("%s: got %q, want %q", name, function.Environment[name], want)
		}
	}
	if got.Mappings[0].MaxConcurrency != 7 {
		t.Errorf("concurrency: got %d, want 7", got.Mappings[0].MaxConcurrency)
	}
}

func TestLoad_refusesParameters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		parameters map[string]string
		want       string
	}{
		{"an undeclared one", map[string]string{"Stgae": "dev"}, "Stgae was given but is not declared"},
		{"a value that is not allowed", map[string]string{"Stage": "qa"}, "allowed values dev, prod"},
		{"a number that is too small", map[string]string{"Runs": "1"}, "below the minimum 2"},
		{"a number that is none", map[string]string{"Runs": "many"}, "is not a number"},
		{"a value against the pattern", map[string]string{"SecretUrl": "http://x"}, "give a vault URL"},
		{"values that break a rule", map[string]string{"Stage": "prod"}, "rule ProdHasSecret: SecretUrl must be set in prod."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := template.Load(write(t, small), tt.parameters, local())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
