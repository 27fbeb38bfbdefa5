package secret_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/secret"
)

// manager is Secrets Manager with one answer; it keeps what it was asked.
type manager struct {
	status int
	answer string
	target string
	asked  map[string]any
}

func (m *manager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.target = r.Header.Get("X-Amz-Target")
	text, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(text, &m.asked)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(m.status)
	_, _ = io.WriteString(w, m.answer) // a client that went away fails its own test
}

func (m *manager) open(t *testing.T, address string) secret.Fetch {
	t.Helper()
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	fetch, err := secret.Open(address, aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "SECRET", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fetch
}

// TestOpen_secretsManager: the request and the answers as AWS documents them.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func TestOpen_secretsManager(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ventana/verify-a1b2c3"
	for _, id := range []string{"ventana/verify", arn} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			m := &manager{status: 200, answer: `{"ARN":"` + arn + `","CreatedDate":1795300000.123,"Name":"ventana/verify",` +
				`"SecretString":"{\"connections\":[]}","VersionId":"a1b2c3d4-5678-90ab-cdef-EXAMPLE11111","VersionStages":["AWSCURRENT"]}`}
			got, err := m.open(t, "secretsmanager://"+id)(t.Context())
			if err != nil || string(got.Text) != `{"connections":[]}` {
				t.Errorf("got %q, %v", got.Text, err)
			}
			if stored := got.Stored.UTC().Format(time.RFC3339); stored != "2026-11-21T22:26:40Z" {
				t.Errorf("stored at %s, want the version's CreatedDate", stored)
			}
			want := map[string]any{"SecretId": id, "VersionStage": "AWSCURRENT"}
			if diff := cmp.Diff(want, m.asked); diff != "" || m.target != "secretsmanager.GetSecretValue" {
				t.Errorf("asked %s (-want +got):\n%s", m.target, diff)
			}
		})
	}
}

func TestOpen_secretsManagerThatRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		answer string
		want   string
	}{
		{"an unknown secret", 400, `{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`, "ResourceNotFoundException"},
		{"a missing permission", 400, `{"__type":"AccessDeniedException","Message":"not authorized"}`, "AccessDeniedException"},
		{"a fault of its own", 500, `{"__type":"InternalServiceError","Message":"An error occurred on the server side."}`, "InternalServiceError"},
		{"a secret of bytes", 200, `{"Name":"verify","SecretBinary":"c2VjcmV0IGJ5dGVz","VersionStages":["AWSCURRENT"]}`, "it holds bytes, a JSON text is needed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &manager{status: tt.status, answer: tt.answer}
			_, err := m.open(t, "secretsmanager://verify")(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "get secret verify") {
				t.Errorf("got %v, want it to name the secret and say %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret bytes") {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
}

func TestRead_file(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return "file://" + path
	}
	modified := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	address := write("dated.json", goodVerify)
	if err := os.Chtimes(strings.TrimPrefix(address, "file://"), modified, modified); err != nil {
		t.Fatal(err)
	}
	fetch, err := secret.Open(address, aws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fetch(t.Context()); err != nil || !got.Stored.Equal(modified) {
		t.Errorf("stored at %s, %v, want %s, when the file was written", got.Stored, err, modified)
	}
	if got, err := secret.Read(t.Context(), write("good.json", goodVerify)); err != nil || string(got) != goodVerify {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := secret.Read(t.Context(), write("large.json", strings.Repeat("x", secret.MaxDocumentBytes+1))); err == nil || !strings.Contains(err.Error(), "65,536") {
		t.Errorf("got %v, want a document refused that no store would take", err)
	}
	if _, err := secret.Read(t.Context(), write("full.json", strings.Repeat("x", secret.MaxDocumentBytes))); err != nil {
		t.Errorf("got %v, want the largest document read", err)
	}
	if _, err := secret.Read(t.Context(), "file://"+filepath.Join(folder, "absent.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want the missing file told", err)
	}
}

func TestOpen_addressThatNamesNoStore(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                        "want secretsmanager://name or file:///path",
		"verify":                  "want secretsmanager://name or file:///path",
		"secretsmanager://":       "want secretsmanager://name or file:///path",
		"s3://bucket/verify.json": `unknown store "s3"`,
	} {
		if _, err := secret.Open(address, aws.Config{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want it to say %s", address, err, want)
		}
		if _, err := secret.Read(t.Context(), address); address != "secretsmanager://" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want it to say %s", address, err, want)
		}
	}
}
