package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const (
	secretNow    = "0123456789abcdef0123456789abcdef"
	secretBefore = "fedcba9876543210fedcba9876543210"
	secretNext   = "aaaabbbbccccddddeeeeffff00001111"
	zendeskNow   = "dGhpc19zZWNyZXRfc2lnbnNfZXZlcnl0aGluZw=="
	verifyToken  = "a-token-of-thirty-two-characters"
)

// fakeSQS takes batches, except the entries that refuse picks; down refuses
// whole requests.
type fakeSQS struct {
	mu     sync.Mutex
	taken  map[string][]envelope.Envelope // by queue
	groups map[string]map[string]bool     // by queue
	refuse func(body string) bool
	down   bool
	stuck  bool // answers only when the caller gives up
	asked  func(context.Context)
}

func (f *fakeSQS) SendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked != nil {
		f.asked(ctx)
	}
	if f.stuck {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if f.down {
		return nil, &types.QueueDoesNotExist{Message: aws.String("no")}
	}
	out := &sqs.SendMessageBatchOutput{}
	for _, entry := range in.Entries {
		if f.refuse != nil && f.refuse(*entry.MessageBody) {
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: entry.Id, Code: aws.String("InternalError")})
			continue
		}
		e, err := envelope.Decode([]byte(*entry.MessageBody))
		if err != nil {
			return nil, err
		}
		f.taken[*in.QueueUrl] = append(f.taken[*in.QueueUrl], e)
		f.groups[aws.ToString(entry.MessageGroupId)] = map[string]bool{*in.QueueUrl: true}
		out.Successful = append(out.Successful, types.SendMessageBatchResultEntry{Id: entry.Id})
	}
	return out, nil
}

// world is a handler over the real cache and the real sender, with a scripted
// secret store, a fake queue and a log to search.
type world struct {
	*Handler
	sqs *fakeSQS
	log bytes.Buffer

	counted []string // metrics with their reasons

	mu       sync.Mutex
	at       time.Time
	document string
	storeErr error
	reads    int
}

// Count keeps what alarms would see.
func (w *world) Count(name, reason string) { w.counted = append(w.counted, name+" "+reason) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		sqs:      &fakeSQS{taken: map[string][]envelope.Envelope{}, groups: map[string]map[string]bool{}},
		at:       time.Date(2026, 11, 22, 9, 14, 5, 0, time.UTC),
		document: verifyDocument(t, []string{secretNow, secretBefore}),
	}
	w.Handler = NewHandler(Handler{
		secrets: secret.NewCache(w.fetch, secret.ParseVerify, w.clock),
		sender:  sqsqueue.NewSender(w.sqs),
		queues:  Queues{Inbound: "https://q/in.fifo", Outbound: "https://q/out.fifo", Status: "https://q/status"},
		metrics: w,
		now:     w.clock,
		log:     slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	return w
}

func verifyDocument(t *testing.T, appSecrets []string) string {
	t.Helper()
	text, err := json.Marshal(secret.Verify{Connections: []secret.VerifyConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, AppSecrets: appSecrets, VerifyToken: verifyToken},
		{ID: "zendesk", Kind: secret.KindZendesk, WebhookSecrets: []string{zendeskNow}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (w *world) fetch(context.Context) (secret.Version, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	return secret.Version{Text: []byte(w.document)}, w.storeErr
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) sent() int {
	count := 0
	for _, envelopes := range w.sqs.taken {
		count += len(envelopes)
	}
	return count
}

// call sends one request through the handler, whose error must be nil.
func (w *world) call(t *testing.T, request events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	response, err := w.Handle(t.Context(), request)
	if err != nil {
		t.Fatalf("got error %v: API Gateway would answer 500", err)
	}
	return response
}

func request(method, connection string, header map[string]string, body []byte) events.APIGatewayV2HTTPRequest {
	r := events.APIGatewayV2HTTPRequest{Headers: header, Body: string(body)}
	r.RequestContext.HTTP.Method = method
	if connection != "" {
		r.PathParameters = map[string]string{"connection": connection}
	}
	return r
}

// metaPost is a delivery of WhatsApp signed with key.
func metaPost(key string, body []byte) events.APIGatewayV2HTTPRequest {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return request("POST", "whatsapp", map[string]string{"x-hub-signature-256": "sha256=" + hex.EncodeToString(mac.Sum(nil))}, body)
}

// zendeskPost is a delivery of Zendesk signed with key at a time.
func zendeskPost(key string, at time.Time, body []byte) events.APIGatewayV2HTTPRequest {
	stamp := at.Format(time.RFC3339)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(stamp))
	mac.Write(body)
	return request("POST", "zendesk", map[string]string{
		"x-zendesk-webhook-signature":           base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"x-zendesk-webhook-signature-timestamp": stamp,
	}, body)
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../../events/cloudapi", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

const commentAdded = `{"type":"zen:event-type:ticket.comment_added","id":"01J","detail":{"id":"35","external_id":"ventana:c1:main:1"},` +
	`"event":{"comment":{"id":"77","body":"un texto del agente","is_public":true,"author":{"id":"5","is_staff":true,"name":"Luz Agente"}}}}`
