package smoke

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Outputs are those of a stack, by name.
type Outputs map[string]string

// ReadOutputs reads what `sam list stack-outputs --output json` writes: a list of
// OutputKey and OutputValue.
func ReadOutputs(text []byte) (Outputs, error) {
	var list []struct {
		Key   string `json:"OutputKey"`
		Value string `json:"OutputValue"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("outputs: want a JSON list of OutputKey and OutputValue: %w", err)
	}
	outputs := Outputs{}
	for _, one := range list {
		outputs[one.Key] = one.Value
	}
	if outputs["ApiUrl"] == "" {
		return nil, fmt.Errorf("outputs: no ApiUrl among the %d: are they of this stack?", len(list))
	}
	return outputs, nil
}

// Stack is the stack's name, which the names of its queues begin with.
func (o Outputs) Stack() string {
	url := o["InboundQueueUrl"]
	return strings.TrimSuffix(url[strings.LastIndex(url, "/")+1:], "-inbound.fifo")
}

// Secret is the address of a document that the stack itself keeps, "" where the
// deployer named another.
func (o Outputs) Secret(name string) string {
	if arn := o[name]; arn != "" {
		return "secretsmanager://" + arn
	}
	return ""
}
