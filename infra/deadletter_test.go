package infra_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ventana/infra/redrive"
	"ventana/shared/deadletter"
)

// TestDeadLetters_eachQueueCanBeRedriven: the command finds queues by their
// names, so the template's are these, and each one that is there is known.
func TestDeadLetters_eachQueueCanBeRedriven(t *testing.T) {
	t.Parallel()
	var found []string
	queues := load(t).ofType("AWS::SQS::Queue")
	for id, queue := range queues {
		if !strings.HasSuffix(id, "DLQ") {
			continue
		}
		short := strings.ToLower(strings.TrimSuffix(id, "DLQ"))
		found = append(found, short)
		suffix := ""
		if at(queue, "FifoQueue") == true {
			suffix = ".fifo"
		}
		if name, _ := call(at(queue, "QueueName"), "Fn::Sub"); name != "${AWS::StackName}-"+short+"-dlq"+suffix {
			t.Errorf("%s is called %q, and `ventana redrive` does not find it", id, name)
		}
		source, known := queues[strings.TrimSuffix(id, "DLQ")+"Queue"]
		if !known {
			continue // of schedules
		}
		if name, _ := call(at(source, "QueueName"), "Fn::Sub"); name != "${AWS::StackName}-"+short+suffix {
			t.Errorf("the queue of %s is called %q, and `ventana redrive` does not find it", id, name)
		}
	}
	slices.Sort(found)
	if want := slices.Sorted(slices.Values(redrive.Names())); !slices.Equal(found, want) {
		t.Errorf("the template has dead letters of %v, the command knows %v", found, want)
	}
}

// TestDeadLetters_eachQueueIsCountedInTheStatement: under the name that the command
// has for it.
func TestDeadLetters_eachQueueIsCountedInTheStatement(t *testing.T) {
	t.Parallel()
	for _, f := range system(t).Functions {
		if f.LogicalID != "ReconcileFunction" {
			continue
		}
		var counted []string
		for _, url := range strings.Fields(f.Environment["DLQ_URLS"]) {
			counted = append(counted, deadletter.QueueOf(url))
		}
		if !slices.Equal(counted, redrive.Names()) {
			t.Errorf("the statement counts %v, the command knows %v", counted, redrive.Names())
		}
		return
	}
	t.Error("no ReconcileFunction")
}

// TestDeadLetters_runbookSaysWhatEachCodeNeeds: who is rung at night finds the
// code of the list on the page.
func TestDeadLetters_runbookSaysWhatEachCodeNeeds(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(runbooks, "dead-letters.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range deadletter.Codes() {
		if code == deadletter.Other || code == deadletter.Schedule {
			continue // the reason says it; a heading of its own
		}
		if !strings.Contains(string(page), "`"+string(code)+"`") {
			t.Errorf("dead-letters.md does not say what to do about `%s`", code)
		}
	}
}
