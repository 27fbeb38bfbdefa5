package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
)

// bytesOf reads a file that went over the wire.
func (w *world) bytesOf(id string) []byte {
	w.t.Helper()
	body, _, err := w.graph.OpenMedia(id)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	content, err := io.ReadAll(body)
	if err != nil {
		w.t.Fatal(err)
	}
	return content
}

// object is the member of a message in a webhook.
func object(t *testing.T, message json.RawMessage, kind string) map[string]any {
	t.Helper()
	var members map[string]json.RawMessage
	var inner map[string]any
	if err := json.Unmarshal(message, &members); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(members[kind], &inner); err != nil {
		t.Fatalf("%s of %s: %v", kind, message, err)
	}
	return inner
}

func TestCustomersFileHasItsSizeAndDigestOnWebhookPhoneAndHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const size = 40 << 20
	id := w.customer(ana, `{"type":"document","document":{"filename":"x.pdf","mime_type":"application/pdf","caption":"see","size":41943040}}`)
	told := object(t, w.wait(1)[0].value.Messages[0], "document")
	file := w.bubble(ana, id).File
	content, _, err := w.graph.OpenMedia(file.ID)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	count, err := io.Copy(hash, content)
	sum := hash.Sum(nil)
	if err != nil || count != size || told["sha256"] != base64.StdEncoding.EncodeToString(sum) {
		t.Errorf("%d bytes (%v), webhook %v", count, err, told)
	}
	want := File{
		ID: told["id"].(string), Kind: "document", Name: "x.pdf", MIME: "application/pdf", Size: size,
		SHA256: hex.EncodeToString(sum), Caption: "see",
	}
	if *file != want || w.bubble(ana, id).Text != "see" {
		t.Errorf("the phone shows %+v, want %+v", *file, want)
	}
	for _, own := range []string{"size", "content_base64", "broken_digest"} {
		if _, leaks := told[own]; leaks {
			t.Errorf("%s is in the webhook: %v", own, told)
		}
	}
	if told["caption"] != "see" || told["filename"] != "x.pdf" || told["mime_type"] != "application/pdf" {
		t.Errorf("webhook %v", told)
	}
	if w.resolve(file.ID).SHA256 != want.SHA256 {
		t.Error("the digests of webhook and host differ")
	}
}

func TestCustomersFileWithoutASizeIsRealAndSmall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		name, message string
		check         func(content []byte) bool
	}{
		{"image", `{"type":"image","image":{}}`, func(c []byte) bool { _, err := jpeg.Decode(bytes.NewReader(c)); return err == nil }},
		{"png", `{"type":"image","image":{"mime_type":"image/png"}}`, func(c []byte) bool { _, err := png.Decode(bytes.NewReader(c)); return err == nil }},
		{"voice note", `{"type":"audio","audio":{"voice":true}}`, isOgg},
		{"document", `{"type":"document","document":{"filename":"a.pdf"}}`, func(c []byte) bool {
			return bytes.HasPrefix(c, []byte("%PDF-1.")) && bytes.HasSuffix(c, []byte("%%EOF\n"))
		}},
		{"sticker", `{"type":"sticker","sticker":{}}`, func(c []byte) bool { return bytes.HasPrefix(c, []byte("RIFF")) }},
		{"video", `{"type":"video","video":{}}`, func(c []byte) bool { return bytes.Equal(c[4:8], []byte("ftyp")) }},
		{"anything else", `{"type":"document","document":{"mime_type":"application/zip"}}`, func(c []byte) bool { return len(c) == generatedSize }},
	}
	for _, tt := range tests {
		file := w.bubble(ana, w.customer(ana, tt.message)).File
		content := w.bytesOf(file.ID)
		sum := sha256.Sum256(content)
		if !tt.check(content) || len(content) > 64<<10 || file.Size != int64(len(content)) || file.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %d bytes of %+v", tt.name, len(content), *file)
		}
	}
}

// isOgg walks the pages and recomputes their checksums.
func isOgg(content []byte) bool {
	pages := 0
	for ; len(content) >= 27; pages++ {
		size := 27 + int(content[26])
		for _, segment := range content[27:size] {
			size += int(segment)
		}
		page := bytes.Clone(content[:size])
		sum := append([]byte{}, page[22:26]...)
		clear(page[22:26])
		if !bytes.HasPrefix(page, []byte("OggS")) || oggSum(page) != uint32(sum[0])|uint32(sum[1])<<8|uint32(sum[2])<<16|uint32(sum[3])<<24 {
			return false
		}
		content = content[size:]
	}
	return pages == 3 && len(content) == 0
}

func TestOggChecksumIsThatOfTheFormat(t *testing.T) {
	t.Parallel()
	// The value of the polynomial 0x04c11db7 without reflection for the usual
	// check string, beginning with zero.
	if got := oggSum([]byte("123456789")); got != 0x89a1897f {
		t.Errorf("oggSum = %#x, want 0x89a1897f", got)
	}
}

func TestCustomersFileCanBeExactAndDamaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	exact := w.bubble(ana, w.customer(ana, `{"type":"document","document":{"mime_type":"text/csv","content_base64":"YSxiCg=="}}`)).File
	if got := string(w.bytesOf(exact.ID)); got != "a,b\n" {
		t.Errorf("the bytes are %q", got)
	}
	id := w.customer(ana, `{"type":"image","image":{"broken_digest":true}}`)
	broken := w.bubble(ana, id).File
	sum := sha256.Sum256(w.bytesOf(broken.ID))
	told := object(t, w.wait(2)[1].value.Messages[0], "image")
	digest, err := base64.StdEncoding.DecodeString(told["sha256"].(string))
	resolved := w.resolve(broken.ID)
	if err != nil || len(digest) != sha256.Size || bytes.Equal(digest, sum[:]) || resolved.SHA256 != hex.EncodeToString(digest) {
		t.Errorf("webhook %v, resolved %+v, true digest %x", told, resolved, sum)
	}
	if broken.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("the phone shows %s, want the true digest", broken.SHA256)
	}
}

func TestCustomersFileThatNoAppSendsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, inner := range map[string]string{
		"too large": `{"size":104857601}`, "no bytes": `{"size":0}`, "empty": `{"content_base64":""}`,
		"not base64": `{"content_base64":"%"}`, "both": `{"size":1,"content_base64":"YQ=="}`, "a size of words": `{"size":"big"}`,
	} {
		if _, err := w.graph.CustomerSend(t.Context(), ana, json.RawMessage(`{"type":"document","document":`+inner+`}`)); err == nil {
			t.Errorf("%s is sent", name)
		}
	}
	if _, err := w.graph.CustomerSend(t.Context(), ana, json.RawMessage(`{"type":"document","document":{"size":104857600}}`)); err != nil {
		t.Errorf("100 MB: %v", err)
	}
}

func TestWebhookBringsTheFilesURLSometimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	with := 0
	const files = 12
	for i := range files {
		w.customer(ana, `{"type":"document","document":{"mime_type":"application/zip","id":"60`+string(rune('a'+i))+`"}}`)
	}
	for _, got := range w.wait(files) {
		told := object(t, got.value.Messages[0], "document")
		address, present := told["url"].(string)
		if !present {
			continue
		}
		with++
		if fetched := w.fetch(strings.TrimPrefix(address, "http://sim.test/graph")); fetched.Code != 200 {
			t.Errorf("%s answered %d", address, fetched.Code)
		}
	}
	if with == 0 || with == files {
		t.Errorf("%d of %d webhooks have a URL, want some", with, files)
	}
}

func TestForwardedFileIsTheSameFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.bubble(ana, w.customer(ana, `{"type":"image","image":{"id":"5001","size":1000}}`)).File
	second := w.bubble("34600000002", w.customer("34600000002", `{"type":"image","context":{"forwarded":true},"image":{"id":"5001"}}`)).File
	if *first != *second {
		t.Errorf("forwarded %+v, was %+v", *second, *first)
	}
}

func TestEditedFileIsAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(ana, `{"type":"edit","edit":{"original_message_id":"wamid.IN0","message":{"context":{"id":"M0"},"type":"image","image":{"caption":"better","size":2000}}}}`)
	shown := w.bubble(ana, id)
	if shown.File == nil || shown.File.Size != 2000 || shown.Text != "better" || shown.Quotes != "wamid.IN0" {
		t.Errorf("the phone shows %+v", shown)
	}
	edit := object(t, w.wait(1)[0].value.Messages[0], "edit")
	inner := edit["message"].(map[string]any)["image"].(map[string]any)
	if inner["id"] != shown.File.ID || inner["sha256"] == nil || inner["size"] != nil {
		t.Errorf("webhook %v", edit)
	}
}

func TestFileOfSomebodyElsesWebhookCanBeFetched(t *testing.T) {
	t.Parallel()
	const image = `"image":{"id":"5001","mime_type":"image/png","caption":"c"}`
	for name, written := range map[string]string{
		"a file":     `"type":"image",` + image,
		"in an edit": `"type":"edit","edit":{"original_message_id":"wamid.H0","message":{"type":"image",` + image + `}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.graph.Learn([]byte(strings.Replace(string(w.signedByHand("wamid.H1", "first")), `"type":"text","text":{"body":"first"}`, written, 1)))
			told := w.resolve("5001")
			if got := w.fetch(told.URL); got.Code != 200 || told.MIME != "image/png" || string(told.Size) != `"24576"` {
				t.Errorf("resolved %+v, fetched %d", told, got.Code)
			}
			if shown := w.bubble("34600700001", "wamid.H1"); shown.File == nil || shown.File.ID != "5001" || shown.Text != "c" {
				t.Errorf("the phone shows %+v", shown)
			}
		})
	}
}
