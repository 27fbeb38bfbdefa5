package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// mediaHost begins the paths that stand for the host of files, which is not
// the Graph API's own.
const mediaHost = "media-host"

const notFoundPage = "<!DOCTYPE html><html><head><title>URL signature expired</title></head><body>URL signature expired</body></html>"

// getMedia tells where a file can be fetched in the next five minutes.
func (g *Graph) getMedia(r *http.Request) (any, *apiError) {
	m, e := g.askedMedia(r)
	if e != nil {
		return nil, e
	}
	var size any = m.Size
	if m.Received {
		size = strconv.FormatInt(m.Size, 10) // Meta writes both
	}
	return map[string]any{
		"messaging_product": messagingProduct, "id": m.ID, "mime_type": m.MIME, "sha256": m.digest(), "file_size": size,
		"url": g.mediaURL(baseOf(r), m.ID, g.now()),
	}, nil
}

// deleteMedia takes a file out of the business's reach; phones keep theirs.
func (g *Graph) deleteMedia(r *http.Request) (any, *apiError) {
	m, e := g.askedMedia(r)
	if e != nil {
		return nil, e
	}
	g.lock()
	defer g.unlock()
	m.Gone = true
	g.commit(record{Media: &m})
	return map[string]bool{"success": true}, nil
}

// askedMedia is a copy of the living file that the path names.
func (g *Graph) askedMedia(r *http.Request) (media, *apiError) {
	if number := r.URL.Query().Get("phone_number_id"); number != "" && number != g.options.PhoneNumberID {
		return media{}, fail(codeWrongParameter, "Param phone_number_id is not a valid whatsapp business phone number id ID")
	}
	id := path.Base(r.URL.Path)
	g.lock()
	defer g.unlock()
	if m := g.liveMedia(id); m != nil {
		return *m, nil
	}
	return media{}, failObject(strings.ToLower(r.Method), id)
}

// mediaURL is the address of a file for a while. It says itself until when and
// proves it, so that nothing has to be remembered.
func (g *Graph) mediaURL(base, id string, now time.Time) string {
	until := seconds(now.Add(mediaURLLife).Unix())
	query := url.Values{"ext": {until}, "hash": {g.mediaProof(id, until)}}
	return base + "/" + mediaHost + "/whatsapp_business/attachments/" + url.PathEscape(id) + "?" + query.Encode()
}

func (g *Graph) mediaProof(id, until string) string {
	mac := hmac.New(sha256.New, []byte(g.options.AppSecret+g.options.AccessToken))
	mac.Write([]byte(id + " " + until))
	return hex.EncodeToString(mac.Sum(nil))
}

// serveMedia is the host of files.
func (g *Graph) serveMedia(w http.ResponseWriter, r *http.Request) {
	if g.authorised(r, false) != nil {
		failToken().write(w)
		return
	}
	id, until := path.Base(r.URL.Path), r.URL.Query().Get("ext")
	end, err := strconv.ParseInt(until, 10, 64)
	proven := hmac.Equal([]byte(r.URL.Query().Get("hash")), []byte(g.mediaProof(id, until)))
	g.lock()
	m := g.liveMedia(id)
	g.unlock()
	if err != nil || !proven || m == nil || !g.now().Before(unix(end)) || r.Method != http.MethodGet {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, notFoundPage) // the caller is gone if this fails
		return
	}
	body, err := g.openMedia(m)
	if err != nil {
		fail(codeUnknownFailure, "The file could not be read: %v.", err).write(w)
		return
	}
	defer func() { _ = body.Close() }() // only read
	w.Header().Set("Content-Type", m.MIME)
	w.Header().Set("Content-Length", strconv.FormatInt(m.Size, 10))
	_, _ = io.Copy(w, body) // the caller is gone if this fails
}

// baseOf is the simulator's address as the caller of r reached it, mount point
// included.
func baseOf(r *http.Request) string {
	written, _, _ := strings.Cut(r.RequestURI, "?")
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + strings.TrimSuffix(written, r.URL.Path)
}
