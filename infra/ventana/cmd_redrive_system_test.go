package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/infra/local"
	"ventana/infra/redrive"
)

// redriveCommand runs a redrive command on a local system where nobody can be
// asked, and returns what it printed.
func (r *running) redriveCommand(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	root := newRootCommand()
	var out bytes.Buffer
	root.SetIn(strings.NewReader(""))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"redrive", "--local", "--data", r.data}, arguments...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// says wants a command to work and its output to hold all of these.
func (r *running) says(t *testing.T, arguments []string, want ...string) string {
	t.Helper()
	out, err := r.redriveCommand(t, arguments...)
	if err != nil {
		t.Fatalf("redrive %v: %v\n%s", arguments, err, out)
	}
	for _, one := range want {
		if !strings.Contains(out, one) {
			t.Errorf("redrive %v does not say %q:\n%s", arguments, one, out)
		}
	}
	return out
}

// parked waits until so many letters are among the dead and nothing waits.
func (r *running) parked(t *testing.T, want int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		now, err := r.System(ctx)
		letters, _ := now.DeadLetters()
		if err == nil && letters == want && now.Waiting() == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%d dead letters and %d waiting, want %d and none (%v)", letters, now.Waiting(), want, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// secretSays makes the call document say one thing in place of another, and lets
// a minute pass, in which functions do not read it again.
func (r *running) secretSays(t *testing.T, is, was string) {
	t.Helper()
	path := filepath.Join(r.data, "secrets", "call.json")
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte(was)) {
		t.Fatalf("call document without %s: %v", was, err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte(was), []byte(is)), 0o600); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(r.Sim+"/sim/clock", "application/json", strings.NewReader(`{"advance":"1m"}`))
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("clock: %v, %v", answer, err)
	}
	_ = answer.Body.Close() // the status said all
}

// letters are all that a list names.
func (r *running) letters(t *testing.T) []redrive.View {
	t.Helper()
	var all listedAll
	out := r.says(t, []string{"list", "--json"})
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	var views []redrive.View
	for _, pile := range all.Piles {
		views = append(views, pile.Letters...)
	}
	return views
}

// TestRedrive_fromParkedToTheTicketOnce: a number is missing in the call secret,
// the real function parks the message, the command says how to mend it; mended
// and sent back, the message stands in its ticket once, and a copy of the letter
// is known to be done.
func TestRedrive_fromParkedToTheTicketOnce(t *testing.T) {
	t.Parallel()
	r := startLocal(t)
	r.secretSays(t, "199999999999999", localNumber)
	r.writes(t, bensPhone, "", "is anybody there?")
	r.parked(t, 1)
	letter := r.letters(t)[0]
	if letter.Code != "number" || letter.Function != "inbound" || letter.Receives != 1 || letter.Kind != "message" || letter.Record == "" {
		t.Errorf("got %+v", letter)
	}
	r.says(t, []string{"list"}, "inbound, number: 1 letter", "number "+localNumber+" is not in the call secret", "put the number into the call secret", letter.ID)
	shown := r.says(t, []string{"show", letter.Record[:8]}, "17 characters", "+34 ••• •11", letter.ID)
	if strings.Contains(shown, "anybody") || strings.Contains(shown, bensPhone) {
		t.Errorf("show tells what nobody may see:\n%s", shown)
	}
	if _, err := r.redriveCommand(t, "show", letter.ID, "--reveal"); err == nil || !strings.Contains(err.Error(), "terminal") {
		t.Errorf("revealed where nobody can be asked: %v", err)
	}

	r.says(t, []string{"run", "--all", "--dry-run"}, "+ "+letter.ID+"  to inbound")
	if _, err := r.redriveCommand(t, "run", "--all"); err == nil || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("nobody said yes: %v", err)
	}
	_, _ = r.redriveCommand(t, "run", "--all", "--yes") // it may meet the letter again or not
	r.parked(t, 1)
	again := r.letters(t)[0]
	if again.Redriven != 1 || again.ID == letter.ID {
		t.Errorf("got %+v, want the letter parked again", again)
	}
	r.says(t, []string{"list"}, "1 were sent back before and came again")
	copied := r.bodyOf(t, again.ID)

	r.secretSays(t, localNumber, "199999999999999")
	r.says(t, []string{"run", "--reason", "number", "--yes"}, "1 letter sent back")
	r.parked(t, 0)
	r.holdsOnce(t)

	r.copyBack(t, copied)
	r.says(t, []string{"run", "--all", "--dry-run"}, "already done at ", "in ticket 1", "would be deleted without sending")
	r.says(t, []string{"run", "--all", "--yes"}, "already done at ", "deleted without sending")
	r.parked(t, 0)
	r.holdsOnce(t)
	r.says(t, []string{"list"}, "No dead letters.")
}

