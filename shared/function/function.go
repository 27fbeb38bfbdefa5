// Package function assembles what every function that handles a queue is made
// of, so that their mains differ only in what they do.
//
// Everything is built once, before the first record: configuration, clients,
// logger. Nothing is read from outside yet; the call document is fetched with
// the first record.
package function

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/shared/breaker"
	"ventana/shared/clock"
	"ventana/shared/connection"
	"ventana/shared/dynamostore"
	"ventana/shared/process"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// Parts is what a function is assembled from.
type Parts struct {
	Name          string // of the function
	Log           *slog.Logger
	Now           func() time.Time
	Metrics       *telemetry.Metrics
	Store         *dynamostore.Store
	Connections   *connection.Book
	CallSecret    *secret.Cache[secret.Call] // what Connections reads
	Configuration aws.Config
}

// NewOwner makes a name for one run's leases.
func (Parts) NewOwner() string { return rand.Text() }

// Sender puts envelopes into queues.
func (p Parts) Sender() *sqsqueue.Sender {
	return sqsqueue.NewSender(sqs.NewFromConfig(p.Configuration))
}

// Depth counts what queues hold.
func (p Parts) Depth() *sqsqueue.Depth {
	return sqsqueue.NewDepth(sqs.NewFromConfig(p.Configuration))
}

// Assemble builds the parts of the function called name. Its metrics are those of
// the namespace, on standard output.
func Assemble(ctx context.Context, getenv func(string) string, name, table, callSecretURL, namespace string) (Parts, error) {
	configuration, err := process.AWS(ctx)
	if err != nil {
		return Parts{}, err
	}
	fetch, err := secret.Open(callSecretURL, configuration)
	if err != nil {
		return Parts{}, err
	}
	now := clock.New(getenv(clock.Variable)).Now
	log, metrics := slog.Default(), telemetry.NewMetrics(namespace, name, os.Stdout, now)
	if reporter := process.ReporterOf(ctx); reporter != nil {
		metrics.OnCount(reporter.Rang)
	}
	cache := secret.NewCache(fetch, secret.ParseCall, now)
	return Parts{
		Name:          name,
		Log:           log,
		Now:           now,
		Metrics:       metrics,
		Store:         dynamostore.New(dynamodb.NewFromConfig(configuration), table, now, rand.Text),
		CallSecret:    cache,
		Connections:   connection.NewBook(watched{cache, metrics.Count}, telemetry.UserAgent(name, getenv), now, watch(log, metrics)),
		Configuration: configuration,
	}, nil
}

// Circuit is the circuit of an outside system that no connection's client speaks
// to, under a name for operators.
func (p Parts) Circuit(name string) *breaker.Breaker {
	tell := watch(p.Log, p.Metrics)
	return breaker.New(breaker.Options{Now: p.Now, Changed: func(change breaker.Change) { tell(name, change) }})
}

// Consume handles the records of a queue until the process ends.
func Consume(ctx context.Context, parts Parts, queueURL, dlqURL string, handle sqsqueue.GroupHandler) {
	consumer := parts.consumer(Source{queueURL, dlqURL}, handle)
	process.Start(ctx, consumer.Handle)
}

// Source is a queue with its dead-letter queue.
type Source struct {
	QueueURL, DLQURL string
}

// ConsumeAll handles the records of several queues until the process ends.
func ConsumeAll(ctx context.Context, parts Parts, handle sqsqueue.GroupHandler, queues ...Source) {
	sources := sqsqueue.Sources{}
	for _, queue := range queues {
		sources[sqsqueue.NameOf(queue.QueueURL)] = parts.consumer(queue, handle)
	}
	process.Start(ctx, sources.Handle)
}

func (p Parts) consumer(source Source, handle sqsqueue.GroupHandler) *sqsqueue.Consumer {
	queue := sqsqueue.NewQueue(sqs.NewFromConfig(p.Configuration), source.QueueURL, source.DLQURL, p.Now).For(p.Name)
	return sqsqueue.NewConsumer(queue, p.Store, p.Log, handle).OnPark(p.Store.NoteParked).
		OnFailure(func(code string) { p.Metrics.Count(telemetry.MetricWorkFailed, code) })
}
