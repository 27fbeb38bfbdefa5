package cloudapi

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

// Codes of our own, for files.
const (
	codeFileGone    = "file_gone"        // the id leads to nothing any more
	codeFileExpired = "file_url_expired" // the URL does; the id may still live
	codeFileRefused = "file_refused"     // something else came in the file's place
)

// errGone is the cause of codeFileGone where Meta was not asked.
var errGone = errors.New("no file has this id")

// ResolveFile asks for a customer's file by its media id, which lives seven
// days; the URL of the answer lives five minutes. An id that leads to nothing
// is Permanent with the code "file_gone". Asking again harms nobody, so that no
// failure is Ambiguous: the caller bounds how often it asks.
//
// The optional phone_number_id is left out: Meta has been seen to refuse it for
// customers' files with code 100, which also stands for an id that is gone.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func (c *Client) ResolveFile(ctx context.Context, number, mediaID string) (provider.FileInfo, error) {
	op := "cloudapi resolve file of " + number
	if strings.Trim(mediaID, ".") == "" {
		return provider.FileInfo{}, refuse(op, codeFileGone, errGone) // not a part of a path
	}
	var answer json.RawMessage
	err := c.call(ctx, op, http.MethodGet, url.PathEscape(mediaID), nil, nil, &answer)
	if err != nil {
		return provider.FileInfo{}, again(gone(err))
	}
	file, _ := members(answer) // no object has no URL
	info := provider.FileInfo{
		URL:    scalar(file["url"]),
		MIME:   baseType(scalar(file["mime_type"])),
		SHA256: hexDigest(scalar(file["sha256"])),
		Size:   fileSize(scalar(file["file_size"])),
	}
	if info.URL == "" {
		return provider.FileInfo{}, again(undecodable(op))
	}
	return info, nil
}

// gone tells a dead id from other refusals: Meta answers it with 100, 33 or a
// plain 404.
func gone(err error) error {
	var failed *failure.Error
	if !errors.As(err, &failed) || failed.Class != failure.Permanent {
		return err
	}
	var answered *answerError
	missing := errors.As(err, &answered) && answered.status == http.StatusNotFound
	if failed.Code != "100" && failed.Code != "33" && !missing {
		return err
	}
	dead := *failed
	dead.Code = codeFileGone
	return &dead
}

// baseType is a MIME type without its parameters ("; codecs=opus").
func baseType(mime string) string {
	base, _, _ := strings.Cut(mime, ";")
	return strings.ToLower(strings.TrimSpace(base))
}

// hexDigest is a SHA-256 as 64 hex digits, from Meta's base64 (webhooks) or hex
// (the API); anything else is no digest and becomes empty.
func hexDigest(text string) string {
	if sum, err := hex.DecodeString(text); err == nil && len(sum) == digestBytes {
		return strings.ToLower(text)
	}
	sum, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(sum) != digestBytes {
		return ""
	}
	return hex.EncodeToString(sum)
}

const digestBytes = 32

func fileSize(text string) int64 {
	size, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return max(size, 0)
}
