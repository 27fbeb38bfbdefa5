package rendering_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/rendering"
)

// sample is a message in testdata, with what is special about it. Only those
// that WhatsApp sends stand in docs/messages.md.
type sample struct {
	file, name string
	about      rendering.About // what the ticket shows of what it refers to
	echo       bool            // written in the phone app
}

// sheet is every form of every type, in the order of WhatsApp's documentation.
func sheet() []sample {
	const pending = "[image] (file follows)\nasí llegó"
	return []sample{
		{file: "text", name: "on its own"},
		{file: "text_reply", name: "it answers a message", about: ours("¿Cuándo le viene bien? Podemos pasar a recoger el paquete de lunes a viernes, por la mañana o por la tarde.")},
		{file: "text_reply_unknown", name: "it answers a message that the ticket does not show"},
		{file: "text_forwarded", name: "passed on"},
		{file: "text_forwarded_often", name: "passed on more than five times"},
		{file: "text_ad", name: "the customer came from an ad"},
		{file: "text_post", name: "the customer came from a post"},
		{file: "text_product", name: "a question about a product"},
		{file: "image", name: "with a caption"},
		{file: "image_plain", name: "without a caption"},
		{file: "image_reply", name: "it answers a message", about: ours("¿Nos manda una foto?")},
		{file: "image_gone", name: "whose file WhatsApp does not hand over"},
		{file: "video", name: "with a caption"},
		{file: "audio", name: "a recorded voice note"},
		{file: "audio_file", name: "a sound file"},
		{file: "document", name: "with a name and a caption"},
		{file: "sticker", name: "any"},
		{file: "location", name: "a place"},
		{file: "location_pin", name: "coordinates alone"},
		{file: "contacts", name: "two cards"},
		{file: "contacts_requested", name: "the customer's own, as an agent asked for it"},
		{file: "interactive_button_reply", name: "a button of a message", about: ours("Solved?")},
		{file: "interactive_list_reply", name: "a row of a list", about: ours("What is it about?")},
		{file: "interactive_flow", name: "a form that was filled in"},
		{file: "interactive_address", name: "an address"},
		{file: "interactive_call_permission", name: "calls allowed for a time"},
		{file: "interactive_call_permission_always", name: "calls allowed"},
		{file: "interactive_call_permission_rejected", name: "calls refused"},
		{file: "interactive_unknown", name: "a kind that is not known yet"},
		{file: "button", name: "a button of a template", about: ours("Your appointment is on Monday at 10.")},
		{file: "reaction", name: "an emoji", about: ours("Your parcel is on its way.")},
		{file: "reaction_unknown", name: "on a message that the ticket does not show"},
		{file: "reaction_removed", name: "taken back", about: ours("Your parcel is on its way.")},
		{file: "order", name: "two products and a remark"},
		{file: "system_number", name: "a new phone number"},
		{file: "system_user_id", name: "a new user id"},
		{file: "unsupported", name: "a type that WhatsApp keeps to itself"},
		{file: "unsupported_bare", name: "with an error alone"},
		{file: "edit_known", name: "a text", about: theirs("[reply] “¿Cuándo?”\nnos vemos el lunes")},
		{file: "edit_long", name: "a long text, quoted from where it changed", about: theirs(longText)},
		{file: "edit", name: "a text that the ticket does not show"},
		{file: "edit_media_known", name: "a caption", about: theirs(pending)},
		{file: "edit_media", name: "a caption that the ticket does not show"},
		{file: "revoke_known", name: "a message that the ticket shows; its words are not repeated", about: theirs("nos vemos el lunes")},
		{file: "revoke", name: "any other"},
		{file: "request_welcome", name: "any"},
		{file: "call", name: "the customer's"},
		{file: "call_missed", name: "the customer's, which nobody answered"},
		{file: "call_business", name: "the business's, as an internal note"},
		{file: "call_business_missed", name: "the business's, which the customer did not answer"},
		{file: "call_failed", name: "one that broke off"},
		{file: "text_group", name: "a text"},
		{file: "text_group_reply", name: "it answers a message", about: theirs("[group] Luis P:\nI am in")},
		{file: "group", name: "a file"},
		{file: "echo_text", name: "a text", echo: true},
		{file: "echo_reply", name: "it answers a message", echo: true, about: theirs("¿a qué hora abren?")},
		{file: "echo_document", name: "a file", echo: true},
		{file: "echo_edit", name: "a text that was changed", echo: true, about: ours("[phone app]\nAbrimos a las nueve.")},
		{file: "echo_revoke", name: "a message that was deleted", echo: true, about: ours("[phone app]\nAbrimos a las nueve.")},
		{file: "unknown", name: "a type that is not known yet"},
	}
}

