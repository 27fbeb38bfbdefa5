package soak

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"

	"ventana/infra/sim/fault"
)

// trouble is one thing that goes wrong on purpose once so many deliveries have
// been taken.
type trouble struct {
	at     int
	fault  *fault.Fault
	limits json.RawMessage // of the simulators
	tokens bool            // the helpdesk's access tokens end
}

// troubles are what the seed makes of the kinds for so many deliveries: each kind
// once, and more in large runs.
func troubles(seed uint64, deliveries, messages int) []trouble {
	random := rand.New(rand.NewPCG(seed, 0x7b0b1e))
	kinds := kinds()
	count := max(len(kinds), messages/troubleEvery)
	var all []trouble
	for i := range count {
		one := kinds[i%len(kinds)]
		one.Times = 1 + random.IntN(max(one.Times, 1))
		if one.Do == fault.DoKill {
			one.Nth = 1 + random.IntN(max(one.Nth, 1))
		}
		all = append(all, trouble{at: random.IntN(max(deliveries*9/10, 1)), fault: &one})
	}
	for _, limits := range manners() {
		for range 1 + messages/5000 {
			all = append(all, trouble{at: random.IntN(max(deliveries*9/10, 1)), limits: json.RawMessage(limits)})
		}
	}
	for range 1 + messages/2000 {
		all = append(all, trouble{at: random.IntN(max(deliveries*9/10, 1)), tokens: true})
	}
	slices.SortStableFunc(all, func(a, b trouble) int { return cmp.Compare(a.at, b.at) })
	return all
}

// troubleEvery is how many messages there are for each armed fault.
const troubleEvery = 20

// manners are settings of the simulators that a run goes through, in any order.
func manners() []string {
	return []string{
		`{"graph":{"double_statuses":true}}`, `{"graph":{"double_statuses":false}}`,
		`{"graph":{"shuffle_statuses":true}}`, `{"graph":{"shuffle_statuses":false}}`,
		`{"graph":{"status_delay_ms":400}}`, `{"graph":{"status_delay_ms":0}}`,
		`{"graph":{"window_errors":"sync"}}`, `{"graph":{"mps":20}}`, `{"graph":{"mps":80}}`,
		`{"zendesk":{"double_webhooks":true}}`, `{"zendesk":{"double_webhooks":false}}`,
		`{"zendesk":{"reorder_webhooks":true}}`, `{"zendesk":{"reorder_webhooks":false}}`,
		`{"zendesk":{"lose_webhooks":true}}`, `{"zendesk":{"lose_webhooks":false}}`, `{"zendesk":{"lose_webhooks":false}}`,
	}
}

// kinds are the faults, with the most times and the latest call of each.
func kinds() []fault.Fault {
	var all []fault.Fault
	all = append(all, kills()...)
	all = append(all, refusals()...)
	return append(all, lostCalls()...)
}

// kills end functions after any of their calls: those of the outside, where the
// work is done and nobody hears of it, and those of AWS, between two steps.
func kills() []fault.Fault {
	var all []fault.Fault
	for _, one := range []struct {
		name, after string
		times, nth  int
	}{
		{"inbound", "zendesk PUT tickets", 2, 6}, {"inbound", "zendesk POST tickets", 2, 3}, {"inbound", "zendesk *", 2, 12},
		{"inbound", "dynamodb POST", 3, 40}, {"inbound", "dynamodb POST PutItem", 1, 6}, {"inbound", "sqs POST", 1, 4},
		{"outbound", "graph POST messages$", 2, 4}, {"outbound", "zendesk GET", 2, 10}, {"outbound", "zendesk PUT", 1, 3},
		{"outbound", "dynamodb POST", 3, 40}, {"status", "dynamodb POST", 3, 30}, {"status", "zendesk PUT", 1, 1},
		{"webhook", "sqs POST SendMessageBatch", 3, 8}, {"media", "graph GET", 1, 3}, {"media", "zendesk POST uploads", 1, 2},
		{"media", "zendesk PUT tickets", 1, 2}, {"media", "dynamodb POST", 1, 5}, {"window", "dynamodb POST", 1, 4},
		{"reconcile", "zendesk GET", 1, 2}, {"reconcile", "sqs POST", 1, 1}, {"catalogue", "graph GET", 1, 1},
	} {
		all = append(all, fault.Fault{Target: fault.TargetFunction, Do: fault.DoKill, Name: one.name, After: one.after, Times: one.times, Nth: one.nth})
	}
	return append(all,
		fault.Fault{Target: fault.TargetFunction, Do: fault.DoDouble, Name: "window", Times: 1},
		fault.Fault{Target: fault.TargetFunction, Do: fault.DoDouble, Name: "reconcile", Times: 1})
}

