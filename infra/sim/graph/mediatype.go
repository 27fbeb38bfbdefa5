package graph

import (
	"fmt"
	"mime"
	"slices"
	"strings"
)

// Types of messages that are files.
const (
	typeImage    = "image"
	typeAudio    = "audio"
	typeVideo    = "video"
	typeDocument = "document"
	typeSticker  = "sticker"
)

// Sizes of files in bytes. Source: Cloud API, Media, supported media types.
const (
	imageMax    = 5 << 20
	audioMax    = 16 << 20
	videoMax    = 16 << 20
	documentMax = 100 << 20
	stickerMax  = 500 << 10 // of an animated one; whether it is, is not looked at
)

// receivedMax is the largest file that a customer's app sends to a business.
const receivedMax = 100 << 20

// mimeOgg is the one type that a voice message may have.
const mimeOgg = "audio/ogg"

// fileTypes says which files may be sent as a message of a type.
type fileTypes struct {
	mimes []string
	max   int64
}

// typesOf is the rule of a message type; false for one that is no file.
// Whatever can be uploaded can be sent as a document.
func typesOf(kind string) (fileTypes, bool) {
	switch kind {
	case typeImage:
		return fileTypes{[]string{"image/jpeg", "image/png"}, imageMax}, true
	case typeAudio:
		return fileTypes{[]string{"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", mimeOgg, "audio/opus"}, audioMax}, true
	case typeVideo:
		return fileTypes{[]string{"video/mp4", "video/3gpp", "video/3gp"}, videoMax}, true
	case typeSticker:
		return fileTypes{[]string{"image/webp"}, stickerMax}, true
	case typeDocument:
		return fileTypes{[]string{
			"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		}, documentMax}, true
	default:
		return fileTypes{}, false
	}
}

// fileMessages are the message types that are files.
func fileMessages() []string {
	return []string{typeAudio, typeDocument, typeImage, typeSticker, typeVideo}
}

func isFile(kind string) bool { return slices.Contains(fileMessages(), kind) }

// uploadMax is the size up to which a MIME type can be uploaded, in bytes.
// Meta looks at the MIME type alone: a picture that is too large for an image
// message cannot be uploaded for a document message either.
func uploadMax(mimeType string) (int64, bool) {
	for _, kind := range fileMessages() {
		if rule, _ := typesOf(kind); slices.Contains(rule.mimes, mimeType) {
			return rule.max, true
		}
	}
	return 0, false
}

// uploadTypes lists what can be uploaded, for the refusal.
func uploadTypes() string {
	var all []string
	for _, kind := range fileMessages() {
		rule, _ := typesOf(kind)
		all = append(all, rule.mimes...)
	}
	return strings.Join(all, ", ")
}

// misfit says why an uploaded file cannot be sent as a message of a type, ""
// when it can.
func misfit(kind string, m *media, voice bool) string {
	rule, _ := typesOf(kind)
	base := baseMIME(m.MIME)
	switch {
	case kind != typeDocument && !slices.Contains(rule.mimes, base):
		return fmt.Sprintf("Unsupported %s mime type %s. Please use one of %s.", kind, base, strings.Join(rule.mimes, ", "))
	case m.Size > rule.max:
		return fmt.Sprintf("The %s has more than %d bytes.", kind, rule.max)
	case voice && base != mimeOgg:
		return fmt.Sprintf("Unsupported voice mime type %s. Please use one of %s.", base, mimeOgg)
	}
	return ""
}

// baseMIME is a MIME type without its parameters, in small letters; "" when it
// is none.
func baseMIME(text string) string {
	base, _, err := mime.ParseMediaType(text)
	if err != nil {
		return ""
	}
	return base
}

// usualMIME is the type of a customer's file that does not say its own.
func usualMIME(kind string) string {
	switch kind {
	case typeAudio:
		return "audio/ogg; codecs=opus"
	case typeVideo:
		return "video/mp4"
	case typeDocument:
		return "application/pdf"
	case typeSticker:
		return "image/webp"
	default:
		return "image/jpeg"
	}
}
