package cloudapi

import (
	"strings"

	"ventana/shared/envelope"
)

// Coming is a template's category to come.
type Coming struct {
	Name, Language string // as the list of templates has them
	Category       string
}

// CategoryToCome reads a notice that WhatsApp will put a template into another
// category, a day before; false for any other, and for one that tells of a change
// that is done. The notice writes the language as "es-ES" or "es_ES", the list
// always as the latter.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update
func CategoryToCome(notice envelope.Notice) (Coming, bool) {
	if notice.Field != "template_category_update" || dig(notice.Raw, "previous_category") != "" {
		return Coming{}, false
	}
	coming := Coming{
		Name:     dig(notice.Raw, "message_template_name"),
		Language: strings.ReplaceAll(dig(notice.Raw, "message_template_language"), "-", "_"),
		Category: dig(notice.Raw, "correct_category"),
	}
	return coming, coming.Name != "" && coming.Language != "" && coming.Category != ""
}
