package provider_test

import (
	"testing"

	"ventana/shared/provider"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		mime string
		size int64
		want provider.FileKind
	}{
		{"a photo", "image/jpeg", 1, provider.KindImage},
		{"the largest photo", "image/png", provider.MaxImageBytes, provider.KindImage},
		{"a larger one is a document", "image/png", provider.MaxImageBytes + 1, provider.KindDocument},
		{"an image that WhatsApp does not show", "image/heic", 1, provider.KindDocument},
		{"a sticker's form is no photo", "image/webp", 1, provider.KindDocument},
		{"a film", "video/mp4", provider.MaxVideoBytes, provider.KindVideo},
		{"a film of an old phone", "video/3gpp", 1, provider.KindVideo},
		{"a larger one is a document too", "video/mp4", provider.MaxVideoBytes + 1, provider.KindDocument},
		{"a film that WhatsApp does not show", "video/quicktime", 1, provider.KindDocument},
		{"a sound with a codec", "Audio/OGG; codecs=opus", provider.MaxAudioBytes, provider.KindAudio},
		{"music", "audio/mpeg", 1, provider.KindAudio},
		{"a larger sound is a document", "audio/mpeg", provider.MaxAudioBytes + 1, provider.KindDocument},
		{"a sound that WhatsApp does not play", "audio/wav", 1, provider.KindDocument},
		{"a paper", "application/pdf", provider.MaxDocumentBytes, provider.KindDocument},
		{"nobody knows what", "", 1, provider.KindDocument},
		{"too large for all", "application/pdf", provider.MaxDocumentBytes + 1, ""},
		{"nothing", "image/jpeg", 0, ""},
		{"less than nothing", "image/jpeg", -1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := provider.KindOf(tt.mime, tt.size)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("KindOf(%q, %d) = %q, %t; want %q", tt.mime, tt.size, got, ok, tt.want)
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
