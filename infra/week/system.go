package week

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"ventana/infra/local"
	"ventana/infra/sim/playground"
	"ventana/shared/dynamostore"
	"ventana/shared/secret"
)

// system is the local system under a week.
type system struct {
	local.Endpoints
	logs *lastWords
	stop func() error
}

// start runs a system on free ports with an empty folder.
func start(ctx context.Context, template, data string) (*system, error) {
	ctx, cancel := context.WithCancel(ctx)
	ready, ended := make(chan local.Endpoints, 1), make(chan error, 1)
	logs := &lastWords{}
	go func() {
		ended <- local.Run(ctx, local.Options{
			Template: template, Data: data, DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT"),
			Stdout: io.Discard, Stderr: logs, Playground: playground.Handler(),
			OnReady: func(endpoints local.Endpoints) { ready <- endpoints },
		})
	}()
	select {
	case endpoints := <-ready:
		return &system{Endpoints: endpoints, logs: logs, stop: func() error { cancel(); return <-ended }}, nil
	case err := <-ended:
		cancel()
		return nil, fmt.Errorf("start the system: %w\n%s", err, logs.tail())
	}
}

// prepare makes the deployment: the helpdesk's language, the policy, and the
// templates, which the function catalogue then brings into the table.
func prepare(ctx context.Context, c client, data, language string, r rules) error {
	attached, err := local.Attach(data)
	if err != nil {
		return err
	}
	if err := speak(strings.TrimPrefix(attached.CallURL, "file://"), language); err != nil {
		return err
	}
	store := dynamostore.New(attached.Database, attached.Table, attached.Clock.Now, rand.Text)
	if _, err := store.PutPolicy(ctx, r.document(), "week", 0); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	for _, one := range templates() {
		order := map[string]any{
			"do": "add", "name": one.name, "language": one.language, "status": one.status, "category": "UTILITY",
			"components": []any{map[string]any{"type": "BODY", "text": one.body, "example": map[string]any{"body_text": [][]string{{"Ana", "35"}}}}},
		}
		if err := c.post(ctx, "/sim/templates", order); err != nil {
			return fmt.Errorf("template %s in %s: %w", one.name, one.language, err)
		}
	}
	// An hour, so that the catalogue is read and what functions had in memory of
	// the call document is old.
	_, err = c.move(ctx, time.Hour+time.Minute)
	return err
}

// speak sets the language of the helpdesk's connection in the call document.
func speak(path, language string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("call document: %w", err)
	}
	document, err := secret.ParseCall(text)
	if err != nil {
		return fmt.Errorf("call document: %w", err)
	}
	for i := range document.Connections {
		if document.Connections[i].Kind == secret.KindZendesk {
			document.Connections[i].Language = language
		}
	}
	if text, err = json.Marshal(document); err != nil {
		return fmt.Errorf("call document: %w", err)
	}
	return os.WriteFile(path, text, 0o600)
}

// lastWords keeps the end of the system's log for a week that fails.
type lastWords struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// lastWordsBytes is how much of a log is worth showing.
const lastWordsBytes = 8 << 10

func (l *lastWords) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text.Len() > 16*lastWordsBytes {
		l.text.Next(l.text.Len() - lastWordsBytes)
	}
	return l.text.Write(p)
}

func (l *lastWords) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	return text[max(0, len(text)-lastWordsBytes):]
}
