package local

import (
	"context"
	"net/http"
	"time"

	"ventana/infra/count"
	"ventana/infra/local/console"
	"ventana/infra/local/gateway"
	"ventana/infra/local/sqs"
	"ventana/infra/meter"
	"ventana/infra/price"
)

// saveEvery is how often what was used is written to the data folder, in real time.
const saveEvery = time.Second

// deletedAtOnce is how many messages Lambda acknowledges in one request.
const deletedAtOnce = 10

// count adds units of an item of AWS's price list, used by a resource of the stack.
func (h *host) count(item, of string, units float64) { h.counts.Add(item, of, units, h.clock.Now()) }

// saveCounts keeps the file of what was used up to date. A full disk must not stop
// functions: the first failure is told, and nothing is written after it.
func (h *host) saveCounts(ctx context.Context) {
	for ; ctx.Err() == nil; pause(ctx, saveEvery) {
		if err := h.counts.Save(); err != nil {
			h.console.Host("local", console.Error, "what is used is no longer written", "err", err)
			return
		}
	}
}

// countRequest counts a request to the HTTP API, also one that the API itself
// refused, as AWS/ApiGateway does.
func (h *host) countRequest(outcome gateway.Outcome) {
	h.count(price.HTTPAPIRequest, h.template.API, float64(count.APIRequests(outcome.Bytes)))
}

// countedTable counts what functions consume of the table, as the database reports
// it. What a fault refused did not get here, and tools that attach do not come by.
func (h *host) countedTable(database http.Handler) http.Handler {
	if len(h.template.Tables) == 0 {
		return database
	}
	table := h.template.Tables[0].Name
	return count.Tables(database, func(_ *http.Request, one count.Table) {
		h.count(price.DynamoDBReadUnit, table, one.ReadUnits)
		h.count(price.DynamoDBWriteUnit, table, one.WriteUnits)
		h.measureUnits("ConsumedReadCapacityUnits", table, one.ReadUnits, one.IndexReads)
		h.measureUnits("ConsumedWriteCapacityUnits", table, one.WriteUnits, one.IndexUnits)
	})
}

// measureUnits is what AWS/DynamoDB has of consumed units: of the table and of its
// index, each for itself.
func (h *host) measureUnits(metric, table string, all, ofIndex float64) {
	if own := all - ofIndex; own > 0 {
		h.options.Meter.Add(meter.Of("AWS/DynamoDB", metric, "TableName", table), h.clock.Now(), own)
	}
	if indexes := h.template.Tables[0].Indexes; ofIndex > 0 && len(indexes) > 0 {
		h.options.Meter.Add(meter.Of("AWS/DynamoDB", metric, "TableName", table, "GlobalSecondaryIndexName", indexes[0].Name), h.clock.Now(), ofIndex)
	}
}

// countedQueues counts what functions ask of the queues. What Lambda asks of them
// for a function is counted by polled.
func (h *host) countedQueues(queues http.Handler) http.Handler {
	return count.Queues(queues, func(r *http.Request, one count.Queue) {
		if count.Caller(r) != "" && one.Name != "" {
			h.count(count.QueueItem(one.Name), one.Name, float64(one.Requests))
		}
	})
}

// polled is the queues as the mappings ask them: a receive that brought something
// and each delete are counted. Receives that bring nothing are not: how many there
// are is Lambda's pollers' doing, and this machine has its own.
type polled struct {
	*sqs.Server
	count func(item, of string, units float64)
}

// Receive implements poller.Queue.
func (p polled) Receive(ctx context.Context, name string, limit int, wait time.Duration) ([]sqs.Message, error) {
	messages, err := p.Server.Receive(ctx, name, limit, wait)
	if len(messages) > 0 {
		p.count(count.QueueItem(name), name, float64(count.QueueRequests(carried(messages))))
	}
	return messages, err
}

// Delete implements poller.Queue.
func (p polled) Delete(name string, receipts []string) error {
	p.count(count.QueueItem(name), name, float64((len(receipts)+deletedAtOnce-1)/deletedAtOnce))
	return p.Server.Delete(name, receipts)
}

// carried is the size of messages in bytes.
func carried(messages []sqs.Message) int {
	bytes := 0
	for _, message := range messages {
		bytes += message.Size()
	}
	return bytes
}
