package zendesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// linkLife is how long the address on the files' host is good. Zendesk's is
// signed and short-lived; its life is unverified.
const linkLife = 5 * time.Minute

// findContent is GET /attachments/token/{token}/, the address in content_url:
// it leads to the host of the files. No API token is needed unless the account
// has private attachments, when a browser without one is sent to the sign-in.
func (z *Zendesk) findContent(w http.ResponseWriter, r *http.Request) {
	address, err := z.leadToContent(&call{r: r, now: z.now(), header: w.Header()})
	if err != nil {
		asRefusal(err).write(w)
		return
	}
	http.Redirect(w, r, address, http.StatusFound)
}

func (z *Zendesk) leadToContent(c *call) (address string, err error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.state.settings.PrivateAttachments {
		if c.r.Header.Get("Authorization") == "" {
			return z.options.BaseURL + "/access/login?return_to=" + url.QueryEscape(z.options.BaseURL+c.r.URL.RequestURI()), nil
		}
		if err := z.authenticate(c); err != nil {
			return "", err
		}
		if err := checkScope(c, route{}); err != nil {
			return "", err
		}
	}
	f := z.state.attachments.get(z.state.attachmentsByToken[c.r.PathValue("token")])
	if f == nil || !z.there(f, c.now) {
		return "", &refusal{status: http.StatusNotFound, html: true, text: "<html><body><h1>Attachment not found</h1></body></html>\n"}
	}
	// A file that is still to be scanned is given out (unverified): who does not
	// wait for the scan hands malware on.
	if f.scan(c.now) == scanMalware && !f.Override {
		return "", &refusal{status: http.StatusForbidden, html: true,
			text: "<html><body><h1>This file was blocked: malware was found in it</h1></body></html>\n"}
	}
	expires := strconv.FormatInt(c.now.Add(linkLife).Unix(), 10)
	query := url.Values{"expires": {expires}, "signature": {z.signLink(f.Token, expires)}}
	return z.options.BaseURL + "/files-host/" + f.Token + "/" + url.PathEscape(f.Name) + "?" + query.Encode(), nil
}

// signLink is good for this run of the simulator only.
func (z *Zendesk) signLink(token, expires string) string {
	mac := hmac.New(sha256.New, []byte(z.linkSecret))
	mac.Write([]byte(token + "\n" + expires))
	return hex.EncodeToString(mac.Sum(nil))
}

// login is the page that a request without credentials ends at. It is a page
// with status 200, as a browser needs it: a client that follows redirects with
// its eyes shut takes it for the file.
func (z *Zendesk) login(w http.ResponseWriter, _ *http.Request) {
	(&refusal{status: http.StatusOK, html: true, text: "<html><body><h1>Sign in</h1></body></html>\n"}).write(w)
}

// serveContent is GET /files-host/{token}/{name}, which stands for another
// company's host: it knows its own signature and refuses a request that carries
// any other credential, as S3 does. A client that sends Zendesk's token wherever
// it is led is caught here.
func (z *Zendesk) serveContent(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	token, expires := r.PathValue("token"), query.Get("expires")
	until, err := strconv.ParseInt(expires, 10, 64)
	switch {
	case r.Header.Get("Authorization") != "":
		refuseContent(w, http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed")
		return
	case err != nil || !same(query.Get("signature"), z.signLink(token, expires)):
		refuseContent(w, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature does not match")
		return
	case !z.now().Before(time.Unix(until, 0)):
		refuseContent(w, http.StatusForbidden, "AccessDenied", "Request has expired")
		return
	}
	f, found := z.contentOf(token)
	if !found {
		refuseContent(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	content, err := z.openContent(f)
	if err != nil {
		refuseContent(w, http.StatusInternalServerError, "InternalError", err.Error())
		return
	}
	defer content.Close()
	// A file is somebody else's, and the playground has the same origin: no
	// browser shall open it as a page.
	w.Header().Set("Content-Type", f.Kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox")
	http.ServeContent(w, r, "", time.Time{}, content)
}

func (z *Zendesk) contentOf(token string) (attachment, bool) {
	z.mu.Lock()
	defer z.mu.Unlock()
	f := z.state.attachments.get(z.state.attachmentsByToken[token])
	if f == nil || !z.there(f, z.now()) {
		return attachment{}, false
	}
	return *f, true
}

// refuseContent answers as a store of files does, in XML.
func refuseContent(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	// A client that has gone away is no concern of a simulator.
	_, _ = fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)
}
