package cloudapi

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

func TestCutRelation(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ñ", 1001)
	tests := []struct {
		name, message string
		want          *envelope.Context
	}{
		{"nothing", `"type":"image"`, nil},
		{"an empty context", `"type":"image","context":{}`, nil},
		{"a context that is none", `"type":"image","context":"x","referral":[1]`, nil},
		{"a context that names only the business", `"type":"image","context":{"from":"15550100001"}`, nil},
		{"a reply", `"type":"image","context":{"from":"15550100001","id":"wamid.1"}`, &envelope.Context{About: "wamid.1"}},
		{"an id beyond all ids", `"type":"image","context":{"id":"` + strings.Repeat("w", 513) + `"}`, nil},
		{"forwarded", `"type":"image","context":{"forwarded":true}`, &envelope.Context{Forwarded: true}},
		{"forwarded as a text", `"type":"image","context":{"forwarded":"true"}`, &envelope.Context{Forwarded: true}},
		{"not forwarded", `"type":"image","context":{"forwarded":false,"frequently_forwarded":null}`, nil},
		{"often forwarded", `"type":"image","context":{"frequently_forwarded":true}`, &envelope.Context{Often: true}},
		{"a product", `"type":"image","context":{"id":"wamid.1","referred_product":{"catalog_id":9001,"product_retailer_id":"sku-1"}}`,
			&envelope.Context{About: "wamid.1", Product: &envelope.Product{Catalog: "9001", ID: "sku-1"}}},
		{"a product of nothing", `"type":"image","context":{"referred_product":{}}`, nil},
		{"a reaction", `"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}`, &envelope.Context{About: "wamid.1"}},
		{"a reaction's own word before the context's", `"type":"reaction","context":{"id":"wamid.2"},"reaction":{"message_id":"wamid.1"}`, &envelope.Context{About: "wamid.1"}},
		{"a broken reaction", `"type":"reaction","reaction":"👍"`, nil},
		{"an edit, and not what the edited message quoted", `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"context":{"id":"M0","forwarded":true},"type":"text","text":{"body":"b"}}}`, &envelope.Context{About: "wamid.1"}},
		{"a revoke", `"type":"revoke","revoke":{"original_message_id":"wamid.1"}`, &envelope.Context{About: "wamid.1"}},
		{"a member of another type is not the message's", `"type":"image","reaction":{"message_id":"wamid.1"}`, nil},
		{"an ad", `"type":"text","text":{"body":"hi"},"referral":{"source_url":"https://fb.me/x","source_id":1200001,"source_type":"ad","headline":"H\u0000i","body":"Ask","ctwa_clid":"Afk"}`,
			&envelope.Context{Referral: &envelope.Referral{Source: "ad", ID: "1200001", URL: "https://fb.me/x", Headline: "Hi", Body: "Ask", Click: "Afk"}}},
		{"long words of an ad are cut, a long address is left out", `"type":"image","referral":{"headline":"` + long + `","body":"` + long + `","source_url":"https://` + long + long + `"}`,
			&envelope.Context{Referral: &envelope.Referral{Headline: long[:2000], Body: long[:2000]}}},
		{"an ad that tells nothing", `"type":"image","referral":{"media_type":"image"}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[{"from":"34600000001","id":"ok","timestamp":"1795300000",`+tt.message+`}]`))
			if len(got) != 1 || got[0].Message == nil {
				t.Fatalf("got %v", summary(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Message.Context); diff != "" {
				t.Errorf("context (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCutFile(t *testing.T) {
	t.Parallel()
	const digest = "3q2+7wHvvu8B776/AQIDBAUGBwgJCgsMDQ4PEBESExQ="
	file := func(mime, sum, name string) *envelope.File {
		return &envelope.File{ID: "5", MIME: mime, SHA256: sum, Name: name}
	}
	tests := []struct {
		name, message string
		want          *envelope.File
	}{
		{"an image", `"type":"image","image":{"id":"5","mime_type":"image/jpeg","sha256":"` + digest + `","caption":"c"}`, file("image/jpeg", fileDigest, "")},
		{"an id that is a number", `"type":"video","video":{"id":5}`, file("", "", "")},
		{"a sound's codec is left out", `"type":"audio","audio":{"id":"5","mime_type":"Audio/ogg; codecs=opus"}`, file("audio/ogg", "", "")},
		{"a document's name, without NUL", `"type":"document","document":{"id":"5","filename":"fac\u0000tura.pdf"}`, file("", "", "factura.pdf")},
		{"a long name is cut", `"type":"document","document":{"id":"5","filename":"` + strings.Repeat("ñ", 256) + `"}`, file("", "", strings.Repeat("ñ", 255))},
		{"a sticker", `"type":"sticker","sticker":{"id":"5"}`, file("", "", "")},
		{"a digest in hex", `"type":"image","image":{"id":"5","sha256":"` + strings.ToUpper(fileDigest) + `"}`, file("", fileDigest, "")},
		{"a digest of another length", `"type":"image","image":{"id":"5","sha256":"3q2+7w=="}`, file("", "", "")},
		{"a digest in hex of another length", `"type":"image","image":{"id":"5","sha256":"deadbeef"}`, file("", "", "")},
		{"a digest that is none", `"type":"image","image":{"id":"5","sha256":"b64.."}`, file("", "", "")},
		{"an edit of a file", `"type":"edit","edit":{"message":{"type":"image","image":{"id":"5","mime_type":"image/png"}}}`, file("image/png", "", "")},
		{"an edit of a text", `"type":"edit","edit":{"message":{"type":"text","text":{"body":"b"}}}`, nil},
		{"an edit of an edit", `"type":"edit","edit":{"message":{"type":"edit","edit":{"message":{"type":"image","image":{"id":"5"}}}}}`, nil},
		{"a file without an id", `"type":"image","image":{"mime_type":"image/jpeg"}`, nil},
		{"a file that is none", `"type":"image","image":"5"`, nil},
		{"a file of another type than the message", `"type":"video","image":{"id":"5"}`, nil},
		{"a type that carries none", `"type":"hologram","hologram":{"id":"5"}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[{"from":"34600000001","id":"ok","timestamp":"1795300000",`+tt.message+`}]`))
			if len(got) != 1 || got[0].Message == nil {
				t.Fatalf("got %v", summary(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Message.File); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
		})
	}
}
