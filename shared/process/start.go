package process

import (
	"context"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"ventana/shared/sentry"
)

// reporterKey is where Main puts the reporter for Start.
type reporterKey struct{}

// ReporterOf is the reporter of the function that Main runs; nil where nothing
// is told.
func ReporterOf(ctx context.Context) *sentry.Reporter {
	reporter, _ := ctx.Value(reporterKey{}).(*sentry.Reporter)
	return reporter
}

func openReporter(name string, getenv func(string) string) *sentry.Reporter {
	return sentry.Open(sentry.Settings{
		DSN: getenv("SENTRY_DSN"), Release: release, Environment: getenv("SENTRY_ENVIRONMENT"),
		Function: name, Version: getenv("AWS_LAMBDA_FUNCTION_VERSION"), CheckIns: checkIns(getenv("CHECK_INS")),
	})
}

// release is the build's version, which Go takes from the repository's tag or
// commit; what was built without is no release.
func release() string {
	build, known := debug.ReadBuildInfo()
	if !known || build.Main.Version == "" || build.Main.Version == "(devel)" {
		return "ventana@development"
	}
	return "ventana@" + build.Main.Version
}

// checkIns reads "task=minutes task=minutes". What has no such form, or no
// minutes, is not checked in; a test holds the template's to its schedules.
func checkIns(text string) map[string]int {
	tasks := map[string]int{}
	for part := range strings.FieldsSeq(text) {
		task, minutes, _ := strings.Cut(part, "=")
		if every, err := strconv.Atoi(minutes); err == nil && every > 0 {
			tasks[task] = every
		}
	}
	return tasks
}

// Start handles events until the process ends. ctx is that of Main's run.
func Start(ctx context.Context, handler any) {
	if reporter := ReporterOf(ctx); reporter != nil {
		handler = told{lambda.NewHandler(handler), reporter}
	}
	lambda.StartWithOptions(handler, lambda.WithContext(ctx))
}

// told is a handler whose runs Sentry is told of.
type told struct {
	next     lambda.Handler
	reporter *sentry.Reporter
}

// Invoke runs the handler. A panic goes on to the Lambda runtime, which ends the
// process with it.
func (t told) Invoke(ctx context.Context, payload []byte) (answer []byte, err error) {
	id := ""
	if invocation, known := lambdacontext.FromContext(ctx); known {
		id = invocation.AwsRequestID
	}
	run := t.reporter.Begin(ctx, id, payload)
	defer func() {
		panicked := recover()
		run.Over(ctx, err, panicked)
		if panicked != nil {
			panic(panicked)
		}
	}()
	return t.next.Invoke(ctx, payload)
}
