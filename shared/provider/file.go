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

// FileError is why WhatsApp takes a file in no form.
type FileError struct {
	Reason string
	// Limit is the most that files of its type may have, in bytes; for ReasonSize.
	Limit int64
}

// The reasons of a FileError.
const (
	ReasonSize  = "too_large"
	ReasonEmpty = "empty"
	ReasonType  = "type" // a type that WhatsApp does not take at all
)

// Error names the reason.
func (e *FileError) Error() string { return "file does not fit: " + e.Reason }

// Fit tells as what a file is shown, and under which type it is uploaded. Meta
// knows a fixed list of types and bounds each by its own size, before anybody
// says as what the file will be sent: a picture of 7 MB is no document either.
// Texts of every kind go as plain ones. *FileError for what does not fit.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func Fit(mime string, size int64) (kind FileKind, upload string, err error) {
	base, _, _ := strings.Cut(strings.ToLower(mime), ";")
	if base = strings.TrimSpace(base); strings.HasPrefix(base, "text/") {
		base = "text/plain"
	}
	kind, limit := typed(base)
	switch {
	case kind == "":
		return "", "", &FileError{Reason: ReasonType}
	case size <= 0:
		return "", "", &FileError{Reason: ReasonEmpty}
	case size > limit:
		return "", "", &FileError{Reason: ReasonSize, Limit: limit}
	}
	return kind, base, nil
}

// typed is as what files of a type are shown and how large they may be; empty
// for a type that WhatsApp does not take. "audio/ogg" is taken with the codec
// opus only, which a type alone does not tell; what it holds otherwise is
// refused by WhatsApp and told.
func typed(mime string) (FileKind, int64) {
	const office = "application/vnd.openxmlformats-officedocument."
	switch mime {
	case "image/jpeg", "image/png":
		return KindImage, MaxImageBytes
	case "video/mp4", "video/3gpp":
		return KindVideo, MaxVideoBytes
	case "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg":
		return KindAudio, MaxAudioBytes
	case "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		office + "wordprocessingml.document", office + "spreadsheetml.sheet", office + "presentationml.presentation":
		return KindDocument, MaxDocumentBytes
	default:
		return "", 0
	}
}
