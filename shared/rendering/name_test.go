package rendering_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ventana/shared/rendering"
)

const (
	mimePDF  = "application/pdf"
	mimeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

func TestSafeName_isSafe(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, given, want string }{
		{"a good name", "Factura nº 5 (ñandú).pdf", "Factura nº 5 (ñandú).pdf"},
		{"a path", "../../etc/passwd.pdf", "etc-passwd.pdf"},
		{"a path of Windows", `C:\Users\ana\a.pdf`, "C--Users-ana-a.pdf"},
		{"a date with slashes", "acta 3/4/2026.pdf", "acta 3-4-2026.pdf"},
		{"what file systems refuse", `a*b?"<c>|d:e.pdf`, "a-b---c--d-e.pdf"},
		{"control characters", "a\x00b\r\n\tc\x1b[0m.pdf", "a b c [0m.pdf"},
		{"writing turned round", "x\u202efdp.exe\u2066.pdf", "xfdp.exe.pdf"},
		{"characters that nobody sees", "a\u200b\ufeff\u00adb.pdf", "ab.pdf"},
		{"a hidden file", "..factura.pdf", "factura.pdf"},
		{"an option", "--help.pdf", "help.pdf"},
		{"space around it", "  a  b .pdf", "a b.pdf"},
		{"emoji", "👩\u200d👧 🇪🇸.pdf", "👩\u200d👧 🇪🇸.pdf"},
		{"bytes that are no text", "a\xff.pdf", "a\uFFFD.pdf"},
		{"nothing", "", "document-41b7.pdf"},
		{"nothing but space", " \u200b\n", "document-41b7.pdf"},
		{"nothing but dots", "...", "document-41b7.pdf"},
		{"nothing but a path", "../../", "document-41b7.pdf"},
		{"an extension alone", ".pdf", "document-41b7.pdf"},
		{"a hidden file's name alone", ".htaccess", "document-41b7.pdf"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := rendering.SafeName(tt.given, mimePDF, "document", "4.1-b7"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSafeName_extensionFitsTheType(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, given, mime, want string }{
		{"one that fits stays", "a.jpeg", "image/jpeg", "a.jpeg"},
		{"in capitals too", "a.JPG", "IMAGE/JPEG; q=1", "a.JPG"},
		{"a missing one is added", "voz", "audio/ogg; codecs=opus", "voz.ogg"},
		{"a known one of another type is replaced", "a.HEIC", "image/jpeg", "a.jpg"},
		{"an unknown one is kept before the right one", "factura.exe", mimePDF, "factura.exe.pdf"},
		{"a number after a dot is none", "informe 1.5", mimePDF, "informe 1.5.pdf"},
		{"words after a dot are none", "v. final y firmado", mimePDF, "v. final y firmado.pdf"},
		{"a type that is not known keeps what is there", "a.xyz", "application/x-thing", "a.xyz"},
		{"and adds nothing", "README", "application/octet-stream", "README"},
		{"no type keeps what is there", "a.pdf", "", "a.pdf"},
		{"a document that is an archive inside", "a.docx", "application/zip", "a.docx"},
		{"a table that is called Excel's", "a.csv", "application/vnd.ms-excel", "a.csv"},
		{"a table that is plain text", "a.csv", "text/plain", "a.csv"},
		{"a compressed archive", "a.tar.gz", "application/gzip", "a.tar.gz"},
		{"Word", "carta", mimeDOCX, "carta.docx"},
		{"a film of an iPhone", "IMG_1", "video/quicktime", "IMG_1.mov"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := rendering.SafeName(tt.given, tt.mime, "document", "41b7"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSafeName_ofAFileWithoutOne(t *testing.T) {
	t.Parallel()
	tests := []struct{ kind, mime, id, want string }{
		{"image", "image/jpeg", "", "photo.jpg"},
		{"image", "image/png", "5001", "photo-5001.png"},
		{"image", "", "", "photo.jpg"},
		{"video", "video/3gpp", "", "video.3gp"},
		{"video", "", "", "video.mp4"},
		{"audio", "audio/ogg; codecs=opus", "", "voice-note.ogg"},
		{"audio", "", "", "voice-note.ogg"},
		{"audio", "audio/mpeg", "", "audio.mp3"},
		{"document", mimePDF, "", "document.pdf"},
		{"document", "application/octet-stream", "", "document.bin"},
		{"document", "", "", "document.bin"},
		{"sticker", "image/webp", "", "sticker.webp"},
		{"sticker", "", "", "sticker.webp"},
		{"edit", "image/jpeg", "", "photo.jpg"},
		{"edit", "video/mp4", "", "video.mp4"},
		{"edit", "audio/ogg", "", "voice-note.ogg"},
		{"edit", "audio/mpeg", "", "audio.mp3"},
		{"", "", "", "file.bin"},
		{"image", "image/jpeg", "1234567890123456", "photo-90123456.jpg"},
		{"image", "image/jpeg", "../ñ\n.", "photo.jpg"},
	}
	for _, tt := range tests {
		if got := rendering.SafeName("", tt.mime, tt.kind, tt.id); got != tt.want {
			t.Errorf("%s of the type %s with the id %q: got %q, want %q", tt.kind, tt.mime, tt.id, got, tt.want)
		}
	}
}

func TestSafeName_isCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, given, want string }{
		{"letters", strings.Repeat("x", 500) + ".pdf", strings.Repeat("x", 196) + ".pdf"},
		{"exactly the limit", strings.Repeat("x", 196) + ".pdf", strings.Repeat("x", 196) + ".pdf"},
		{"letters of two bytes", strings.Repeat("ñ", 500) + ".pdf", strings.Repeat("ñ", 98) + ".pdf"},
		{"a letter across the limit", "x" + strings.Repeat("ñ", 500) + ".pdf", "x" + strings.Repeat("ñ", 97) + ".pdf"},
		{"an accent across the limit", strings.Repeat("x", 195) + "e\u0301.pdf", strings.Repeat("x", 195) + ".pdf"},
		{"a space at the limit", strings.Repeat("x", 195) + " y.pdf", strings.Repeat("x", 195) + ".pdf"},
		{"an endless extension is none", "a." + strings.Repeat("x", 500), "a." + strings.Repeat("x", 194) + ".pdf"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := rendering.SafeName(tt.given, mimePDF, "document", ""); got != tt.want {
				t.Errorf("got %d bytes %q, want %d bytes %q", len(got), got, len(tt.want), tt.want)
			}
		})
	}
}

// FuzzSafeName: whatever comes, the name can be stored anywhere and comes back
// unchanged the second time.
func FuzzSafeName(f *testing.F) {
	f.Add("factura.pdf", mimePDF, "document", "5001")
	f.Add("../\u202e\x00.exe", "image/jpeg", "image", "wa:1")
	f.Add(strings.Repeat("🇪🇸", 90)+".", "", "", "")
	f.Add("a. .b", "text/plain", "audio", "\xff")
	f.Fuzz(func(t *testing.T, name, mime, kind, fallback string) {
		got := rendering.SafeName(name, mime, kind, fallback)
		if got == "" || len(got) > 200 || !utf8.ValidString(got) || strings.TrimLeft(got, ". -") != got || strings.TrimRight(got, " .") != got {
			t.Errorf("%q is called %q", name, got)
		}
		if strings.ContainsAny(got, "/\\:*?\"<>|\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff") {
			t.Errorf("%q is called %q", name, got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 }) {
			t.Errorf("%q is called %q", name, got)
		}
		if again := rendering.SafeName(got, mime, kind, fallback); again != got {
			t.Errorf("%q is called %q, then %q", name, got, again)
		}
	})
}

func TestFile_saysWhatItIs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, kind, language, want string }{
		{"factura.pdf", "document", "en", "[document] factura.pdf"},
		{"", "image", "en", "[image] photo"},
		{"", "image", "es-MX", "[image] foto"},
		{"", "video", "pt_BR", "[video] vídeo"},
		{"", "audio", "en", "[audio] voice note"},
		{"\n\u200b", "audio", "es", "[audio] nota de voz"},
		{"", "document", "es", "[document] documento"},
		{"", "sticker", "pt", "[sticker] figurinha"},
		{"", "edit", "en", "[edit] file"},
		{"", "", "", "[file] file"},
		{"a\n\u202eb.pdf", "docu\nment", "en", "[docu ment] a b.pdf"},
		{strings.Repeat("ñ", 300), "image", "en", "[image] " + strings.Repeat("ñ", 254) + "…"},
	}
	for _, tt := range tests {
		if got := rendering.File(tt.name, tt.kind, tt.language); got != tt.want {
			t.Errorf("%q of the type %q in %q: got %q, want %q", tt.name, tt.kind, tt.language, got, tt.want)
		}
	}
}
