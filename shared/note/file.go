package note

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/provider"
)

// Texts about files; each has the file's name first.
const (
	fileTooLarge   key = "file too large"   // and its size, and the limit
	fileGone       key = "file gone"        // and for how many days WhatsApp keeps one
	fileLate       key = "file late"        // and until when we try
	fileDamaged    key = "file damaged"     //
	fileRefused    key = "file refused"     // and the code
	unsentLarge    key = "unsent too large" // and its size, and the limit
	unsentEmpty    key = "unsent empty"     //
	unsentType     key = "unsent type"      //
	unsentMalware  key = "unsent malware"   //
	unsentGone     key = "unsent gone"      //
	unsentWithheld key = "unsent withheld"  //
	unsentLate     key = "unsent late"      //
	unsentRefused  key = "unsent refused"   // and reason and code
	textGoes       key = "text goes"        // without any
	nameless       key = "nameless"         // in a name's place
)

const day = 24 * time.Hour

// FileTooLarge tells that a customer's file is larger than the helpdesk takes.
// size and limit are in bytes.
func FileTooLarge(lang, name string, size, limit int64) string {
	return fmt.Sprintf(text(lang, fileTooLarge), fileName(lang, name), atLeast(lang, size), atMost(lang, limit))
}

// FileGone tells that WhatsApp no longer has a customer's file.
func FileGone(lang, name string) string {
	return fmt.Sprintf(text(lang, fileGone), fileName(lang, name), envelope.FileLife/day)
}

// FileLate tells that a customer's file could not be fetched so far, and that
// it is tried until until.
func FileLate(lang, name string, until time.Time) string {
	return fmt.Sprintf(text(lang, fileLate), fileName(lang, name), clockTime(until))
}

// FileDamaged tells that a customer's file arrived several times with other
// bytes than WhatsApp announced.
func FileDamaged(lang, name string) string {
	return fmt.Sprintf(text(lang, fileDamaged), fileName(lang, name))
}

// FileRefused tells that WhatsApp did not hand over a customer's file, or that
// the helpdesk did not take it. code is theirs.
func FileRefused(lang, name, code string) string {
	return fmt.Sprintf(text(lang, fileRefused), fileName(lang, name), quoted(code, "?"))
}

// UnsentFile tells that an agent's attachment was not sent, and that the text of
// the reply goes all the same: it is for what is found out before the file's
// message was sent. size and limit, the most that WhatsApp takes of its type,
// are in bytes. reason is one of
//
//	too_large            larger than limit
//	empty, type          as the provider package has them
//	malware              the helpdesk found some
//	attachment_gone      it is no longer in the helpdesk
//	attachment_refused   the helpdesk does not hand it over
//	late                 it was not at WhatsApp in time
//
// or WhatsApp's code of a refusal, which is told with its reason. Any other word
// (a connection that kept breaking) counts as late.
func UnsentFile(lang, name string, size, limit int64, reason string) string {
	why, details := unsentLate, []any{fileName(lang, name)}
	switch {
	case reason == provider.ReasonSize:
		why, details = unsentLarge, append(details, atLeast(lang, size), atMost(lang, limit))
	case isNumber(reason):
		why, details = unsentRefused, append(details, Reason(lang, reason), quoted(reason, "?"))
	default:
		if plain, known := unsentWords()[reason]; known {
			why = plain
		}
	}
	return fmt.Sprintf(text(lang, why), details...) + " " + text(lang, textGoes)
}

// unsentWords are the reasons that need no figures.
func unsentWords() map[string]key {
	return map[string]key{
		provider.ReasonEmpty: unsentEmpty,
		provider.ReasonType:  unsentType,
		"malware":            unsentMalware,
		"attachment_gone":    unsentGone,
		"attachment_refused": unsentWithheld,
	}
}

// isNumber tells WhatsApp's codes from our words.
func isNumber(code string) bool {
	_, err := strconv.Atoi(code)
	return err == nil
}

func fileName(lang, name string) string { return quoted(name, text(lang, nameless)) }

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
)

// atLeast is a size in bytes for people, rounded up, and atMost a limit, rounded
// down: what is too large by a byte must not look as if it fitted.
func atLeast(lang string, size int64) string {
	size = max(size, 0)
	if size < megabyte {
		return fmt.Sprintf("%d KB", (size+kilobyte-1)/kilobyte)
	}
	whole, rest := size/megabyte, size%megabyte
	tenths := (rest*10 + megabyte - 1) / megabyte
	return decimal(lang, whole+tenths/10, tenths%10) + " MB"
}

func atMost(lang string, limit int64) string {
	limit = max(limit, 0)
	if limit < megabyte {
		return fmt.Sprintf("%d KB", limit/kilobyte)
	}
	return decimal(lang, limit/megabyte, limit%megabyte*10/megabyte) + " MB"
}

func decimal(lang string, whole, tenths int64) string {
	number := fmt.Sprintf("%d.%d", whole, tenths)
	if known := base(lang); known == "es" || known == "pt" {
		return strings.Replace(number, ".", ",", 1)
	}
	return number
}