func (r *running) holdsOnce(t *testing.T) {
	t.Helper()
	if customers, _ := r.words(t, ""); len(customers) != 1 || !slices.Equal(customers[1], []string{"is anybody there?"}) {
		t.Errorf("tickets hold %v, want the message once", customers)
	}
}

// bodyOf is a letter's body, as export writes it.
func (r *running) bodyOf(t *testing.T, id string) redrive.Kept {
	t.Helper()
	path := filepath.Join(t.TempDir(), "letters.jsonl")
	r.says(t, []string{"export", id, "--to", path, "--yes"}, "1 letter written to ")
	if _, err := r.redriveCommand(t, "export", id, "--to", path, "--yes"); err == nil {
		t.Error("export wrote over a file")
	}
	return readKept(t, path)
}

func readKept(t *testing.T, path string) redrive.Kept {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var kept redrive.Kept
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v for others, %v", info.Mode(), err)
	}
	return kept
}

// copyBack puts a letter among the dead as if it had never been sent.
func (r *running) copyBack(t *testing.T, kept redrive.Kept) {
	t.Helper()
	attached, err := local.Attach(r.data)
	if err != nil {
		t.Fatal(err)
	}
	queues, err := redrive.Open(t.Context(), attached.Queues, attached.Stack, kept.Queue)
	if err != nil {
		t.Fatal(err)
	}
	_, err = attached.Queues.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &queues[0].DLQ, MessageBody: &kept.Body, MessageGroupId: &kept.Group, MessageDeduplicationId: aws.String("copy"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"reason": {DataType: aws.String("String"), StringValue: &kept.Reason},
			"code":   {DataType: aws.String("String"), StringValue: &kept.Code},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRedrive_replacedNumberAndWhatNobodyCanRead: fix addresses a letter anew,
// and what cannot be mended is written to a file before it is gone.
func TestRedrive_replacedNumberAndWhatNobodyCanRead(t *testing.T) {
	t.Parallel()
	r := startLocal(t)
	r.secretSays(t, "100000000000777", localNumber)
	r.writes(t, bensPhone, "", "is anybody there?")
	r.parked(t, 1)
	if out, err := r.redriveCommand(t, "fix", "--all", "--number", "nowhere", "--yes"); err == nil || !strings.Contains(err.Error(), "not in the call document") {
		t.Errorf("%v\n%s", err, out)
	}
	r.parked(t, 1)
	r.says(t, []string{"fix", "--all", "--number", "main", "--dry-run"}, "number 100000000000777 instead of "+localNumber)
	r.says(t, []string{"fix", "--all", "--number", "main", "--yes"}, "1 letter sent back")
	r.parked(t, 0)
	r.holdsOnce(t)

	answer, err := http.Post(r.Sim+"/sim/deliveries?connection=whatsapp", "application/json", strings.NewReader("this is not json"))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // what is parked tells
	r.parked(t, 1)
	if out, err := r.redriveCommand(t, "run", "--all", "--yes"); err == nil || !strings.Contains(err.Error(), "1 letter stayed") || !strings.Contains(out, "stays: no release can handle it") {
		t.Errorf("%v\n%s", err, out)
	}
	r.parked(t, 1)
	path := filepath.Join(t.TempDir(), "dropped.jsonl")
	r.says(t, []string{"drop", "--reason", "unreadable", "--why", "a test's garbage", "--to", path, "--yes"}, "1 letter dropped, written to ")
	r.parked(t, 0)
	if kept := readKept(t, path); kept.Why != "a test's garbage" || kept.Code != "unreadable" || kept.Who == "" || !strings.Contains(kept.Body, "unreadable") {
		t.Errorf("got %+v", kept)
	}
}
