package cloudapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
)

const (
	eventsFolder = "../../../events/cloudapi"
	numberOne    = "100000000000001"
	numberTwo    = "100000000000002"
	outOne       = "wamid.T1VUMTAwMDAwMDE="
)

var arrival = time.Date(2026, 11, 22, 9, 14, 5, 600, time.UTC)

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

func load(t *testing.T, name string) delivery.Delivery {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(eventsFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return delivery.Delivery{Connection: "whatsapp", Body: body, At: arrival}
}

func ana() envelope.Sender {
	return envelope.Sender{BSUID: "ES.9f3K2QpXz7LmTt41", Phone: "34600000001", Username: "ana.r", Name: "Ana R"}
}

func zoe() envelope.Sender {
	return envelope.Sender{BSUID: "DE.4hT7wQe2Rk9", Username: "zoe.k", Name: "Zoë"}
}

func customer(number, id, kind, text string, at int64, from envelope.Sender, group string) envelope.Envelope {
	return envelope.Envelope{
		Kind:    envelope.KindMessage,
		Message: &envelope.Message{Number: number, ID: id, At: unix(at), Type: kind, Text: text, From: from},
		Group:   envelope.Digest("conversation", number, group), Dedup: envelope.Digest("message", number, id),
	}
}

func ours(state, id string, at int64, marker, code string, price *envelope.Pricing) envelope.Envelope {
	return envelope.Envelope{Kind: envelope.KindStatus, Status: &envelope.Status{
		Number: numberOne, ID: id, State: state, At: unix(at), Marker: marker, ErrorCode: code, Pricing: price,
	}}
}

func notice(field, event string) envelope.Envelope {
	return envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{Field: field, Event: event}}
}

// want maps every sample delivery to its envelopes, without header and raw.
func want() map[string][]envelope.Envelope {
	free := &envelope.Pricing{Model: "PMP", Type: "free_customer_service", Category: "service"}
	const marker = "v1.35.900.1"
	a, z := ana().BSUID, zoe().BSUID
	moved := envelope.Sender{BSUID: "ES.Nw7Yb2Kd81", PreviousBSUID: a, PreviousPhone: "34600000001", Phone: "34600000009"}
	renamed := envelope.Sender{BSUID: "ES.Nw7Yb2Kd81", PreviousBSUID: a}
	joao := envelope.Sender{BSUID: "BR.7k2Lm", Phone: "551187654321", Name: "João"}
	grouped := customer(numberOne, "wamid.SU4xMDAwMDAyNA==", "image", "", 1795300640, ana(), "")
	grouped.Group = envelope.Digest("conversation", numberOne, "group", "R3JvdXBGYWtl")
	one := func(e envelope.Envelope) []envelope.Envelope { return []envelope.Envelope{e} }
	return map[string][]envelope.Envelope{
		"text.json": one(customer(numberOne, "wamid.SU4xMDAwMDAwMQ==", "text",
			"Hola, mi pedido 4471 no ha llegado 📦\n¿Me ayudan?", 1795300000, ana(), a)),
		"text_bsuid_only.json":             one(customer(numberOne, "wamid.SU4xMDAwMDAwMg==", "text", "Guten Tag", 1795300010, zoe(), z)),
		"image.json":                       one(customer(numberOne, "wamid.SU4xMDAwMDAwMw==", "image", "", 1795300020, ana(), a)),
		"reaction.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAwNA==", "reaction", "", 1795300030, ana(), a)),
		"system.json":                      one(customer(numberOne, "wamid.U1lTMTAwMDAwMDE=", "system", "", 1795300040, moved, a)),
		"unknown_type.json":                one(customer(numberOne, "wamid.SU4xMDAwMDAwNQ==", "hologram", "", 1795300050, ana(), a)),
		"unsupported.json":                 one(customer(numberOne, "wamid.SU4xMDAwMDAwNg==", "unsupported", "", 1795300060, ana(), a)),
		"video.json":                       one(customer(numberOne, "wamid.SU4xMDAwMDAwNw==", "video", "", 1795300470, ana(), a)),
		"audio.json":                       one(customer(numberOne, "wamid.SU4xMDAwMDAwOA==", "audio", "", 1795300480, ana(), a)),
		"document.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAwOQ==", "document", "", 1795300490, ana(), a)),
		"sticker.json":                     one(customer(numberOne, "wamid.SU4xMDAwMDAxMA==", "sticker", "", 1795300500, ana(), a)),
		"location.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAxMQ==", "location", "", 1795300510, ana(), a)),
		"contacts.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAxMg==", "contacts", "", 1795300520, ana(), a)),
		"interactive_button_reply.json":    one(customer(numberOne, "wamid.SU4xMDAwMDAxMw==", "interactive", "", 1795300530, ana(), a)),
		"interactive_list_reply.json":      one(customer(numberOne, "wamid.SU4xMDAwMDAxNA==", "interactive", "", 1795300540, ana(), a)),
		"interactive_flow.json":            one(customer(numberOne, "wamid.SU4xMDAwMDAxNQ==", "interactive", "", 1795300550, ana(), a)),
		"interactive_address.json":         one(customer(numberOne, "wamid.SU4xMDAwMDAxNg==", "interactive", "", 1795300560, ana(), a)),
		"interactive_call_permission.json": one(customer(numberOne, "wamid.SU4xMDAwMDAxNw==", "interactive", "", 1795300570, ana(), a)),
		"button.json":                      one(customer(numberOne, "wamid.SU4xMDAwMDAxOA==", "button", "", 1795300580, ana(), a)),
		"reaction_removed.json":            one(customer(numberOne, "wamid.SU4xMDAwMDAxOQ==", "reaction", "", 1795300590, ana(), a)),
		"order.json":                       one(customer(numberOne, "wamid.SU4xMDAwMDAyMA==", "order", "", 1795300600, ana(), a)),
		"edit.json":                        one(customer(numberOne, "wamid.SU4xMDAwMDAyMQ==", "edit", "", 1795300610, ana(), a)),
		"revoke.json":                      one(customer(numberOne, "wamid.SU4xMDAwMDAyMg==", "revoke", "", 1795300620, ana(), a)),
		"request_welcome.json":             one(customer(numberOne, "wamid.SU4xMDAwMDAyMw==", "request_welcome", "", 1795300630, ana(), a)),
		"system_user_id.json":              one(customer(numberOne, "wamid.U1lTMTAwMDAwMDI=", "system", "", 1795300600, renamed, a)),
		"group_image.json":                 one(grouped),
		"status_sent.json":                 one(ours("sent", outOne, 1795300100, marker, "", free)),
		"status_delivered.json":            one(ours("delivered", outOne, 1795300101, marker, "", free)),
		"status_read.json":                 one(ours("read", outOne, 1795300140, marker, "", nil)),
		"status_failed.json":               one(ours("failed", "wamid.T1VUMTAwMDAwMDI=", 1795300150, "v1.35.901.1", "131047", nil)),
		"template_status.json":             one(notice("message_template_status_update", "REJECTED")),
		"batch.json": {
			customer(numberOne, "wamid.QkFUMDAwMDAwMDE=", "text", "primera", 1795300300, ana(), a),
			customer(numberOne, "wamid.QkFUMDAwMDAwMDI=", "text", "erste", 1795300300, zoe(), z),
			customer(numberOne, "wamid.QkFUMDAwMDAwMDM=", "sticker", "", 1795300301, ana(), a),
			ours("read", outOne, 1795300302, "", "", nil),
			ours("delivered", "wamid.T1VUMTAwMDAwMDM=", 1795300302, "", "", free),
			customer(numberTwo, "wamid.QkFUMDAwMDAwMDQ=", "text", "oi", 1795300303, joao, joao.BSUID),
			notice("smb_message_echoes", ""),
			notice("account_alerts", ""),
		},
	}
}

