package markup

import (
	"strings"
	"testing"
)

// BenchmarkReplyFromHtml turns a rich comment into WhatsApp's marks.
func BenchmarkReplyFromHtml(b *testing.B) {
	const comment = `<div><p>Hola <b>Ana</b>,</p><ul><li>su pedido <i>4471</i> sale mañana</li><li>llega el <a href="https://example.com">viernes</a></li></ul></div>`
	b.ReportAllocs()
	for b.Loop() {
		if got := FromHTML(comment); !strings.Contains(got, "4471") {
			b.Fatalf("got %q", got)
		}
	}
}

// BenchmarkSplitLongReply splits a reply of three parts.
func BenchmarkSplitLongReply(b *testing.B) {
	long := strings.Repeat("Su pedido sale mañana y llega el viernes. ", 250)
	b.ReportAllocs()
	for b.Loop() {
		if got := Split(long, 4096); len(got) != 3 {
			b.Fatalf("%d parts", len(got))
		}
	}
}
