package cloudapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"ventana/shared/delivery"
)

const (
	secretNow    = "0123456789abcdef0123456789abcdef"
	secretBefore = "fedcba9876543210fedcba9876543210"
)

func sign(t testing.TB, secret string, body []byte) string {
	t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	query := func(mode, challenge, token string) map[string]string {
		return map[string]string{"hub.mode": mode, "hub.challenge": challenge, "hub.verify_token": token}
	}
	tests := []struct {
		name  string
		query map[string]string
		token string
		want  string
		err   error
	}{
		{"the right token is answered with the challenge", query("subscribe", "1158201444", "t0ken"), "t0ken", "1158201444", nil},
		{"a wrong token is refused", query("subscribe", "1158201444", "other"), "t0ken", "", delivery.ErrSignature},
		{"a prefix of the token is refused", query("subscribe", "1158201444", "t0k"), "t0ken", "", delivery.ErrSignature},
		{"no configured token refuses all", query("subscribe", "1158201444", "t0ken"), "", "", delivery.ErrSignature},
		{"an empty token is refused even when none is configured", query("subscribe", "1", ""), "", "", delivery.ErrUnsigned},
		{"another mode is refused", query("unsubscribe", "1158201444", "t0ken"), "t0ken", "", delivery.ErrUnsigned},
		{"a missing challenge is refused", query("subscribe", "", "t0ken"), "t0ken", "", delivery.ErrUnsigned},
		{"a plain GET is refused", nil, "t0ken", "", delivery.ErrUnsigned},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Challenge(tt.query, tt.token)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Challenge = %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	body := []byte(`{"object":"whatsapp_business_account","text":"ma\u00f1ana"}`)
	right := sign(t, secretNow, body)
	both := []string{secretNow, secretBefore}
	tests := []struct {
		name    string
		secrets []string
		header  string
		want    error
	}{
		{"the current secret is accepted", both, right, nil},
		{"the previous secret is accepted", both, sign(t, secretBefore, body), nil},
		{"capital hex digits are accepted", both, "sha256=" + strings.ToUpper(right[7:]), nil},
		{"the same secret twice is accepted", []string{secretNow, secretNow}, right, nil},
		{"a foreign secret is refused", both, sign(t, "another-secret-of-someone", body), delivery.ErrSignature},
		{"another body's signature is refused", both, sign(t, secretNow, append(body, '\n')), delivery.ErrSignature},
		{"no secret refuses", nil, right, delivery.ErrSignature},
		{"an empty secret never matches", []string{""}, sign(t, "", body), delivery.ErrSignature},
		{"a missing header is unsigned", both, "", delivery.ErrUnsigned},
		{"a bare hash is unsigned", both, right[7:], delivery.ErrUnsigned},
		{"another algorithm is unsigned", both, "sha1=" + right[7:], delivery.ErrUnsigned},
		{"a short hash is unsigned", both, right[:len(right)-2], delivery.ErrUnsigned},
		{"letters beyond hex are unsigned", both, right[:len(right)-1] + "g", delivery.ErrUnsigned},
		{"a repeated header is unsigned", both, right + "," + right, delivery.ErrUnsigned},
		{"white space around it is unsigned", both, right + " ", delivery.ErrUnsigned},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := map[string]string{}
			if tt.header != "" {
				header[signatureHeader] = tt.header
			}
			err := Verify(tt.secrets, delivery.Delivery{Header: header, Body: body})
			if !errors.Is(err, tt.want) {
				t.Fatalf("Verify = %v, want %v", err, tt.want)
			}
			if err != nil && tt.header != "" && strings.Contains(err.Error(), tt.header) {
				t.Errorf("the error repeats what the sender wrote: %v", err)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("sha256="+strings.Repeat("0", 64), []byte("{}"))
	f.Add("", []byte(nil))
	f.Add("sha256=,sha256=", []byte("x"))
	for _, body := range samples(f) {
		f.Add(sign(f, secretNow, body), body)
		f.Add(sign(f, secretBefore, body), body)
	}
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		d := delivery.Delivery{Header: map[string]string{signatureHeader: header}, Body: body}
		err := Verify([]string{secretNow}, d)
		if genuine := strings.EqualFold(header, sign(t, secretNow, body)); (err == nil) != genuine {
			t.Errorf("Verify(%q) = %v, genuine is %t", header, err, genuine)
		}
	})
}
