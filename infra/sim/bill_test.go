package sim

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/graph"
)

func TestBill_isAskedByDays(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if status, answer := f.call("GET", "/sim/bill?from=2026-11-01&to=2026-12-01T00:00:00Z", ""); status != 200 || answer != `{"total_micros":0,"currency":"USD","unpriced":0,"messages":[]}` {
		t.Errorf("an empty bill: %d %s", status, answer)
	}
	if status, answer := f.call("GET", "/sim/bill?from=november", ""); status != 400 || !strings.Contains(answer, `from is \"november\": write a day`) {
		t.Errorf("a bad day: %d %s", status, answer)
	}
	f.call("POST", "/sim/customers/+34600000001/messages", `{"type":"text","text":{"body":"hola"}}`)
	f.call("POST", "/graph/v26.0/1001/messages", `{"messaging_product":"whatsapp","to":"34600000001","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
	var bill graph.Bill
	for deadline := time.Now().Add(10 * time.Second); len(bill.Messages) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is billed")
		}
		_, answer := f.call("GET", "/sim/bill", "")
		if err := json.Unmarshal([]byte(answer), &bill); err != nil {
			t.Fatal(err)
		}
	}
	if line := bill.Messages[0]; line.Number != "1001" || line.Category != "utility" || line.Market != "Spain" {
		t.Errorf("line %+v", line)
	}
}