// refusals are errors that the systems name.
func refusals() []fault.Fault {
	status := func(target, path string, code, retryAfter, times int) fault.Fault {
		return fault.Fault{Target: target, Path: path, Do: fault.DoStatus, Status: code, RetryAfter: retryAfter, Times: times}
	}
	return []fault.Fault{
		status("zendesk", "", 429, 3, 10), status("zendesk", "", 429, 40, 3), status("zendesk", "", 500, 0, 4),
		status("zendesk", "", 502, 0, 4), status("zendesk", "", 503, 0, 5), status("zendesk", "", 503, 20, 5),
		status("zendesk", "PUT .*tickets", 500, 0, 2), status("zendesk", "PUT .*tickets", 409, 0, 2), status("zendesk", "POST .*tickets", 503, 0, 2),
		status("zendesk", "oauth", 500, 0, 2), status("zendesk", "uploads", 502, 0, 1), status("zendesk", "incremental", 429, 10, 1),
		status("graph", "messages$", 429, 2, 3), status("graph", "messages$", 500, 0, 1), status("graph", "messages$", 503, 5, 2),
		status("graph", "media-host", 503, 0, 2), status("graph", "GET ", 500, 0, 1),
		status("api", "whatsapp", 503, 30, 4), status("api", "whatsapp", 500, 0, 3), status("api", "whatsapp", 429, 0, 3),
		status("api", "zendesk", 503, 5, 4), status("api", "zendesk", 500, 0, 4),
		status("dynamodb", "", 400, 0, 12), status("dynamodb", "", 500, 0, 8), status("dynamodb", "UpdateItem", 503, 0, 6),
		status("sqs", "SendMessageBatch", 400, 0, 6), status("sqs", "SendMessageBatch", 500, 0, 6), status("sqs", "ChangeMessageVisibility", 500, 0, 3),
	}
}

// lostCalls are what nobody hears of, or late, or in part.
func lostCalls() []fault.Fault {
	call := func(target, path, do string, times int) fault.Fault {
		return fault.Fault{Target: target, Path: path, Do: do, Times: times}
	}
	return []fault.Fault{
		call("zendesk", "PUT .*tickets", fault.DoDropAnswer, 3), call("zendesk", "POST .*tickets", fault.DoDropAnswer, 2),
		call("zendesk", "", fault.DoDropAnswer, 3), call("zendesk", "", fault.DoDropRequest, 3), call("zendesk", "tickets", fault.DoHang, 1),
		call("graph", "messages$", fault.DoDropAnswer, 2), call("graph", "messages$", fault.DoDropRequest, 1), call("graph", "messages$", fault.DoHang, 1),
		call("graph", "media-host", fault.DoDropAnswer, 1), call("api", "whatsapp", fault.DoDropAnswer, 4), call("api", "whatsapp", fault.DoDropRequest, 3),
		call("api", "zendesk", fault.DoDropAnswer, 2), call("api", "zendesk", fault.DoDropRequest, 3),
		call("dynamodb", "", fault.DoDropAnswer, 5), call("dynamodb", "", fault.DoDropRequest, 3), call("dynamodb", "UpdateItem", fault.DoDropAnswer, 4),
		call("sqs", "SendMessageBatch", fault.DoDropAnswer, 3), call("sqs", "SendMessageBatch", fault.DoPartial, 5),
		call("sqs", "ChangeMessageVisibility", fault.DoDropRequest, 2),
		{Target: "zendesk", Do: fault.DoSlow, DelayMS: 700, Times: 12}, {Target: "zendesk", Path: "PUT ", Do: fault.DoSlow, DelayMS: 2500, Times: 2},
		{Target: "graph", Path: "messages$", Do: fault.DoSlow, DelayMS: 1500, Times: 3}, {Target: "dynamodb", Do: fault.DoSlow, DelayMS: 300, Times: 10},
	}
}
