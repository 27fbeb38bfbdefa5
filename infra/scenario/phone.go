package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
)

// Message is one message on a phone.
type Message struct {
	ID     string `json:"id"`
	From   string `json:"from"`
	Type   string `json:"type"`
	Text   string `json:"text"`
	Status string `json:"status"`
	// Quotes is the id of the message that it answers or reacts to.
	Quotes string `json:"quotes"`
	// Object is the type's own object of a message with buttons or rows.
	Object json.RawMessage `json:"object"`
	File   *struct {
		Name   string `json:"name"`
		Type   string `json:"mime"`
		Size   int64  `json:"size"` // in bytes
		SHA256 string `json:"sha256"`
	} `json:"file"`
}

// Messages lists what a phone shows, both ways.
func (p *Player) Messages(ctx context.Context, who string) ([]Message, error) {
	var messages []Message
	err := p.call(ctx, http.MethodGet, phone(who)+"/messages", nil, &messages)
	return messages, err
}

// Received are the files that the business sent to a phone, in order.
func Received(messages []Message) (files []Attachment) {
	for _, message := range messages {
		if message.From == "business" && message.File != nil {
			files = append(files, Attachment(*message.File))
		}
	}
	return files
}

func (p *Player) phoneHolds(ctx context.Context, want ExpectPhone) error {
	messages, err := p.Messages(ctx, want.Who)
	if err != nil {
		return err
	}
	var texts []string
	var last Message
	for _, message := range messages {
		if message.From == "business" && message.Status != "failed" {
			texts, last = append(texts, message.Text), message
		}
	}
	if want.Business != nil && !slices.Equal(texts, want.Business) {
		return fmt.Errorf("the phone shows\n%q, want\n%q", texts, want.Business)
	}
	if want.Status != "" && last.Status != want.Status {
		return fmt.Errorf("the last message is %q, want %q", last.Status, want.Status)
	}
	if err := lastHolds(messages, last, want); err != nil {
		return err
	}
	if err := p.receivedHold(ctx, Received(messages), want); err != nil {
		return err
	}
	return p.undeliveredHolds(ctx, want)
}

// undeliveredHolds counts what failed, which a phone does not show.
func (p *Player) undeliveredHolds(ctx context.Context, want ExpectPhone) error {
	if want.Undelivered == nil {
		return nil
	}
	var failed []struct {
		Text string `json:"text"`
	}
	if err := p.call(ctx, http.MethodGet, phone(want.Who)+"/undelivered", nil, &failed); err != nil {
		return err
	}
	if len(failed) != *want.Undelivered {
		return fmt.Errorf("these messages failed on their way: %+v, want %d", failed, *want.Undelivered)
	}
	return nil
}

// lastHolds checks what the business's last message answers and offers.
func lastHolds(messages []Message, last Message, want ExpectPhone) error {
	if want.Quotes != "" {
		at := slices.IndexFunc(messages, func(m Message) bool { return m.ID == last.Quotes })
		if last.Quotes == "" || at < 0 || messages[at].Text != want.Quotes {
			return fmt.Errorf("the last message does not answer %q", want.Quotes)
		}
	}
	if want.Offers == nil {
		return nil
	}
	var object any
	if err := json.Unmarshal(last.Object, &object); err != nil {
		return fmt.Errorf("the last message offers nothing, want %q", want.Offers)
	}
	if offers := titles(object); !slices.Equal(offers, want.Offers) {
		return fmt.Errorf("the last message offers %q, want %q", offers, want.Offers)
	}
	return nil
}

// titles are the values of every member "title" that is a text, in order.
func titles(value any) (found []string) {
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			found = append(found, titles(one)...)
		}
	case map[string]any:
		if title, ok := value["title"].(string); ok && title != "" {
			found = append(found, title)
		}
		for _, name := range []string{"action", "buttons", "reply", "sections", "rows"} {
			found = append(found, titles(value[name])...)
		}
	}
	return found
}

// receivedHold checks the files on a phone.
func (p *Player) receivedHold(ctx context.Context, got []Attachment, want ExpectPhone) error {
	if want.Files == nil {
		return nil
	}
	if len(got) != len(want.Files) {
		return fmt.Errorf("the phone shows the files %+v, want %d", got, len(want.Files))
	}
	for i, file := range want.Files {
		if !file.is(got[i]) {
			return fmt.Errorf("the phone shows the file %+v, want %+v", got[i], file)
		}
	}
	if want.About == "" {
		return nil
	}
	ticket, err := p.find(ctx, want.About)
	if err != nil {
		return err
	}
	if err := sameBytes(got, digests(ticket.Attached())); err != nil {
		return fmt.Errorf("the phone: %w", err)
	}
	return nil
}

// is reports whether a file is the one that is expected.
func (f File) is(got Attachment) bool {
	fits, err := path.Match(f.Name, got.Name)
	return (f.Name == "" || fits && err == nil) && (f.Type == "" || f.Type == got.Type) && (f.Size == 0 || f.Size == got.Size)
}

// digests are those of files.
func digests(files []Attachment) (all []string) {
	for _, file := range files {
		all = append(all, file.SHA256)
	}
	return all
}

// digestsOf are those of every file on a phone, of either side: what the
// business sent from its phone app comes to the ticket too.
func digestsOf(messages []Message) (all []string) {
	for _, message := range messages {
		if message.File != nil {
			all = append(all, message.File.SHA256)
		}
	}
	return all
}

// sameBytes checks that each file has one of the digests.
func sameBytes(files []Attachment, known []string) error {
	for _, file := range files {
		if file.SHA256 == "" || !slices.Contains(known, file.SHA256) {
			return fmt.Errorf("file %q has other bytes than were sent", file.Name)
		}
	}
	return nil
}