// broken is what WhatsApp should not send.
func broken() []sample {
	return []sample{
		{file: "broken_media", name: "a name that turns round, a number for a caption"},
		{file: "broken_media_null", name: "no object"},
		{file: "broken_media_text", name: "a text for an object"},
		{file: "broken_media_list", name: "a list for an object"},
		{file: "broken_media_error", name: "an error beside a file"},
		{file: "broken_location_strings", name: "strings for numbers"},
		{file: "broken_location_range", name: "coordinates that are none"},
		{file: "broken_location_empty", name: "an empty place"},
		{file: "broken_contacts", name: "cards of every shape"},
		{file: "broken_contacts_object", name: "one card without its list"},
		{file: "broken_interactive_typeless", name: "a reply without its type"},
		{file: "broken_interactive_member", name: "a type that names no member"},
		{file: "broken_flow_object", name: "answers as an object, deep ones too"},
		{file: "broken_flow_text", name: "answers that are no JSON"},
		{file: "broken_flow_empty", name: "no answers"},
		{file: "broken_permission", name: "a time that is none"},
		{file: "broken_permission_word", name: "an unknown answer"},
		{file: "broken_button", name: "no text"},
		{file: "broken_reaction", name: "null for an emoji"},
		{file: "broken_reaction_text", name: "a text for an object"},
		{file: "broken_order", name: "products of every shape"},
		{file: "broken_order_object", name: "one product without its list"},
		{file: "broken_system", name: "no body"},
		{file: "broken_edit", name: "no type", about: theirs("what it was")},
		{file: "broken_edit_nested", name: "an edit of an edit", about: theirs("what it was")},
		{file: "broken_revoke", name: "no object"},
		{file: "broken_unsupported", name: "texts for objects"},
		{file: "broken_unsupported_more", name: "a member that nobody knows"},
		{file: "broken_unknown_elsewhere", name: "another member than the type's"},
		{file: "broken_unknown_nothing", name: "nothing at all"},
		{file: "broken_unknown_name", name: "a type over several lines"},
		{file: "broken_escapes", name: "letters as escapes"},
		{file: "broken_array", name: "a list for a message"},
		{file: "broken_null", name: "null for a message"},
	}
}

const longText = "Buenos días, les escribo por el pedido que hice la semana pasada en su tienda de la calle Mayor: por favor, envíenlo a la tienda, que estaré allí toda la mañana"

func ours(text string) rendering.About { return rendering.About{Text: text, At: written(), Ours: true} }

func theirs(text string) rendering.About { return rendering.About{Text: text, At: written()} }

func written() time.Time { return time.Date(2026, 11, 22, 10, 42, 7, 0, time.UTC) }

// rendered is the sample as an agent reads it.
func (s sample) rendered(t testing.TB, language string) string {
	t.Helper()
	if s.echo {
		return rendering.Echo(read(t, s), s.about, language)
	}
	return rendering.Message(read(t, s), s.about, language)
}

// read is a sample as the adapter hands it on; a broken one may have no type.
func read(t testing.TB, s sample) envelope.Message {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", s.file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	m := envelope.Message{Type: "hologram", Raw: raw}
	var told struct {
		Type  string
		Group string `json:"group_id"`
		Text  struct{ Body string }
	}
	if call := callIn(raw); call != nil {
		m.Type, m.Call = "call", call
		return m
	}
	if json.Unmarshal(raw, &told) != nil || told.Type == "" {
		return m
	}
	m.Type, m.Text, m.Context, m.File = told.Type, told.Text.Body, relation(raw), carried(raw, told.Type)
	if told.Group != "" {
		m.From = envelope.Sender{Group: told.Group, Name: "Ana R"}
	}
	if m.Type == "text" {
		m.Raw = nil
	}
	return m
}

// callIn is what a sample tells of a call that is over, or nil.
func callIn(raw []byte) *envelope.Call {
	var told struct {
		Event     string
		Direction string
		Start     string `json:"start_time"`
		Duration  int64
	}
	if json.Unmarshal(raw, &told) != nil || told.Event != "terminate" {
		return nil
	}
	return &envelope.Call{
		ByBusiness: told.Direction == "BUSINESS_INITIATED", Over: true, Taken: told.Start != "", Seconds: told.Duration,
	}
}

// relation is what a sample stands in relation to, or nil.
func relation(raw []byte) *envelope.Context {
	var told struct {
		Context struct {
			ID        string
			Forwarded bool
			Often     bool `json:"frequently_forwarded"`
			Product   *struct {
				Catalog string `json:"catalog_id"`
				ID      string `json:"product_retailer_id"`
			} `json:"referred_product"`
		}
		Referral *struct {
			Source   string `json:"source_type"`
			URL      string `json:"source_url"`
			Headline string
			Body     string
		}
	}
	if json.Unmarshal(raw, &told) != nil {
		return nil
	}
	found := envelope.Context{About: told.Context.ID, Forwarded: told.Context.Forwarded, Often: told.Context.Often}
	if product := told.Context.Product; product != nil {
		found.Product = &envelope.Product{Catalog: product.Catalog, ID: product.ID}
	}
	if from := told.Referral; from != nil {
		found.Referral = &envelope.Referral{Source: from.Source, URL: from.URL, Headline: from.Headline, Body: from.Body}
	}
	if found == (envelope.Context{}) {
		return nil
	}
	return &found
}

// carried is the file of a sample, that of an edited message too, or nil.
func carried(raw []byte, kind string) *envelope.File {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	var own struct {
		ID      string
		Message json.RawMessage
	}
	if json.Unmarshal(all[kind], &own) != nil {
		return nil
	}
	if kind == "edit" {
		var inner struct{ Type string }
		if json.Unmarshal(own.Message, &inner) != nil || inner.Type == "edit" {
			return nil
		}
		return carried(own.Message, inner.Type)
	}
	if own.ID == "" {
		return nil
	}
	return &envelope.File{ID: own.ID}
}
