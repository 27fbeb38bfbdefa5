package provider

import (
	"errors"
	"strings"
)

// FileKind is as what WhatsApp shows a file.
type FileKind string

// The kinds.
const (
	KindImage    FileKind = "image"
	KindVideo    FileKind = "video"
	KindAudio    FileKind = "audio"
	KindDocument FileKind = "document"
	KindSticker  FileKind = "sticker"
)

// The largest files that WhatsApp takes, in bytes.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const (
	MaxImageBytes    = 5 << 20
	MaxVideoBytes    = 16 << 20
	MaxAudioBytes    = 16 << 20
	MaxDocumentBytes = 100 << 20
)

// ErrSize: a file on its way is not as large as it was said to be.
var ErrSize = errors.New("file is not as large as it was said to be")

func (k FileKind) known() bool {
	return k == KindImage || k == KindVideo || k == KindAudio || k == KindDocument || k == KindSticker
}

// TakesCaption reports whether WhatsApp shows a text under such a file.
func (k FileKind) TakesCaption() bool {
	return k == KindImage || k == KindVideo || k == KindDocument
}

// KindOf chooses as what a file is sent: as what it is, where WhatsApp takes
// its type and size so, else as a document. False when it is too large or empty.
func KindOf(mime string, size int64) (FileKind, bool) {
	base, _, _ := strings.Cut(strings.ToLower(mime), ";")
	switch base = strings.TrimSpace(base); {
	case size <= 0 || size > MaxDocumentBytes:
		return "", false
	case (base == "image/jpeg" || base == "image/png") && size <= MaxImageBytes:
		return KindImage, true
	case (base == "video/mp4" || base == "video/3gpp") && size <= MaxVideoBytes:
		return KindVideo, true
	case isAudio(base) && size <= MaxAudioBytes:
		return KindAudio, true
	default:
		return KindDocument, true
	}
}

// isAudio: "audio/ogg" is taken with the codec opus only, which a type alone
// does not tell; what it holds otherwise is refused by WhatsApp and told.
func isAudio(base string) bool {
	switch base {
	case "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg":
		return true
	default:
		return false
	}
}
