// Package template is what Ventana knows about message templates: what they
// are, what must be given to send one, which one fits, and how the deployer
// writes them as files. It is pure: time is an argument, and so are all texts.
//
// A Template is read from the provider's list and written back as the same JSON.
// Its identity is its account, name and language; "en" and "en_US" are two
// templates, and there is no fallback from one to the other.
//
// Fill checks values as WhatsApp would, before anything is sent, and reports all
// problems at once. A problem names a key and a kind, never a value: values are
// a customer's data. What WhatsApp counts, it counts in Unicode code points, and
// so does this package.
//
// A Catalogue is the templates of one account at one moment. Choose takes the
// first that can be sent from an order of languages and tells what it passed
// over; it never takes a language that was not asked for.
//
// A Definition is one purpose in many languages, read from a YAML file by Parse.
// Lint tells what WhatsApp would refuse or recategorise; Plan compares
// definitions with a Catalogue and tells what to create and edit, within
// WhatsApp's limits for edits; CreateBody and EditBody are the requests.
//
// Sources, under https://developers.facebook.com/documentation/business-messaging/whatsapp/ :
// templates/overview, templates/components, templates/template-management,
// templates/template-review, templates/template-pausing, templates/time-to-live,
// templates/supported-languages.
package template
