package zendesk

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestGeneratedContentIsTheSameWhereverItIsRead(t *testing.T) {
	t.Parallel()
	whole := func(name, kind string, size int64) []byte {
		data, err := io.ReadAll(newGenerated(generatedSeed(name, kind, size), kind, name, size).reader())
		if err != nil || int64(len(data)) != size {
			t.Fatalf("%s: %d bytes, %v", name, len(data), err)
		}
		return data
	}
	const size = 3*generatedBlock + 7
	first := whole("a.jpg", "image/jpeg", size)
	if !bytes.Equal(first, whole("a.jpg", "image/jpeg", size)) || bytes.Equal(first, whole("b.jpg", "image/jpeg", size)) {
		t.Error("the same file differs, or another one does not")
	}
	if _, kind, err := image.Decode(bytes.NewReader(first)); kind != "jpeg" {
		t.Errorf("it is no image: %v", err)
	}
	if bytes.Equal(first[generatedBlock:2*generatedBlock], first[2*generatedBlock:3*generatedBlock]) {
		t.Error("the content repeats itself")
	}
	g := newGenerated(generatedSeed("a.jpg", "image/jpeg", size), "image/jpeg", "a.jpg", size)
	for _, from := range []int64{2*generatedBlock - 3, 0, size - 2, 100, generatedBlock} {
		part := make([]byte, 100)
		n, err := g.ReadAt(part, from)
		if want := first[from:min(from+100, size)]; !bytes.Equal(part[:n], want) || (err == io.EOF) != (n < 100) {
			t.Errorf("from %d: %d bytes, %v, or other bytes", from, n, err)
		}
	}
	if got := whole("a.jpg", "image/jpeg", 3); !bytes.Equal(got, first[:3]) {
		t.Errorf("a very small file is %x", got)
	}
}

func TestSamplesAreOfTheirKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"image/jpeg": "image/jpeg", "image/png": "image/png", "image/gif": "image/gif", "application/pdf": "application/pdf",
		"audio/ogg": "application/ogg", "audio/mpeg": "audio/mpeg", "video/mp4": "video/mp4", "text/plain": "text/plain; charset=utf-8",
	} {
		data := sample(kind, "name")
		got := http.DetectContentType(data)
		if kind == "audio/mpeg" && bytes.HasPrefix(data, []byte{0xff, 0xfb}) {
			got = kind // what net/http knows of MP3 is its tag
		}
		if got != want {
			t.Errorf("%s looks like %s", kind, got)
		}
	}
	if got, want := oggChecksum([]byte("123456789")), uint32(0x89a1897f); got != want {
		t.Errorf("checksum %08x, want %08x", got, want)
	}
	pdf := string(samplePDF())
	for i, line := range strings.Split(pdf[strings.Index(pdf, "xref"):], "\n")[3:6] {
		offset, err := strconv.Atoi(strings.Fields(line)[0])
		if err != nil || !strings.HasPrefix(pdf[offset:], fmt.Sprintf("%d 0 obj", i+1)) {
			t.Errorf("entry %q of the table of objects points elsewhere (%v)", line, err)
		}
	}
}
