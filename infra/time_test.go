package infra_test

import (
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk/zendesk"
)

// TestTimes_callFunctionLeaseVisibility: an outside call ends before its
// function, a function before its leases, a lease before its record comes again.
// Then a repeated record never meets a run that is still alive, and never waits
// for one that is dead.
func TestTimes_callFunctionLeaseVisibility(t *testing.T) {
	t.Parallel()
	s := system(t)
	for _, m := range s.Mappings {
		timeout := function(t, s, m.FunctionID).Timeout
		visibility := seconds(t, queue(t, s, m.QueueID).Attributes["VisibilityTimeout"])
		lease := dynamostore.Lease
		if m.FunctionID == "MediaFunction" {
			lease = dynamostore.FileLease
		}
		if zendesk.Timeout >= timeout || timeout >= lease || lease > visibility {
			t.Errorf("%s: got call %s < function %s < lease %s <= visibility %s", m.FunctionID, zendesk.Timeout, timeout, lease, visibility)
		}
	}
}
