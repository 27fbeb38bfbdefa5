package local

import (
	"fmt"
	"strings"
)

// ReadyLine is what programs wait for on standard output.
const ReadyLine = "ventana: ready"

// welcome tells a person where everything is; the ready line comes last.
func (h *host) welcome(endpoints Endpoints) {
	var text strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&text, format+"\n", values...) }
	line("")
	line("  Ventana runs on this machine: functions %d, queues %d, tables %d, from %s",
		len(h.template.Functions), len(h.template.Queues), len(h.template.Tables), h.options.Template)
	line("")
	line("  playground   %s", endpoints.Sim)
	if h.options.Dashboard != nil {
		line("  dashboard    %s/dashboard", endpoints.Sim)
	}
	line("  webhooks     %s/webhooks/{connection}", endpoints.API)
	line("  WhatsApp     %s/graph/v26.0/%s", endpoints.Sim, phoneNumberID)
	line("  Zendesk      %s/zendesk/api/v2/tickets", endpoints.Sim)
	if len(h.template.Tables) > 0 {
		line("  DynamoDB     %s", h.databaseURL)
	}
	line("  SQS          %s", h.queueServer.URL)
	line("  data         %s", h.options.Data)
	if offset := h.clock.Offset(); offset != 0 {
		line("  clock        %s ahead, from an earlier run (--fresh starts anew)", offset)
	}
	line("")
	line("  a customer writes:")
	line(`    curl -d '{"type":"text","text":{"body":"Hello"}}' %s/sim/customers/34611111111/messages`, endpoints.Sim)
	line("  a day passes:")
	line(`    curl -d '{"advance":"23h"}' %s/sim/clock`, endpoints.Sim)
	line("  Ctrl-C stops everything and keeps the data.")
	line("")
	_, _ = fmt.Fprint(h.options.Stdout, text.String()+ReadyLine+"\n") // a closed terminal stops nothing
}
