package infra_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wildcards that are right, each with its reason. Everything else names its
// resource and its action.
func allowedWildcards() map[string]string {
	return map[string]string{
		"TracePolicy xray:PutTraceSegments *":    "X-Ray knows no resources",
		"TracePolicy xray:PutTelemetryRecords *": "X-Ray knows no resources",
		"AlarmKey kms:* *":                       "a key policy's * is the key; without the account nobody could manage it",
		"AlarmKey kms:Decrypt *":                 "a key policy's * is the key; the account condition narrows the service",
		"AlarmKey kms:GenerateDataKey* *":        "a key policy's * is the key; SNS asks for GenerateDataKey and its variants",
	}
}

func TestPermissions_nameWhatTheyAllow(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, g := range grants(load(t)) {
		if !strings.Contains(g.action+g.resource, "*") {
			continue
		}
		key := g.owner + " " + g.action + " " + g.resource
		used[key] = true
		if allowedWildcards()[key] == "" {
			t.Errorf("%s allows %s on %s: name it, or list it above with its reason", g.owner, g.action, g.resource)
		}
	}
	for key := range allowedWildcards() {
		if !used[key] {
			t.Errorf("the list allows %q, which nothing asks for: remove it", key)
		}
	}
}

// TestPermissions_areTheseAndNoMore is the whole list, so that a new permission
// is seen in a review twice.
func TestPermissions_areTheseAndNoMore(t *testing.T) {
	t.Parallel()
	verify := "secretsmanager:GetSecretValue VerifySecret"
	callSecret := "secretsmanager:GetSecretValue CallSecret"
	want := map[string][]string{
		"WebhookRole": slices.Concat(logging("Webhook"), sends("InboundQueue", "OutboundQueue", "StatusQueue"), []string{verify}),
		"InboundRole": slices.Concat(logging("Inbound"), consumes("InboundQueue"), sends("InboundDLQ", "MediaQueue", "OutboundQueue", "ForwardQueue"), []string{callSecret},
			table("BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem")),
		"OutboundRole": slices.Concat(logging("Outbound"), consumes("OutboundQueue"), consumes("BulkQueue"), sends("OutboundDLQ", "BulkDLQ", "MediaQueue"), []string{callSecret},
			table("BatchGetItem", "GetItem", "Query", "UpdateItem")),
		"StatusRole": slices.Concat(logging("Status"), consumes("StatusQueue"), sends("StatusDLQ", "OutboundQueue", "ForwardQueue"), []string{callSecret},
			table("GetItem", "Query", "UpdateItem")),
		"MediaRole": slices.Concat(logging("Media"), consumes("MediaQueue"), sends("MediaDLQ"), []string{callSecret},
			table("Query", "UpdateItem")),
		"ForwardRole":   slices.Concat(logging("Forward"), consumes("ForwardQueue"), sends("ForwardDLQ"), []string{callSecret}, table("UpdateItem")),
		"CatalogueRole": slices.Concat(logging("Catalogue"), []string{callSecret}, table("GetItem", "Query", "UpdateItem")),
		"WindowRole": slices.Concat(logging("Window"), sends("BulkQueue"), []string{callSecret, "dynamodb:Query ${Table.Arn}/index/due"},
			table("BatchGetItem", "GetItem", "Query", "UpdateItem")),
		"ReconcileRole": slices.Concat(logging("Reconcile"), sends("OutboundQueue"),
			counts("InboundDLQ", "OutboundDLQ", "BulkDLQ", "StatusDLQ", "MediaDLQ", "ForwardDLQ", "ScheduleDLQ"), []string{callSecret, "dynamodb:Query ${Table.Arn}/index/day"},
			table("BatchGetItem", "GetItem", "Query", "UpdateItem")),
		"CanaryRole": slices.Concat(logging("Canary"), []string{verify, callSecret}, table("GetItem", "Query", "UpdateItem"), sends("OutboundQueue")),
		"ScheduleRole": append(sends("ScheduleDLQ"), "lambda:InvokeFunction ${ReconcileFunction.Arn}:live", "lambda:InvokeFunction ${CatalogueFunction.Arn}:live",
			"lambda:InvokeFunction ${WindowFunction.Arn}:live", "lambda:InvokeFunction ${CanaryFunction.Arn}:live"),
	}
	got := map[string][]string{}
	for _, g := range grants(load(t)) {
		if strings.HasSuffix(g.owner, "Role") {
			got[g.owner] = append(got[g.owner], g.action+" "+g.resource)
		}
	}
	for _, list := range []map[string][]string{want, got} {
		for _, permissions := range list {
			slices.Sort(permissions)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
}

func TestRoles_areTakenByOneServiceOnly(t *testing.T) {
	t.Parallel()
	for id, properties := range load(t).ofType("AWS::IAM::Role") {
		trust := statements(properties["AssumeRolePolicyDocument"])
		want := "lambda.amazonaws.com"
		if id == "ScheduleRole" {
			want = "scheduler.amazonaws.com"
			condition := at(trust[0], "Condition", "StringEquals")
			if at(condition, "aws:SourceAccount") == nil || at(condition, "aws:SourceArn") == nil {
				t.Errorf("%s: a schedule of another account could borrow it, want SourceAccount and SourceArn", id)
			}
		}
		if len(trust) != 1 || at(trust[0], "Principal", "Service") != want {
			t.Errorf("%s trusts %v, want %s alone", id, trust, want)
		}
		for _, policy := range several(properties["ManagedPolicyArns"]) {
			if policy != nil && !mentions(policy, "TracePolicy") {
				t.Errorf("%s has the managed policy %v: write its statements into the role", id, policy)
			}
		}
	}
}

// grant is one action allowed on one resource.
type grant struct{ owner, action, resource string }

// grants lists what the template allows, one action and resource at a time.
func grants(d document) []grant {
	var out []grant
	add := func(owner string, policy any) {
		for _, s := range statements(policy) {
			if s["Effect"] != "Allow" {
				continue
			}
			for _, action := range several(s["Action"]) {
				for _, resource := range several(s["Resource"]) {
					out = append(out, grant{owner, fmt.Sprint(action), logical(resource)})
				}
			}
		}
	}
	for id, properties := range d.ofType("AWS::IAM::Role") {
		for _, policy := range several(properties["Policies"]) {
			add(id, at(policy, "PolicyDocument"))
		}
	}
	for _, kind := range []string{"AWS::IAM::ManagedPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"} {
		for id, properties := range d.ofType(kind) {
			add(id, properties["PolicyDocument"])
		}
	}
	for id, properties := range d.ofType("AWS::KMS::Key") {
		add(id, properties["KeyPolicy"])
	}
	return out
}

// logical is the resource in a statement in the template's own terms: the
// logical id of !GetAtt X.Arn and !Ref X, the text of !Sub, and of an If the
// branch of our own resource.
func logical(resource any) string {
	if id, ok := call(resource, "Fn::GetAtt"); ok {
		return strings.TrimSuffix(id, ".Arn")
	}
	for _, name := range []string{"Ref", "Fn::Sub"} {
		if text, ok := call(resource, name); ok {
			return text
		}
	}
	if branches, ok := at(resource, "Fn::If").([]any); ok {
		return logical(branches[1])
	}
	return fmt.Sprint(resource)
}

func logging(name string) []string {
	return []string{"logs:CreateLogStream " + name + "Logs", "logs:PutLogEvents " + name + "Logs"}
}

func consumes(queue string) []string {
	return []string{
		"sqs:ReceiveMessage " + queue, "sqs:DeleteMessage " + queue, "sqs:GetQueueAttributes " + queue, "sqs:ChangeMessageVisibility " + queue,
	}
}

func sends(queues ...string) []string {
	var out []string
	for _, queue := range queues {
		out = append(out, "sqs:SendMessage "+queue)
	}
	return out
}

func counts(queues ...string) []string {
	var out []string
	for _, queue := range queues {
		out = append(out, "sqs:GetQueueAttributes "+queue)
	}
	return out
}

func table(actions ...string) []string {
	var out []string
	for _, action := range actions {
		out = append(out, "dynamodb:"+action+" Table")
	}
	return out
}
