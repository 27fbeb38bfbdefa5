package warm

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"ventana/infra/bench"
	"ventana/infra/local/build"
	"ventana/infra/local/lambda"
	"ventana/infra/local/sqs"
	"ventana/shared/clock"
	"ventana/shared/secret"
)

// Prefix begins the names of this part's figures.
const Prefix = "webhook: "

// target bounds the real one's time by the floor's.
const target = 1.2

const appSecret = "bench-app-secret"

// Options say how much is measured.
type Options struct {
	Root string // the repository's
	Runs int    // of each, after warm-up
	// Progress is told how far it is.
	Progress func(done, total int, what string)
}

// warmUp is how many runs come first, uncounted.
const warmUp = 50

// subject is one of the two.
type subject struct {
	name, folder string
	function     *lambda.Function
	took         []time.Duration
}

// Run measures both.
func Run(ctx context.Context, options Options) (figures []bench.Figure, err error) {
	folder, err := os.MkdirTemp("", "ventana-warm-")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	options.Progress(0, 1, "building both")
	url, stop, err := queues(folder)
	if err != nil {
		return nil, err
	}
	defer stop()
	both := []*subject{{name: "webhook", folder: "functions/webhook"}, {name: "floor", folder: "infra/bench/floor/webhook"}}
	for _, one := range both {
		if err := one.start(ctx, options.Root, folder, url); err != nil {
			return nil, err
		}
		defer one.function.Shutdown(context.WithoutCancel(ctx))
	}
	for run := range warmUp + options.Runs {
		for i := range both { // the first goes second in the next round
			if err := both[(run+i)%len(both)].ask(ctx, run, run >= warmUp); err != nil {
				return nil, err
			}
		}
		options.Progress(run+1, warmUp+options.Runs, "deliveries, in turn")
	}
	return compare(both[0].took, both[1].took), nil
}

// queueNames are those that webhook sends to.
func queueNames() map[string]string {
	return map[string]string{"INBOUND_QUEUE_URL": "bench-inbound.fifo", "OUTBOUND_QUEUE_URL": "bench-outbound.fifo", "STATUS_QUEUE_URL": "bench-status", "METRIC_NAMESPACE": "bench"}
}

// queues serves the queues on a free port.
func queues(folder string) (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("bench: %w", err)
	}
	url = "http://" + listener.Addr().String()
	server, err := sqs.New(sqs.Options{Dir: filepath.Join(folder, "sqs"), Clock: clock.New(filepath.Join(folder, "clock")), Region: "eu-west-1", AccountID: "000000000000", BaseURL: url})
	if err != nil {
		_ = listener.Close() // nothing is served
		return "", nil, fmt.Errorf("bench: %w", err)
	}
	served := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = served.Serve(listener) }()              // ends with Close
	stop = func() { _, _ = served.Close(), server.Close() } // what it kept goes with the folder
	for _, name := range queueNames() {
		attributes := map[string]string{}
		if strings.HasSuffix(name, ".fifo") {
			attributes = map[string]string{"FifoQueue": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
		}
		if _, _, err := server.CreateQueue(name, attributes); err != nil {
			stop()
			return "", nil, fmt.Errorf("bench: %w", err)
		}
	}
	return url, stop, nil
}

// start builds a subject and prepares it.
func (s *subject) start(ctx context.Context, root, folder, url string) error {
	built, err := build.All(ctx, root, filepath.Join(folder, s.name), []build.Function{{LogicalID: s.name, CodeURI: s.folder, Handler: "bootstrap"}}, func(string, time.Duration) {})
	if err != nil {
		return err
	}
	document, err := json.Marshal(secret.Verify{Connections: []secret.VerifyConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, AppSecrets: []string{appSecret}, VerifyToken: "bench-verify-token"},
	}})
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	file := filepath.Join(folder, "verify.json")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	environment := map[string]string{"APP_SECRET": appSecret}
	for variable, name := range queueNames() {
		environment[variable] = url + "/000000000000/" + name
	}
	s.function, err = lambda.New(lambda.Config{
		Name: s.name, Binary: built[s.name], MemoryMB: 256, Timeout: 10 * time.Second, MaxProcesses: 1, Environment: environment,
		Overrides: map[string]string{
			"AWS_ENDPOINT_URL_SQS": url, "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_EC2_METADATA_DISABLED": "true",
			"VERIFY_SECRET_URL": "file://" + file,
		},
	})
	return err
}

// ask hands a delivery over and keeps how long the answer took.
func (s *subject) ask(ctx context.Context, run int, counts bool) error {
	payload, err := delivery(run)
	if err != nil {
		return err
	}
	begun := time.Now()
	answer, failed, err := s.function.Invoke(ctx, payload)
	took := time.Since(begun)
	if err != nil {
		return fmt.Errorf("bench: %s: %w", s.name, err)
	}
	var response events.APIGatewayV2HTTPResponse
	if failed != nil || json.Unmarshal(answer, &response) != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("bench: %s answered %s, %v", s.name, answer, failed)
	}
	if counts {
		s.took = append(s.took, took)
	}
	return nil
}

// delivery is a customer's text as API Gateway hands it over, another one each time.
func delivery(run int) ([]byte, error) {
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"34600000000","phone_number_id":"100000000000001"},"contacts":[{"profile":{"name":"Ana R"},"wa_id":"34600000001","user_id":"ES.9f3K2QpXz7LmTt41"}],`+
		`"messages":[{"from":"34600000001","from_user_id":"ES.9f3K2QpXz7LmTt41","id":"wamid.BENCH%d","timestamp":"%d","text":{"body":"Hola, mi pedido 4471 no ha llegado. ¿Me ayudan?"},"type":"text"}]},`+
		`"field":"messages"}]}]}`, run, time.Now().Unix())
	signed := hmac.New(sha256.New, []byte(appSecret))
	_, _ = signed.Write([]byte(body)) // a hash takes everything
	request := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "ANY /webhooks/{connection}", RawPath: "/webhooks/whatsapp", Body: body,
		Headers:        map[string]string{"content-type": "application/json", "x-hub-signature-256": "sha256=" + hex.EncodeToString(signed.Sum(nil))},
		PathParameters: map[string]string{"connection": "whatsapp"},
	}
	request.RequestContext.HTTP.Method, request.RequestContext.HTTP.Path = http.MethodPost, "/webhooks/whatsapp"
	payload, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return payload, nil
}

// compare makes the figures.
func compare(real, floor []time.Duration) []bench.Figure {
	at := func(values []time.Duration, hundredths int) time.Duration {
		sorted := slices.Sorted(slices.Values(values))
		return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
	}
	limit := fmt.Sprintf("<= %.1f", target)
	figures := []bench.Figure{
		{Name: "p50 against the floor", Value: float64(at(real, 50)) / float64(at(floor, 50)), Unit: "ratio", Target: limit},
		{Name: "p99 against the floor", Value: float64(at(real, 99)) / float64(at(floor, 99)), Unit: "ratio", Target: limit},
		{Name: "p50", Value: float64(at(real, 50).Microseconds()) / 1000, Unit: "ms"},
		{Name: "p99", Value: float64(at(real, 99).Microseconds()) / 1000, Unit: "ms"},
		{Name: "floor: p50", Value: float64(at(floor, 50).Microseconds()) / 1000, Unit: "ms"},
		{Name: "floor: p99", Value: float64(at(floor, 99).Microseconds()) / 1000, Unit: "ms"},
	}
	for i := range figures {
		figures[i].Name = Prefix + figures[i].Name
	}
	return figures
}
