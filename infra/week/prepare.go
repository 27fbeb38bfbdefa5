package week

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"ventana/infra/local"
	"ventana/shared/dynamostore"
	"ventana/shared/secret"
)

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
	begin, err := beginning(attached.Clock.Now())
	if err != nil {
		return err
	}
	if _, err := c.jump(ctx, begin.Sub(attached.Clock.Now())-preparation); err != nil {
		return err
	}
	_, err = c.move(ctx, begin.Sub(attached.Clock.Now()), 5*time.Minute)
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
