package sqs

import (
	"context"
	"strings"
	"time"
)

type receiveInput struct {
	QueueURL                    string `json:"QueueUrl"`
	AttributeNames              []string
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
	MaxNumberOfMessages         *int
	VisibilityTimeout           *int
	WaitTimeSeconds             *int
}

type receiveOutput struct {
	Messages []received `json:",omitempty"`
}

// received is one delivery in the words of ReceiveMessage.
type received struct {
	MessageID              string `json:"MessageId"`
	ReceiptHandle          string
	MD5OfBody              string
	Body                   string
	Attributes             map[string]string        `json:",omitempty"`
	MessageAttributes      map[string]wireAttribute `json:",omitempty"`
	MD5OfMessageAttributes string                   `json:",omitempty"`
}

func (s *Server) receiveMessage(ctx context.Context, in *receiveInput) (*receiveOutput, error) {
	w, err := in.want()
	if err != nil {
		return nil, err
	}
	p, err := s.receive(ctx, w)
	if err != nil {
		return nil, err
	}
	out := &receiveOutput{}
	for i := range p.messages {
		out.Messages = append(out.Messages, in.view(&p.messages[i], p.receipts[i], p.fifo))
	}
	return out, nil
}

func (in *receiveInput) want() (want, error) {
	w := want{queue: nameOfURL(in.QueueURL), limit: 1}
	if n := in.MaxNumberOfMessages; n != nil {
		if *n < 1 || *n > mostEntries {
			return w, errValue("MaxNumberOfMessages", *n, "Must be between 1 and 10, if provided.")
		}
		w.limit = *n
	}
	if n := in.VisibilityTimeout; n != nil {
		d, err := visibilityOf(*n)
		if err != nil {
			return w, err
		}
		w.visibility = &d
	}
	if n := in.WaitTimeSeconds; n != nil {
		if *n < 0 || *n > maximumWait {
			return w, errValue("WaitTimeSeconds", *n, "Must be >= 0 and <= 20, if provided.")
		}
		d := time.Duration(*n) * time.Second
		w.wait = &d
	}
	for _, name := range append(in.AttributeNames, in.MessageSystemAttributeNames...) {
		// The older AttributeNames also takes queue attributes, and gives nothing for them.
		if !knownSystemAttribute(name) && !knownQueueAttribute(name) {
			return w, errAttributeName(name)
		}
	}
	return w, nil
}

func visibilityOf(seconds int) (time.Duration, error) {
	d := time.Duration(seconds) * time.Second
	if seconds < 0 || d > maximumVisibility {
		return 0, errValue("VisibilityTimeout", seconds, "Must be between 0 and 43200, if provided.")
	}
	return d, nil
}

// view shows of m what was asked for.
func (in *receiveInput) view(m *message, receipt string, fifo bool) received {
	attributes := map[string]Attribute{}
	wire := map[string]wireAttribute{}
	for name, a := range m.Attributes {
		if wanted(in.MessageAttributeNames, name) {
			attributes[name], wire[name] = a, wireAttribute(a)
		}
	}
	system := map[string]string{}
	all := m.system(fifo)
	for _, name := range append(in.AttributeNames, in.MessageSystemAttributeNames...) {
		if name == "All" {
			system = all
			break
		}
		if value, found := all[name]; found {
			system[name] = value
		}
	}
	return received{
		MessageID: m.ID, ReceiptHandle: receipt, Body: m.Body, MD5OfBody: md5Body(m.Body),
		Attributes: system, MessageAttributes: wire,
		MD5OfMessageAttributes: md5Attributes(attributes), // of the attributes given, not of all
	}
}

// wanted matches MessageAttributeNames: a name, a prefix ("bar.*"), or all.
func wanted(names []string, name string) bool {
	for _, n := range names {
		prefix, wild := strings.CutSuffix(n, ".*")
		if n == name || n == "All" || wild && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
