package note

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ventana/shared/policy"
)

func sampleDigest() Digest {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("CET", 3600))
	return Digest{
		At: at, Until: at.Add(11 * time.Hour), Valued: true, Unit: "EUR", Search: "status<solved tags:whatsapp",
		Lines: []DigestLine{
			{Ticket: "12", Subject: "Refund\nof my order", Group: "Support", Agent: "Bea", ClosesAt: at.Add(125 * time.Minute).UTC(), Value: 1234550, Valued: true},
			{Ticket: "15", Subject: "Where is it?", Group: "Support", ClosesAt: at.Add(12 * time.Minute), Value: 50000, Valued: true},
			{Ticket: "9", ClosesAt: at.Add(10 * time.Hour)},
		},
	}
}

// digests are the digest's texts, for the golden files.
func digests(lang string, named func(name, text string) string) []string {
	three, one := sampleDigest(), sampleDigest()
	one.Lines, one.Valued, one.Unread, one.Until = one.Lines[2:], false, 7, one.At.Add(24*time.Hour)
	return []string{
		named("digest's subject", DigestSubject(lang, three)),
		named("digest", DigestBody(lang, three)),
		named("subject of a digest of one, until tomorrow", DigestSubject(lang, one)),
		named("digest of one", DigestBody(lang, one)),
		named("digest with more", tail(DigestBody(lang, long(137, "x")))),
	}
}

// long is a digest of many lines.
func long(lines int, subject string) Digest {
	d := sampleDigest()
	d.Lines = nil
	for i := range lines {
		d.Lines = append(d.Lines, DigestLine{Ticket: fmt.Sprint(i + 1), Subject: subject, Group: subject, Agent: subject, ClosesAt: d.Until, Value: 100, Valued: true})
	}
	return d
}

// tail is the end of a text: its last line of the list and what follows.
func tail(text string) string { return text[strings.Index(text, "\n100. ")+1:] }

func TestDigestBody_listsAHundredAndCountsTheRest(t *testing.T) {
	t.Parallel()
	body := DigestBody("en", long(137, "x"))
	for _, want := range []string{"137 customers wait", "Value in all: 137 EUR.", "\n100. #100 ", "\nand 37 more\n"} {
		if !strings.Contains(body, want) {
			t.Errorf("want %q in:\n%s", want, body)
		}
	}
	if strings.Contains(body, "\n101. ") {
		t.Error("more than 100 tickets are listed")
	}
}

// A comment that is too long is refused, so fewer lines are better than none.
func TestDigestBody_fitsIntoAComment(t *testing.T) {
	t.Parallel()
	body := DigestBody("en", long(100, strings.Repeat("😀", 500)))
	if len(body) > 64<<10 {
		t.Errorf("got %d bytes, want at most 64 KiB", len(body))
	}
	if !strings.Contains(body, "\nand ") {
		t.Error("what is left out is not counted")
	}
}

func TestDigest_amountsAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		lang string
		of   policy.Amount
		want string
	}{
		{"en", 0, "0"}, {"en", 99900, "999"}, {"en", 123456789, "1,234,567.89"}, {"en", -123450, "-1,234.50"}, {"en", 5, "0.05"},
		{"es", 123456789, "1.234.567,89"}, {"pt_BR", 100000, "1.000"}, {"de", 123450, "1,234.50"},
	} {
		if got := (Digest{}).amount(row.lang, row.of); got != row.want {
			t.Errorf("%d in %s: got %q, want %q", row.of, row.lang, got, row.want)
		}
	}
}
