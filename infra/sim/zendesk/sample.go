package zendesk

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
)

// sample is a small file that is really of its kind. A kind that is not known
// here gets a line of text.
func sample(kind, name string) []byte {
	switch kind {
	case "image/jpeg", "image/png", "image/gif":
		return sampleImage(kind)
	case "application/pdf":
		return samplePDF()
	case "audio/ogg":
		return sampleOgg()
	case "audio/mpeg":
		return sampleMP3()
	case "video/mp4", "audio/mp4":
		return sampleMP4()
	}
	return []byte("This is " + name + ".\n")
}

// sampleImage is a square in two colours.
func sampleImage(kind string) []byte {
	square := image.NewPaletted(image.Rect(0, 0, 16, 16), color.Palette{color.White, color.RGBA{0x03, 0x36, 0x3d, 0xff}})
	for i := range square.Pix {
		square.Pix[i] = uint8((i/4 + i/64) % 2)
	}
	var out bytes.Buffer
	var err error
	switch kind {
	case "image/jpeg":
		err = jpeg.Encode(&out, square, nil)
	case "image/png":
		err = png.Encode(&out, square)
	default:
		err = gif.Encode(&out, square, nil)
	}
	if err != nil {
		// A buffer takes everything, and the image is always the same.
		panic(fmt.Sprintf("zendesk: encode sample: %v", err))
	}
	return out.Bytes()
}

// samplePDF is one empty page.
func samplePDF() []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var offsets []int
	for number, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
	} {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", number+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return out.Bytes()
}

// sampleOgg is a voice note of one second of silence: Opus in Ogg, RFC 7845.
func sampleOgg() []byte {
	const packets, samplesEach = 50, 960                                        // of 20 ms at 48 kHz
	head := append([]byte("OpusHead\x01\x01"), 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0) // version, mono, 48 kHz
	tags := append([]byte("OpusTags"), make([]byte, 8)...)
	silence := make([][]byte, packets)
	for i := range silence {
		silence[i] = []byte{0xf8, 0xff, 0xfe}
	}
	var out bytes.Buffer
	out.Write(oggPage(2, 0, 0, head))
	out.Write(oggPage(0, 0, 1, tags))
	out.Write(oggPage(4, packets*samplesEach, 2, silence...))
	return out.Bytes()
}

// oggPage is a page with whole packets below 255 bytes, RFC 3533 section 6.
func oggPage(flags byte, position uint64, number uint32, packets ...[]byte) []byte {
	page := append([]byte("OggS\x00"), flags)
	page = binary.LittleEndian.AppendUint64(page, position)
	page = binary.LittleEndian.AppendUint32(page, 1) // of the only stream
	page = binary.LittleEndian.AppendUint32(page, number)
	checksum := len(page)
	page = append(page, 0, 0, 0, 0, byte(len(packets)))
	for _, packet := range packets {
		page = append(page, byte(len(packet)))
	}
	page = append(page, bytes.Join(packets, nil)...)
	binary.LittleEndian.PutUint32(page[checksum:], oggChecksum(page))
	return page
}

// oggChecksum is CRC-32 with polynomial 0x04c11db7, neither reflected nor
// inverted, which hash/crc32 does not have.
func oggChecksum(page []byte) uint32 {
	var sum uint32
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			high := sum >> 31
			sum = sum<<1 ^ high*0x04c11db7
		}
	}
	return sum
}

// sampleMP3 is ten frames of silence: MPEG 1 layer III, 128 kbit/s, 44.1 kHz.
func sampleMP3() []byte {
	const frame = 144 * 128_000 / 44_100 // bytes
	return bytes.Repeat(append([]byte{0xff, 0xfb, 0x90, 0xc0}, make([]byte, frame-4)...), 10)
}

// sampleMP4 begins as every MP4 does and has no track.
func sampleMP4() []byte {
	box := func(kind, body string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body
	}
	return []byte(strings.Join([]string{box("ftyp", "isom\x00\x00\x02\x00isomiso2mp41"), box("free", ""), box("mdat", "")}, ""))
}
