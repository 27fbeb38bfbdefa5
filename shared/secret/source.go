package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// MaxDocumentBytes is Secrets Manager's own limit for one value.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
const MaxDocumentBytes = 65536

// Version is a document as its store has it now.
type Version struct {
	Text []byte
	// Stored is when this version was put there: the version's CreatedDate in Secrets
	// Manager, a file's time of modification. Zero where the store does not say.
	Stored time.Time
}

// Fetch reads a document's current version.
type Fetch func(ctx context.Context) (Version, error)

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
	version, err := fetch(ctx)
	return version.Text, err
}

// managed reads AWSCURRENT by name: some stand-ins answer a request without a
// stage with an older version after a rotation.
func managed(client managerAPI, id string) Fetch {
	return func(ctx context.Context) (Version, error) {
		out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{
			SecretId: aws.String(id), VersionStage: aws.String("AWSCURRENT"),
		})
		if err != nil {
			return Version{}, fmt.Errorf("get secret %s: %w", id, err)
		}
		if out.SecretString == nil {
			return Version{}, fmt.Errorf("get secret %s: it holds bytes, a JSON text is needed", id)
		}
		return Version{Text: []byte(*out.SecretString), Stored: aws.ToTime(out.CreatedDate)}, nil
	}
}

func fromFile(path string) Fetch {
	return func(context.Context) (Version, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return Version{}, fmt.Errorf("read secret: %w", err)
		}
		if len(text) > MaxDocumentBytes {
			return Version{}, errors.New("read secret: the document is larger than 65,536 bytes, which no store takes")
		}
		about, err := os.Stat(path)
		if err != nil {
			return Version{}, fmt.Errorf("read secret: %w", err)
		}
		return Version{Text: text, Stored: about.ModTime()}, nil
	}
}
