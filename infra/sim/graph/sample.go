package graph

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

// sample is a small valid file of a type, nil where none is known. What shows
// pictures, plays sounds or previews documents can be given these.
func sample(mimeType string) []byte {
	switch baseMIME(mimeType) {
	case "image/jpeg":
		return encoded(func(w io.Writer) error { return jpeg.Encode(w, picture(), nil) })
	case "image/png":
		return encoded(func(w io.Writer) error { return png.Encode(w, picture()) })
	case "image/webp":
		return webp()
	case mimeOgg, "audio/opus":
		return voice()
	case "application/pdf":
		return pdf()
	case "text/plain":
		return []byte(strings.Repeat("A line of a customer's file.\n", 40))
	}
	return nil
}

// signature is how files of a type begin.
func signature(mimeType string) io.Reader {
	heads := map[string]string{
		"image/jpeg":      "\xff\xd8\xff\xe0\x00\x10JFIF\x00",
		"image/png":       "\x89PNG\r\n\x1a\n",
		"image/webp":      "RIFF\x00\x00\x00\x00WEBP",
		mimeOgg:           "OggS\x00\x02",
		"audio/mpeg":      "ID3\x04",
		"audio/amr":       "#!AMR\n",
		"audio/mp4":       "\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A isom",
		"video/mp4":       "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42",
		"video/3gpp":      "\x00\x00\x00\x18ftyp3gp5\x00\x00\x02\x003gp5isom",
		"application/pdf": "%PDF-1.7\n",
		"application/zip": "PK\x03\x04",
	}
	return strings.NewReader(heads[baseMIME(mimeType)])
}

func encoded(encode func(io.Writer) error) []byte {
	var file bytes.Buffer
	if err := encode(&file); err != nil {
		panic(fmt.Sprintf("graph: encode sample: %v", err)) // our own picture encodes
	}
	return file.Bytes()
}

// picture is a box of colours of 240 by 180 pixels.
func picture() image.Image {
	const width, height = 240, 180
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: uint8(x ^ y), A: 0xff})
		}
	}
	return img
}

// webp is one transparent pixel, the smallest picture of that format: the
// standard library writes none.
func webp() []byte {
	file, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		panic("graph: webp sample: " + err.Error()) // a constant
	}
	return file
}

// pdf is one empty page.
func pdf() []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
	}
	file := []byte("%PDF-1.4\n")
	table := "xref\n0 4\n0000000000 65535 f \n"
	for i, object := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", len(file))
		file = fmt.Appendf(file, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	return fmt.Appendf(file, "%strailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, len(file))
}

// Of the Opus stream of voice. Source: RFC 7845.
const (
	opusRate      = 48_000
	opusFrame     = opusRate / 50 // samples of 20 ms
	opusFrames    = 50
	oggFirstPage  = 2
	oggLastPage   = 4
	oggPolynomial = 0x04c11db7
)

// voice is one second of silence as a voice note: OGG with Opus, mono.
func voice() []byte {
	head := append([]byte("OpusHead\x01\x01\x00\x00"), 0x80, 0xbb, 0, 0, 0, 0, 0) // 48,000 samples a second
	tags := append([]byte("OpusTags\x07\x00\x00\x00ventana"), 0, 0, 0, 0)
	silence := make([][]byte, opusFrames)
	for i := range silence {
		silence[i] = []byte{0xf8, 0xff, 0xfe}
	}
	file := oggPage(oggFirstPage, 0, 0, head)
	file = append(file, oggPage(0, 1, 0, tags)...)
	return append(file, oggPage(oggLastPage, 2, opusFrame*opusFrames, silence...)...)
}

// oggPage holds packets of less than 255 bytes each. Source: RFC 3533.
func oggPage(flags byte, number uint32, position uint64, packets ...[]byte) []byte {
	page := append([]byte("OggS\x00"), flags)
	page = binary.LittleEndian.AppendUint64(page, position)
	page = binary.LittleEndian.AppendUint32(page, 1) // serial number of the stream
	page = binary.LittleEndian.AppendUint32(page, number)
	sum := len(page)
	page = append(page, 0, 0, 0, 0, byte(len(packets)))
	for _, packet := range packets {
		page = append(page, byte(len(packet)))
	}
	for _, packet := range packets {
		page = append(page, packet...)
	}
	binary.LittleEndian.PutUint32(page[sum:], oggSum(page))
	return page
}

// oggSum is the checksum of a page whose own is zero.
func oggSum(page []byte) (sum uint32) {
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ oggPolynomial
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}
