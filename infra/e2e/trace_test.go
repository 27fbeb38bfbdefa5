package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A customer's file: one search of the logs shows its way from the webhook through
// both queues, and another customer's has another trace.
func TestTrace_oneSearchShowsAMessagesWay(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	for i := range 2 {
		system.control(t, http.MethodPost, fmt.Sprintf("/sim/customers/+3460096000%d/messages", i), `{"type":"document","document":{"filename":"invoice.pdf"}}`, nil)
		system.drained(t)
	}
	taken := regexp.MustCompile(`webhook .*delivery taken .*connection=whatsapp .*trace=(\S+) .*count=1`)
	eventually(t, func() error {
		ways := map[string]string{}
		for _, match := range taken.FindAllStringSubmatch(system.logs.tail(), -1) {
			var way []string
			for _, function := range []string{"inbound", "media"} {
				if regexp.MustCompile(function + ` .*record handled .*trace=` + regexp.QuoteMeta(match[1]) + ` .*outcome=done`).MatchString(system.logs.tail()) {
					way = append(way, function)
				}
			}
			ways[match[1]] = strings.Join(way, " ")
		}
		if len(ways) != 2 {
			return fmt.Errorf("%d traces were taken, want one a message: %v", len(ways), ways)
		}
		for trace, way := range ways {
			if way != "inbound media" {
				return fmt.Errorf("trace %s leads through %q, want inbound and media", trace, way)
			}
		}
		return nil
	})
}
