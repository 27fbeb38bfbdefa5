package rendering

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// maxSafeBytes is how long a file name may be; the usual file systems take 255
	// bytes, and whoever saves it wants to add to it.
	maxSafeBytes = 200
	// maxExtension is the longest that is taken for one, in bytes.
	maxExtension = 10
	// maxIDCharacters is how much of an id stands in a made-up name, enough to
	// tell the photos of one ticket apart.
	maxIDCharacters = 8
)

// extensionNone is given to a file of which nobody knows what it holds.
const extensionNone = "bin"

// File is the body of the comment that brings a customer's file: its type in
// square brackets and its name, "[document] factura.pdf". Without a name it says
// what the file is ("[audio] voice note"). It is never empty.
func File(name, kind, language string) string {
	w := wordsIn(language)
	called := w.file
	switch kind {
	case typeImage:
		called = w.photo
	case typeVideo:
		called = w.video
	case typeAudio:
		called = w.voiceNote
	case typeDocument:
		called = w.document
	case typeSticker:
		called = w.sticker
	}
	return "[" + oneLine(kind, "file") + "] " + first(cut(line(name), maxFileName), called)
}

// SafeName is a name under which a file can be stored and saved anywhere: at
// most 200 bytes of valid UTF-8, without path separators, characters that file
// systems refuse, control characters, marks that turn the writing round, and
// dots or dashes at its beginning. The same name comes back unchanged.
//
// name is the sender's own, or empty; then the file is called after its kind
// ("photo.jpg", "voice-note.ogg") and, so that several can be told apart, the
// last letters and digits of fallback ("photo-41b7.jpg"): the provider's file
// id, or empty; never a message id, which holds a phone number.
//
// mime may carry parameters. The extension fits it: a missing one is added, a
// known one of another type replaced, an unknown one kept before the right one.
// A type that is not known leaves the extension as it is.
func SafeName(name, mime, kind, fallback string) string {
	base, _, _ := strings.Cut(strings.ToLower(mime), ";")
	base = strings.TrimSpace(base)
	stem, extension := splitName(storable(name))
	known := isKnown(strings.ToLower(extension))
	if stem == "" {
		stem = madeUp(base, kind, fallback)
		if !known { // what follows a lone dot is no extension
			extension, known = extensionOf(kind), true
		}
	}
	switch fitting := extensionsOf(base); {
	case len(fitting) == 0, slices.Contains(fitting, strings.ToLower(extension)):
	case extension == "", known:
		extension = fitting[0]
	default:
		stem, extension = stem+"."+extension, fitting[0]
	}
	if extension == "" {
		return within(stem, maxSafeBytes)
	}
	return within(stem, maxSafeBytes-len(extension)-1) + "." + extension
}

// storable is name on one line, without what a path or a file system takes for
// its own. https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
func storable(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, line(name))
}

// splitName parts a name from its extension: up to ten letters and digits after
// the last dot.
func splitName(name string) (stem, extension string) {
	stem = name
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && isExtension(name[dot+1:]) {
		stem, extension = name[:dot], name[dot+1:]
	}
	return trimmed(stem), extension
}

func isExtension(s string) bool {
	return s != "" && len(s) <= maxExtension && !strings.ContainsFunc(s, func(r rune) bool { return !isPlain(r) })
}

// isPlain reports whether r means itself everywhere.
func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// trimmed drops what hides a file, looks like an option, or is dropped by some
// file systems at the end.
func trimmed(stem string) string {
	return strings.TrimRight(strings.TrimLeft(stem, " .-"), " .")
}

// madeUp is what a file without a name is called.
func madeUp(mime, kind, fallback string) string {
	stem := "file"
	family, format, _ := strings.Cut(mime, "/")
	switch {
	case kind == typeDocument || kind == typeSticker:
		stem = kind
	case kind == typeImage || family == typeImage:
		stem = "photo"
	case kind == typeVideo || family == typeVideo:
		stem = "video"
	case kind == typeAudio && (format == "" || format == "ogg"), mime == "audio/ogg":
		stem = "voice-note"
	case kind == typeAudio || family == typeAudio:
		stem = "audio"
	}
	id := strings.Map(func(r rune) rune {
		if isPlain(r) {
			return r
		}
		return -1
	}, fallback)
	if id == "" {
		return stem
	}
	return stem + "-" + id[max(len(id)-maxIDCharacters, 0):]
}

// extensionOf is the usual one of a kind, for a file whose type nobody told.
func extensionOf(kind string) string {
	switch kind {
	case typeImage:
		return "jpg"
	case typeVideo:
		return "mp4"
	case typeAudio:
		return "ogg"
	case typeSticker:
		return "webp"
	default:
		return extensionNone
	}
}

// within cuts to a number of bytes, between characters.
func within(stem string, limit int) string {
	if len(stem) <= limit {
		return stem
	}
	end := limit
	for !utf8.RuneStart(stem[end]) {
		end--
	}
	cutOff := []rune(stem[:end])
	next, _ := utf8.DecodeRuneInString(stem[end:])
	for back := 0; back < maxBackOff && len(cutOff) > 1 && joined(cutOff[len(cutOff)-1], next); back++ {
		next = cutOff[len(cutOff)-1]
		cutOff = cutOff[:len(cutOff)-1]
	}
	return trimmed(string(cutOff))
}
