package smoke_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"

	"ventana/infra/smoke"
)

// wrong runs the checks on an API that answers as told and names those that found
// something, and those that nobody could make.
func wrong(t *testing.T, target smoke.Target, api http.HandlerFunc) (found, unchecked []string) {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	target.API, target.Connections, target.Now, target.NewID = server.URL, []string{"whatsapp"}, time.Now(), func() string { return "id" }
	for _, result := range smoke.Run(t.Context(), target) {
		switch {
		case result.Unchecked:
			unchecked = append(unchecked, result.Check)
		case result.Err != nil:
			found = append(found, result.Check)
			if result.Remedy == "" {
				t.Errorf("%s: %v: nobody is told what to do", result.Check, result.Err)
			}
		}
	}
	return found, unchecked
}

// answering is an API that is well but for one status in place of what must come.
func answering(unsigned, signed, handshake int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/health":
			_, _ = w.Write([]byte(`{"status":"ok"}`))
		case r.Method == http.MethodGet:
			w.WriteHeader(handshake)
		case r.Header.Get("X-Hub-Signature-256") == "":
			w.WriteHeader(unsigned)
		default:
			w.WriteHeader(signed)
		}
	}
}

func TestRun_findsWhatIsNotRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		api  http.HandlerFunc
		want []string
	}{
		{"all as it should be", answering(401, 403, 403), nil},
		{"unsigned deliveries are taken", answering(200, 403, 403), []string{"whatsapp: what is not signed is refused"}},
		{"anybody's signature is taken", answering(401, 200, 403), []string{"whatsapp: what is signed wrongly is refused"}},
		{"any verify token is right", answering(401, 403, 200), []string{"whatsapp: a wrong verify token is refused"}},
		{"no document yet", answering(403, 403, 403), []string{"whatsapp: verify secret is filled"}},
		{"no such connection", answering(404, 404, 404), []string{"whatsapp: known"}},
		{"somebody else's server", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }, []string{"health is answered"}},
		{"an address that leads elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/", http.StatusFound)
		}, []string{"health is answered"}},
		{"the function crashes", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, []string{"health is answered"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if found, _ := wrong(t, smoke.Target{}, tt.api); !slices.Equal(found, tt.want) {
				t.Errorf("found %q, want %q", found, tt.want)
			}
		})
	}
}

// alarms answers with two pages.
type alarms struct {
	ringing []string
	err     error
	asked   *cloudwatch.DescribeAlarmsInput
}

func (a *alarms) DescribeAlarms(_ context.Context, in *cloudwatch.DescribeAlarmsInput, _ ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error) {
	a.asked = in
	if a.err != nil {
		return nil, a.err
	}
	if in.NextToken == nil {
		return &cloudwatch.DescribeAlarmsOutput{NextToken: aws.String("2")}, nil
	}
	out := &cloudwatch.DescribeAlarmsOutput{}
	for _, name := range a.ringing {
		out.MetricAlarms = append(out.MetricAlarms, types.MetricAlarm{AlarmName: aws.String(name)})
	}
	return out, nil
}

func TestRun_alarmsOfTheStack(t *testing.T) {
	t.Parallel()
	well := answering(401, 403, 403)
	quiet := &alarms{}
	if found, _ := wrong(t, smoke.Target{Stack: "ventana-dev", Alarms: quiet}, well); len(found) != 0 {
		t.Errorf("nothing rings: found %q", found)
	}
	if prefix := aws.ToString(quiet.asked.AlarmNamePrefix); prefix != "ventana-dev-" || quiet.asked.StateValue != types.StateValueAlarm {
		t.Errorf("asked for alarms %q in state %s, want those of this stack alone that ring", prefix, quiet.asked.StateValue)
	}
	if found, _ := wrong(t, smoke.Target{Stack: "ventana-dev", Alarms: &alarms{ringing: []string{"ventana-dev-InboundDLQAlarm-1"}}}, well); !slices.Equal(found, []string{"no alarm rings"}) {
		t.Errorf("one rings: found %q", found)
	}
	denied := &alarms{err: &smithy.GenericAPIError{Code: "AccessDenied", Message: "no"}}
	found, unchecked := wrong(t, smoke.Target{Stack: "ventana-dev", Alarms: denied}, well)
	if len(found) != 0 || !slices.Contains(unchecked, "no alarm rings") {
		t.Errorf("alarms that may not be read: found %q, not checked %q", found, unchecked)
	}
}

func TestReadOutputs(t *testing.T) {
	t.Parallel()
	outputs, err := smoke.ReadOutputs([]byte(`[
	  {"OutputKey":"ApiUrl","OutputValue":"https://abc.execute-api.eu-west-1.amazonaws.com","Description":"Address"},
	  {"OutputKey":"InboundQueueUrl","OutputValue":"https://sqs.eu-west-1.amazonaws.com/123456789012/ventana-dev-inbound.fifo"},
	  {"OutputKey":"VerifySecretArn","OutputValue":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:VerifySecret-AbCdEf"}]`))
	if err != nil {
		t.Fatal(err)
	}
	if outputs.Stack() != "ventana-dev" || outputs.Secret("CallSecretArn") != "" ||
		outputs.Secret("VerifySecretArn") != "secretsmanager://arn:aws:secretsmanager:eu-west-1:123456789012:secret:VerifySecret-AbCdEf" {
		t.Errorf("got stack %q and %v", outputs.Stack(), outputs)
	}
	for _, text := range []string{`{}`, `[]`, `no`} {
		if _, err := smoke.ReadOutputs([]byte(text)); err == nil || !strings.Contains(err.Error(), "outputs: ") {
			t.Errorf("%s: got %v, want it refused", text, err)
		}
	}
}
