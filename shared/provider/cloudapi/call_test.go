package cloudapi

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

// callEvent is a delivery of one event of a call.
func callEvent(object string) string {
	return change("calls", `{`+numbered+`,"calls":[`+object+`]}`)
}

// Who called is told by the direction, whatever stands where; the business's
// own number is nobody's customer.
func TestCutCall_findsTheCustomer(t *testing.T) {
	t.Parallel()
	ana := envelope.Sender{Phone: "34600000001"}
	zoe := envelope.Sender{BSUID: "DE.4hT7", ParentBSUID: "DE.ENT.1"}
	over := envelope.Call{Over: true}
	ours := envelope.Call{ByBusiness: true, Over: true}
	for _, tt := range []struct {
		name, object string
		from         envelope.Sender
		call         envelope.Call
	}{
		{"the customer called", `"direction":"USER_INITIATED","from":"34600000001","to":"15550100001"`, ana, over},
		{"the business called", `"direction":"BUSINESS_INITIATED","from":"15550100001","to":"34600000001"`, ana, ours},
		{"caller and callee the wrong way round", `"direction":"USER_INITIATED","from":"15550100001","to":"34600000001"`, ana, over},
		{"the same of the business's", `"direction":"BUSINESS_INITIATED","from":"34600000001","to":"+1 555-010-0001"`, ana, ours},
		{"no direction, the customer's number first", `"from":"34600000001","to":"15550100001"`, ana, over},
		{"no direction, the business's number first", `"from":"15550100001","to":"34600000001"`, ana, ours},
		{"a user id alone", `"direction":"USER_INITIATED","from_user_id":"DE.4hT7","from_parent_user_id":"DE.ENT.1","to":"15550100001"`, zoe, over},
		{"a user id that is called", `"direction":"BUSINESS_INITIATED","from":"15550100001","to_user_id":"DE.4hT7","to_parent_user_id":"DE.ENT.1"`, zoe, ours},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, callEvent(`{"id":"wacid.1","event":"terminate","timestamp":"1795300000",`+tt.object+`}`))
			if len(got) != 1 || got[0].Kind != envelope.KindCall {
				t.Fatalf("got %v, want one call", summary(got))
			}
			if diff := cmp.Diff(tt.from, got[0].Message.From); diff != "" {
				t.Errorf("customer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.call, *got[0].Message.Call); diff != "" {
				t.Errorf("call (-want +got):\n%s", diff)
			}
		})
	}
}

// A call counts from when it was picked up, as far as that is told.
func TestCutCall_countsFromItsBeginning(t *testing.T) {
	t.Parallel()
	const user = `"id":"wacid.1","direction":"USER_INITIATED","from":"34600000001","event":`
	for _, tt := range []struct {
		name, object string
		at           int64
		call         envelope.Call
	}{
		{"it rings", user + `"connect","timestamp":"1795300000"`, 1795300000, envelope.Call{}},
		{"nobody answered", user + `"terminate","timestamp":"1795300040"`, 1795300040, envelope.Call{Over: true}},
		{"it was long", user + `"terminate","timestamp":"1795303600","start_time":"1795300000","end_time":"1795303600","duration":3600`, 1795300000, envelope.Call{Over: true, Taken: true, Seconds: 3600}},
		{"times as numbers", user + `"terminate","timestamp":1795300009,"start_time":1795300000,"duration":"9"`, 1795300000, envelope.Call{Over: true, Taken: true, Seconds: 9}},
		{"an end alone", user + `"terminate","timestamp":"1795300009","end_time":"1795300009"`, 1795300009, envelope.Call{Over: true, Taken: true}},
		{"it broke off", user + `"terminate","timestamp":"1795300020","status":"FAILED","start_time":"1795300000","duration":20`, 1795300000, envelope.Call{Over: true, Taken: true, Seconds: 20}},
		{"a duration that is none", user + `"terminate","timestamp":"1795300020","duration":-5`, 1795300020, envelope.Call{Over: true}},
		{"no time", user + `"terminate"`, arrival.Truncate(time.Second).Unix(), envelope.Call{Over: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, callEvent(`{`+tt.object+`}`))
			if len(got) != 1 || got[0].Kind != envelope.KindCall {
				t.Fatalf("got %v, want one call", summary(got))
			}
			if m := got[0].Message; !m.At.Equal(unix(tt.at)) || *m.Call != tt.call {
				t.Errorf("got %s and %+v, want %s and %+v", m.At, *m.Call, unix(tt.at), tt.call)
			}
		})
	}
}

// The events of one call are told apart by the queue, and go among the
// customer's messages.
func TestCutCall_isOrderedAmongTheCustomersMessages(t *testing.T) {
	t.Parallel()
	const both = `{"id":"wacid.1","event":"connect","direction":"USER_INITIATED","from":"34600000001","timestamp":"1"},` +
		`{"id":"wacid.1","event":"terminate","direction":"USER_INITIATED","from":"34600000001","timestamp":"2"}`
	got := cut(t, callEvent(both))
	if len(got) != 2 || got[0].Dedup == got[1].Dedup || got[0].Group != got[1].Group {
		t.Fatalf("got %v, want two events of one group", summary(got))
	}
	words := cut(t, change("messages", `{`+numbered+`,"messages":[{"id":"m","from":"34600000001","timestamp":"3","type":"text","text":{"body":"x"}}]}`))
	if words[0].Group != got[0].Group {
		t.Error("the call is not in the group of the customer's messages")
	}
	if len(got[0].Message.Raw) > 0 {
		t.Errorf("the beginning of a call keeps %s", got[0].Message.Raw)
	}
}

func TestCutCall_badOneTakesNoNeighbourDown(t *testing.T) {
	t.Parallel()
	const good = `{"id":"wacid.1","event":"terminate","direction":"USER_INITIATED","from":"34600000001","timestamp":"1"}`
	for name, bad := range map[string]string{
		"no object": `7`, "no id": `{"event":"terminate","direction":"USER_INITIATED","from":"34600000001"}`,
		"nobody":  `{"id":"wacid.2","event":"terminate","direction":"USER_INITIATED","from":"15550100001"}`,
		"no time": `{"id":"wacid.2","event":"terminate","direction":"USER_INITIATED","from":"34600000001","timestamp":"soon"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, callEvent(bad+`,`+good))
			if len(got) != 2 || got[0].Kind != envelope.KindUnreadable || got[1].Kind != envelope.KindCall {
				t.Errorf("got %v, want the bad one parked and its neighbour cut", summary(got))
			}
		})
	}
}
