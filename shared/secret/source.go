package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// MaxDocumentBytes is Secrets Manager's own limit for one value.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
const MaxDocumentBytes = 65536

// Fetch reads a document's current text.
type Fetch func(ctx context.Context) ([]byte, error)

// managerAPI is the subset of Secrets Manager used here.
type managerAPI interface {
	GetSecretValue(ctx context.Context, in *secretsmanager.GetSecretValueInput, options ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// Open returns how to read the document at address, one of the package
// comment's URLs. It reads nothing yet; an address that names no known store is
// an error that lists them. The AWS configuration is used for secretsmanager
// addresses only.
func Open(address string, configuration aws.Config) (Fetch, error) {
	scheme, rest, found := strings.Cut(address, "://")
	if !found || rest == "" {
		return nil, fmt.Errorf("secret address %q: want secretsmanager://name or file:///path", address)
	}
	switch scheme {
	case "secretsmanager":
		return managed(secretsmanager.NewFromConfig(configuration), rest), nil
	case "file":
		return fromFile(rest), nil
	default:
		return nil, fmt.Errorf("secret address %q: unknown store %q, want secretsmanager:// or file://", address, scheme)
	}
}

// Read opens and reads the document at address once, as the command line does.
// AWS is configured from the environment only when the address needs it.
func Read(ctx context.Context, address string) ([]byte, error) {
	var configuration aws.Config
	if strings.HasPrefix(address, "secretsmanager://") {
		var err error
		if configuration, err = config.LoadDefaultConfig(ctx); err != nil {
			return nil, fmt.Errorf("load aws configuration: %w", err)
		}
	}
	fetch, err := Open(address, configuration)
	if err != nil {
		return nil, err
	}
	return fetch(ctx)
}

// managed reads AWSCURRENT by name: some stand-ins answer a request without a
// stage with an older version after a rotation.
func managed(client managerAPI, id string) Fetch {
	return func(ctx context.Context) ([]byte, error) {
		out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{
			SecretId: aws.String(id), VersionStage: aws.String("AWSCURRENT"),
		})
		if err != nil {
			return nil, fmt.Errorf("get secret %s: %w", id, err)
		}
		if out.SecretString == nil {
			return nil, fmt.Errorf("get secret %s: it holds bytes, a JSON text is needed", id)
		}
		return []byte(*out.SecretString), nil
	}
}

func fromFile(path string) Fetch {
	return func(context.Context) ([]byte, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read secret: %w", err)
		}
		if len(text) > MaxDocumentBytes {
			return nil, errors.New("read secret: the document is larger than 65,536 bytes, which no store takes")
		}
		return text, nil
	}
}
