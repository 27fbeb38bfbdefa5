package zendesk

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"ventana/shared/breaker"
	"ventana/shared/failure"
)

// Timeout bounds one call when Options.HTTP is nil. Functions run for 15 s, so
// one slow call leaves time to record what happened.
const Timeout = failure.CallTimeout

// maxConnections is how many idle connections are kept to the account: the
// groups of one batch, at most ten, run side by side.
const maxConnections = 10

// OAuth is a confidential OAuth client of the account, created while signed in
// as Ventana's own user: tokens act as that user.
type OAuth struct {
	ClientID     string
	ClientSecret string
}

// Basic is a user with an API token. Zendesk ends API tokens on 2027-04-30.
type Basic struct {
	Email string
	Token string
}

// Options say which account a Client speaks with, and as whom.
type Options struct {
	// BaseURL is the account's address, as https://acme.zendesk.com. Host-mapped
	// addresses are not API origins.
	BaseURL string
	// OAuth is used when set, else Basic.
	OAuth *OAuth
	Basic *Basic
	// Scope of the OAuth token; empty is ScopeRun, and ScopeFiles for uploads.
	Scope string
	// HTTP sends the requests; nil is a client with Timeout. Redirects are never
	// followed: an API answers itself, and a followed PUT would turn into a GET.
	// Its Timeout is for calls, not for files; see Upload.
	HTTP *http.Client
	// Breaker is the account's circuit; nil is none.
	Breaker *breaker.Breaker
	// UserAgent of every call.
	UserAgent string
	// Now tells the time; nil is time.Now.
	Now func() time.Time
}

// Client speaks with one account. It may be used by many goroutines.
type Client struct {
	base      string
	oauth     *OAuth
	basic     *Basic
	scope     string
	files     string // the scope of uploads
	http      *http.Client
	streams   *http.Client // for files
	breaker   *breaker.Breaker
	userAgent string
	now       func() time.Time

	refresh singleflight.Group
	mu      sync.Mutex        // guards what follows
	self    id                // as which we act; 0 until asked for
	tokens  map[string]bearer // by scope
	limits  map[string]Limit
	bound   map[string][]string // the limits of a kind of call, besides the account's
	shares  shares
	jitter  func() float64
}

// New makes a client. It calls nobody; wrong credentials show at the first call.
func New(o Options) *Client {
	c := &Client{
		base: strings.TrimRight(o.BaseURL, "/"), oauth: o.OAuth, basic: o.Basic, scope: o.Scope, files: o.Scope,
		http: newHTTP(o.HTTP), breaker: o.Breaker, userAgent: o.UserAgent, now: o.Now, limits: map[string]Limit{}, tokens: map[string]bearer{},
		bound: map[string][]string{}, shares: shares{}, jitter: rand.Float64,
	}
	c.streams = newStreams(c.http)
	if c.scope == "" {
		c.scope, c.files = ScopeRun, ScopeFiles
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c
}

// newHTTP copies given, or makes a client, that does not follow redirects.
func newHTTP(given *http.Client) *http.Client {
	var own http.Client
	if given != nil {
		own = *given
	} else {
		own.Timeout = Timeout
		if standard, ok := http.DefaultTransport.(*http.Transport); ok {
			transport := standard.Clone()
			transport.MaxIdleConnsPerHost = maxConnections
			own.Transport = transport
		}
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
