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

// samples are the bodies of every sample delivery.
func samples(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(eventsFolder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	var bodies [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	return bodies
}

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

const wabaOne = "200000000000001"

func notice(field, event, account, number string, at int64) envelope.Envelope {
	return envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: field, Event: event, Account: account, Number: number, At: unix(at),
	}}
}

// echo is what the business wrote to customer in the phone app.
func echo(number, id, kind, text string, at int64, to envelope.Sender, group string) envelope.Envelope {
	e := customer(number, id, kind, text, at, to, group)
	e.Kind, e.Dedup = envelope.KindEcho, envelope.Digest("echo", number, id)
	return e
}

// called is an event of a call with customer, who may be told without a name.
func called(id, event string, at int64, with envelope.Sender, group string, call envelope.Call) envelope.Envelope {
	e := customer(numberOne, id, "call", "", at, with, group)
	e.Kind, e.Dedup, e.Message.Call = envelope.KindCall, envelope.Digest("call", numberOne, id, event), &call
	return e
}

// about adds the message that e stands in relation to.
func about(e envelope.Envelope, id string) envelope.Envelope {
	e.Message.Context = &envelope.Context{About: id}
	return e
}

func tapped(e envelope.Envelope, id, title string) envelope.Envelope {
	e.Message.Choice = &envelope.Choice{ID: id, Title: title}
	return e
}

func in(e envelope.Envelope, context envelope.Context) envelope.Envelope {
	e.Message.Context = &context
	return e
}

// fileDigest is the SHA-256 that the samples name, in hex.
const fileDigest = "deadbeef01efbeef01efbebf0102030405060708090a0b0c0d0e0f1011121314"

// with adds the file that e carries.
func with(e envelope.Envelope, id, mime, name string) envelope.Envelope {
	e.Message.File = &envelope.File{ID: id, MIME: mime, SHA256: fileDigest, Name: name}
	return e
}