func TestCutSamples(t *testing.T) {
	t.Parallel()
	for name, want := range want() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := load(t, name)
			got := Cut(d)
			for i, e := range got {
				if e.Version != envelope.Version || e.Connection != "whatsapp" || e.Delivery != d.ID() || !e.ReceivedAt.Equal(arrival) {
					t.Errorf("envelope %d has the header %d %q %q %s", i, e.Version, e.Connection, e.Delivery, e.ReceivedAt)
				}
				checkRaw(t, e)
			}
			ignore := cmp.Options{
				cmpopts.IgnoreFields(envelope.Envelope{}, "Version", "Connection", "Delivery", "ReceivedAt"),
				cmpopts.IgnoreTypes(json.RawMessage{}),
			}
			if diff := cmp.Diff(want, got, ignore); diff != "" {
				t.Errorf("Cut(%s) (-want +got):\n%s", name, diff)
			}
		})
	}
}

// checkRaw holds that every message but a text keeps its object, and that the
// envelope survives its way through a queue.
func checkRaw(t *testing.T, e envelope.Envelope) {
	t.Helper()
	if e.Message != nil && (e.Message.Type != "text") != (len(e.Message.Raw) > 0) {
		t.Errorf("message of type %s keeps %d raw bytes", e.Message.Type, len(e.Message.Raw))
	}
	encoded, err := envelope.Encode(e)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	if _, err := envelope.Decode(encoded); err != nil {
		t.Errorf("decode: %v", err)
	}
}

func TestEverySampleIsCut(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(eventsFolder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	known := want()
	for _, file := range files {
		if _, ok := known[filepath.Base(file)]; !ok {
			t.Errorf("%s is not expected by any test", filepath.Base(file))
		}
	}
	if len(files) != len(known) {
		t.Errorf("%d samples, %d expectations", len(files), len(known))
	}
}
