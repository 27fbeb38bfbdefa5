package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// response is what a function answered, by the rules of payload format 2.0.
type response struct {
	status  int
	headers map[string]string
	cookies []string
	body    []byte
}

// parseResponse refuses what API Gateway answers with 500.
func parseResponse(answer []byte) (response, error) {
	if !json.Valid(answer) {
		return response{}, errors.New("answer is not JSON")
	}
	var shape struct {
		StatusCode      json.RawMessage            `json:"statusCode"`
		Headers         map[string]json.RawMessage `json:"headers"`
		Cookies         []string                   `json:"cookies"`
		Body            *string                    `json:"body"`
		IsBase64Encoded bool                       `json:"isBase64Encoded"`
	}
	isObject := bytes.HasPrefix(bytes.TrimSpace(answer), []byte("{"))
	if isObject {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(answer, &members); err != nil {
			return response{}, fmt.Errorf("answer: %w", err)
		}
		if _, structured := members["statusCode"]; structured {
			if err := json.Unmarshal(answer, &shape); err != nil {
				return response{}, fmt.Errorf("answer: %w", err)
			}
		}
	}
	if shape.StatusCode == nil {
		return inferred(answer), nil
	}
	out := response{headers: map[string]string{}, cookies: shape.Cookies}
	status := bytes.Trim(shape.StatusCode, `"`)
	if err := json.Unmarshal(status, &out.status); err != nil || out.status < 100 || out.status > 599 {
		return response{}, fmt.Errorf("answer: statusCode %s is no HTTP status", shape.StatusCode)
	}
	for name, value := range shape.Headers {
		text, err := scalar(value)
		if err != nil {
			return response{}, fmt.Errorf("answer: header %s: %w", name, err)
		}
		out.headers[http.CanonicalHeaderKey(name)] = text
	}
	if out.headers["Content-Type"] == "" {
		out.headers["Content-Type"] = "text/plain; charset=utf-8"
	}
	if shape.Body == nil {
		return out, nil
	}
	out.body = []byte(*shape.Body)
	if shape.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(*shape.Body)
		if err != nil {
			return response{}, fmt.Errorf("answer: body: %w", err)
		}
		out.body = decoded
	}
	return out, nil
}

// inferred is the answer without a statusCode: 200, and the JSON is the body;
// a JSON string is its text.
func inferred(answer []byte) response {
	body := answer
	var text string
	if json.Unmarshal(answer, &text) == nil && bytes.HasPrefix(bytes.TrimSpace(answer), []byte(`"`)) {
		body = []byte(text)
	}
	return response{
		status:  http.StatusOK,
		headers: map[string]string{"Content-Type": "application/json"},
		body:    body,
	}
}

// scalar is a header value: a string, or a number or boolean as it is written.
func scalar(value json.RawMessage) (string, error) {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text, nil
	}
	if bytes.HasPrefix(value, []byte("{")) || bytes.HasPrefix(value, []byte("[")) {
		return "", errors.New("not a string")
	}
	return string(value), nil
}

func (r response) write(w http.ResponseWriter) {
	for name, value := range r.headers {
		w.Header().Set(name, value)
	}
	for _, cookie := range r.cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body) // a client that left needs no answer
}