// want maps every sample delivery to its envelopes, without header and raw.
func want() map[string][]envelope.Envelope {
	free := &envelope.Pricing{Model: "PMP", Type: "free_customer_service", Category: "service"}
	const marker = "v1.35.900.1"
	a, z := ana().BSUID, zoe().BSUID
	moved := envelope.Sender{BSUID: "ES.Nw7Yb2Kd81", PreviousBSUID: a, PreviousPhone: "34600000001", Phone: "34600000009"}
	renamed := envelope.Sender{BSUID: "ES.Nw7Yb2Kd81", PreviousBSUID: a}
	joao := envelope.Sender{BSUID: "BR.7k2Lm", Phone: "551187654321", Name: "João"}
	member := ana()
	member.Group = "R3JvdXBGYWtl"
	grouped := customer(numberOne, "wamid.SU4xMDAwMDAyNA==", "image", "", 1795300640, member, "")
	grouped.Group = envelope.Digest("conversation", numberOne, "group", "R3JvdXBGYWtl")
	sticker := customer(numberOne, "wamid.QkFUMDAwMDAwMDM=", "sticker", "", 1795300301, ana(), a)
	sticker.Message.File = &envelope.File{ID: "500000000000002", MIME: "image/webp"} // its digest is none
	told := ours("delivered", "wamid.T1VUMTAwMDAwMDM=", 1795300302, "", "", free)
	told.Status.Thread = &envelope.Thread{ID: "c0ffee", Origin: "service"}
	entry := ours("sent", "wamid.T1VUMTAwMDAwMDQ=", 1795300740, "v1.35.902.1", "",
		&envelope.Pricing{Model: "PMP", Type: "free_entry_point", Category: "referral_conversion"})
	entry.Status.Thread = &envelope.Thread{ID: "c0ffee0000000000000000000000beef", Origin: "referral_conversion", ExpiresAt: unix(1795559940)}
	nameless := envelope.Sender{BSUID: a, Phone: "34600000001"}
	const theirCall, missedCall, ourCall = "wacid.Q0FMTDEwMDAwMDE=", "wacid.Q0FMTDEwMDAwMDI=", "wacid.Q0FMTDEwMDAwMDM="
	one := func(e envelope.Envelope) []envelope.Envelope { return []envelope.Envelope{e} }
	return map[string][]envelope.Envelope{
		"text.json": one(customer(numberOne, "wamid.SU4xMDAwMDAwMQ==", "text",
			"Hola, mi pedido 4471 no ha llegado 📦\n¿Me ayudan?", 1795300000, ana(), a)),
		"text_bsuid_only.json":             one(customer(numberOne, "wamid.SU4xMDAwMDAwMg==", "text", "Guten Tag", 1795300010, zoe(), z)),
		"image.json":                       one(with(customer(numberOne, "wamid.SU4xMDAwMDAwMw==", "image", "", 1795300020, ana(), a), "500000000000001", "image/jpeg", "")),
		"reaction.json":                    one(about(customer(numberOne, "wamid.SU4xMDAwMDAwNA==", "reaction", "", 1795300030, ana(), a), outOne)),
		"system.json":                      one(customer(numberOne, "wamid.U1lTMTAwMDAwMDE=", "system", "", 1795300040, moved, a)),
		"unknown_type.json":                one(customer(numberOne, "wamid.SU4xMDAwMDAwNQ==", "hologram", "", 1795300050, ana(), a)),
		"unsupported.json":                 one(customer(numberOne, "wamid.SU4xMDAwMDAwNg==", "unsupported", "", 1795300060, ana(), a)),
		"video.json":                       one(with(customer(numberOne, "wamid.SU4xMDAwMDAwNw==", "video", "", 1795300470, ana(), a), "500000000000003", "video/mp4", "")),
		"audio.json":                       one(with(customer(numberOne, "wamid.SU4xMDAwMDAwOA==", "audio", "", 1795300480, ana(), a), "500000000000002", "audio/ogg", "")),
		"document.json":                    one(with(customer(numberOne, "wamid.SU4xMDAwMDAwOQ==", "document", "", 1795300490, ana(), a), "500000000000004", "application/pdf", "factura.pdf")),
		"sticker.json":                     one(with(customer(numberOne, "wamid.SU4xMDAwMDAxMA==", "sticker", "", 1795300500, ana(), a), "500000000000005", "image/webp", "")),
		"location.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAxMQ==", "location", "", 1795300510, ana(), a)),
		"contacts.json":                    one(customer(numberOne, "wamid.SU4xMDAwMDAxMg==", "contacts", "", 1795300520, ana(), a)),
		"interactive_button_reply.json":    one(tapped(about(customer(numberOne, "wamid.SU4xMDAwMDAxMw==", "interactive", "", 1795300530, ana(), a), outOne), "yes-1", "Sí")),
		"interactive_list_reply.json":      one(tapped(about(customer(numberOne, "wamid.SU4xMDAwMDAxNA==", "interactive", "", 1795300540, ana(), a), outOne), "row-3", "Facturación")),
		"interactive_flow.json":            one(about(customer(numberOne, "wamid.SU4xMDAwMDAxNQ==", "interactive", "", 1795300550, ana(), a), outOne)),
		"interactive_address.json":         one(about(customer(numberOne, "wamid.SU4xMDAwMDAxNg==", "interactive", "", 1795300560, ana(), a), outOne)),
		"interactive_call_permission.json": one(about(customer(numberOne, "wamid.SU4xMDAwMDAxNw==", "interactive", "", 1795300570, ana(), a), outOne)),
		"button.json":                      one(tapped(about(customer(numberOne, "wamid.SU4xMDAwMDAxOA==", "button", "", 1795300580, ana(), a), outOne), "CANCEL_77", "Cancelar")),
		"reaction_removed.json":            one(about(customer(numberOne, "wamid.SU4xMDAwMDAxOQ==", "reaction", "", 1795300590, ana(), a), outOne)),
		"order.json":                       one(customer(numberOne, "wamid.SU4xMDAwMDAyMA==", "order", "", 1795300600, ana(), a)),
		"edit.json":                        one(about(customer(numberOne, "wamid.SU4xMDAwMDAyMQ==", "edit", "", 1795300610, ana(), a), "wamid.SU4xMDAwMDAwMQ==")),
		"revoke.json":                      one(about(customer(numberOne, "wamid.SU4xMDAwMDAyMg==", "revoke", "", 1795300620, ana(), a), "wamid.SU4xMDAwMDAwMQ==")),
		"request_welcome.json":             one(customer(numberOne, "wamid.SU4xMDAwMDAyMw==", "request_welcome", "", 1795300630, ana(), a)),
		"system_user_id.json":              one(customer(numberOne, "wamid.U1lTMTAwMDAwMDI=", "system", "", 1795300600, renamed, a)),
		"group_image.json":                 one(with(grouped, "500000000000006", "image/jpeg", "")),
		"status_sent.json":                 one(ours("sent", outOne, 1795300100, marker, "", free)),
		"status_delivered.json":            one(ours("delivered", outOne, 1795300101, marker, "", free)),
		"status_read.json":                 one(ours("read", outOne, 1795300140, marker, "", nil)),
		"status_failed.json":               one(ours("failed", "wamid.T1VUMTAwMDAwMDI=", 1795300150, "v1.35.901.1", "131047", nil)),
		"template_status.json":             one(notice("message_template_status_update", "REJECTED", wabaOne, "", 1795300200)),
		"text_reply.json":                  one(about(customer(numberOne, "wamid.SU4xMDAwMDAyNQ==", "text", "sí, esa", 1795300650, ana(), a), outOne)),
		"text_referral.json": one(in(customer(numberOne, "wamid.SU4xMDAwMDAyNg==", "text", "¿Cuánto cuesta la mesa?", 1795300660, ana(), a), envelope.Context{
			Referral: &envelope.Referral{Source: "ad", ID: "120000000000001", URL: "https://fb.me/3xAmpl3", Headline: "Mesas de roble", Body: "Pregúntenos por el envío.", Click: "Afk3xAmpl3Cl1ck"},
		})),
		"text_product.json": one(in(customer(numberOne, "wamid.SU4xMDAwMDAyNw==", "text", "¿Queda alguna?", 1795300670, ana(), a), envelope.Context{
			About: outOne, Forwarded: true, Product: &envelope.Product{Catalog: "900000000000001", ID: "mesa-roble"},
		})),
		"text_parent_only.json": one(customer(numberOne, "wamid.SU4xMDAwMDAyOA==", "text", "hola", 1795300680,
			envelope.Sender{ParentBSUID: "ES.ENT.77Ab12", Name: "Ana R"}, "ES.ENT.77Ab12")),
		"edit_media.json": one(about(with(customer(numberOne, "wamid.SU4xMDAwMDAyOQ==", "edit", "", 1795300690, ana(), a),
			"500000000000007", "image/jpeg", ""), "wamid.SU4xMDAwMDAwMw==")),
		"echoes.json": {
			echo(numberOne, "wamid.RUNITzEwMDAwMDE=", "text", "Se lo miro ahora mismo.", 1795300700, ana(), a),
			with(echo(numberOne, "wamid.RUNITzEwMDAwMDI=", "document", "", 1795300710, ana(), a), "500000000000008", "application/pdf", "albarán.pdf"),
			about(echo(numberOne, "wamid.RUNITzEwMDAwMDM=", "edit", "", 1795300720, ana(), a), "wamid.RUNITzEwMDAwMDE="),
			about(echo(numberOne, "wamid.RUNITzEwMDAwMDQ=", "revoke", "", 1795300730, ana(), a), "wamid.RUNITzEwMDAwMDI="),
		},
		"call_user.json": {
			called(theirCall, "connect", 1795300800, ana(), a, envelope.Call{}),
			called(theirCall, "terminate", 1795300810, ana(), a, envelope.Call{Over: true, Taken: true, Seconds: 200}),
		},
		"call_missed.json": one(called(missedCall, "terminate", 1795301140, ana(), a, envelope.Call{Over: true})),
		"call_business.json": {
			notice("calls", "connect", wabaOne, numberOne, 1795301200),
			notice("calls", "RINGING", wabaOne, numberOne, 1795301202),
			called(ourCall, "ACCEPTED", 1795301208, nameless, a, envelope.Call{ByBusiness: true, Taken: true}),
			called(ourCall, "terminate", 1795301208, nameless, a, envelope.Call{ByBusiness: true, Over: true, Taken: true, Seconds: 82}),
		},
		"status_free_entry_point.json": one(entry),
		"account_update.json":          one(notice("account_update", "DISABLED_UPDATE", wabaOne, "", 1795300750)),
		"partner_removed.json":         one(notice("account_update", "PARTNER_REMOVED", "200000000000002", "", 1795300755)),
		"user_preferences.json":        one(notice("user_preferences", "stop", wabaOne, numberOne, 1795300760)),
		"security.json":                one(notice("security", "PIN_CHANGED", wabaOne, "15550100001", 1795300770)),
		"history.json":                 one(notice("history", "0", wabaOne, numberOne, 1795300780)),
		"user_actions.json": one(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
			Field: "messages", Event: "marketing_messages_link_click", Account: wabaOne, Number: numberOne, At: arrival.Truncate(time.Second),
		}}),
		"batch.json": {
			customer(numberOne, "wamid.QkFUMDAwMDAwMDE=", "text", "primera", 1795300300, ana(), a),
			customer(numberOne, "wamid.QkFUMDAwMDAwMDI=", "text", "erste", 1795300300, zoe(), z),
			sticker,
			ours("read", outOne, 1795300302, "", "", nil),
			told,
			customer(numberTwo, "wamid.QkFUMDAwMDAwMDQ=", "text", "oi", 1795300303, joao, joao.BSUID),
			echo(numberTwo, "wamid.RUNITzAwMDAwMDE=", "text", "respondido no celular", 1795300304, envelope.Sender{BSUID: joao.BSUID, Phone: joao.Phone}, joao.BSUID),
			notice("account_alerts", "OBA_REJECTED", wabaOne, numberOne, 1795300305),
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
				if e.Origin == "" {
					t.Errorf("envelope %d has no origin", i)
				}
			}
			ignore := cmp.Options{
				cmpopts.IgnoreFields(envelope.Envelope{}, "Version", "Connection", "Delivery", "ReceivedAt", "Origin"),
				cmpopts.IgnoreTypes(json.RawMessage{}),
			}
			if diff := cmp.Diff(want, got, ignore); diff != "" {
				t.Errorf("Cut(%s) (-want +got):\n%s", name, diff)
			}
		})
	}
}

// checkRaw holds that every message keeps its object, but a text and a call that
// is not over, and that the envelope survives its way through a queue.
func checkRaw(t *testing.T, e envelope.Envelope) {
	t.Helper()
	if e.Message != nil && (e.Message.Type != "text" && (e.Message.Call == nil || e.Message.Call.Over)) != (len(e.Message.Raw) > 0) {
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
	known["everything.json"] = nil // TestCutEverything
	for _, file := range files {
		if _, ok := known[filepath.Base(file)]; !ok {
			t.Errorf("%s is not expected by any test", filepath.Base(file))
		}
	}
	if len(files) != len(known) {
		t.Errorf("%d samples, %d expectations", len(files), len(known))
	}
}
