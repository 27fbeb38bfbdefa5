package provider_test

import (
	"errors"
	"testing"

	"ventana/shared/provider"
)

func TestFit(t *testing.T) {
	t.Parallel()
	const sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	tests := []struct {
		name   string
		mime   string
		size   int64
		kind   provider.FileKind
		upload string
		wrong  provider.FileError
	}{
		{"a photo", "image/jpeg", 1, provider.KindImage, "image/jpeg", provider.FileError{}},
		{"the largest photo", "image/png", provider.MaxImageBytes, provider.KindImage, "image/png", provider.FileError{}},
		{"a larger one", "image/png", provider.MaxImageBytes + 1, "", "", provider.FileError{Reason: "too_large", Limit: provider.MaxImageBytes}},
		{"a film", "video/mp4", provider.MaxVideoBytes, provider.KindVideo, "video/mp4", provider.FileError{}},
		{"a film of an old phone", "video/3gpp", 1, provider.KindVideo, "video/3gpp", provider.FileError{}},
		{"a larger film", "video/mp4", provider.MaxVideoBytes + 1, "", "", provider.FileError{Reason: "too_large", Limit: provider.MaxVideoBytes}},
		{"a sound with a codec", "Audio/OGG; codecs=opus", provider.MaxAudioBytes, provider.KindAudio, "audio/ogg", provider.FileError{}},
		{"music", "audio/mpeg", 1, provider.KindAudio, "audio/mpeg", provider.FileError{}},
		{"a larger sound", "audio/mpeg", provider.MaxAudioBytes + 1, "", "", provider.FileError{Reason: "too_large", Limit: provider.MaxAudioBytes}},
		{"a paper", "application/pdf", provider.MaxDocumentBytes, provider.KindDocument, "application/pdf", provider.FileError{}},
		{"a sheet", sheet, 1, provider.KindDocument, sheet, provider.FileError{}},
		{"a table as text", "text/csv; charset=utf-8", 1, provider.KindDocument, "text/plain", provider.FileError{}},
		{"an archive", "application/zip", 1, "", "", provider.FileError{Reason: "type"}},
		{"a picture that WhatsApp does not take", "image/heic", 1, "", "", provider.FileError{Reason: "type"}},
		{"nobody knows what", "", 1, "", "", provider.FileError{Reason: "type"}},
		{"too large for all", "application/pdf", provider.MaxDocumentBytes + 1, "", "", provider.FileError{Reason: "too_large", Limit: provider.MaxDocumentBytes}},
		{"nothing", "image/jpeg", 0, "", "", provider.FileError{Reason: "empty"}},
		{"less than nothing", "image/jpeg", -1, "", "", provider.FileError{Reason: "empty"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kind, upload, err := provider.Fit(tt.mime, tt.size)
			var wrong *provider.FileError
			if !errors.As(err, &wrong) {
				wrong = &provider.FileError{}
			}
			if kind != tt.kind || upload != tt.upload || *wrong != tt.wrong {
				t.Errorf("Fit(%q, %d) = %q, %q, %v", tt.mime, tt.size, kind, upload, err)
			}
		})
	}
}

func TestTakesCaption(t *testing.T) {
	t.Parallel()
	for kind, want := range map[provider.FileKind]bool{
		provider.KindImage: true, provider.KindVideo: true, provider.KindDocument: true,
		provider.KindAudio: false, provider.KindSticker: false, "hologram": false,
	} {
		if got := kind.TakesCaption(); got != want {
			t.Errorf("%s: %t, want %t", kind, got, want)
		}
	}
}
