package clients_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"ventana/infra/sim"
	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
	"ventana/shared/clock"
)

// What the simulated accounts are called, as `make run` has it.
const (
	appSecret     = "local-app-secret"
	verifyToken   = "local-verify-token"
	accessToken   = "local-access-token"
	numberID      = "100000000000001"
	accountID     = "200000000000001"
	displayNumber = "+34 911 000 001"
	clientID      = "local-client"
	clientSecret  = "local-client-secret"
	agentEmail    = "agent@example.com"
	agentToken    = "local-token"
)

// startSimulators serves both simulators with their controls until the test
// ends, and answers with the environment of a script. Their webhooks go where
// the script says.
func startSimulators(t *testing.T) (environment []string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	at, faults := clock.New(filepath.Join(t.TempDir(), "clock")), fault.New()
	poster := delivery.New(at.Now)
	whatsapp, err := graph.New(graph.Options{
		Clock: at, Faults: faults, Poster: poster, BaseURL: base + "/graph", Dir: t.TempDir(),
		AppSecret: appSecret, VerifyToken: verifyToken, AccessToken: accessToken,
		PhoneNumberID: numberID, WABAID: accountID, DisplayNumber: displayNumber,
	})
	if err != nil {
		t.Fatalf("graph simulator: %v", err)
	}
	desk, err := zendesk.New(zendesk.Options{
		Clock: at, Faults: faults, Poster: poster, BaseURL: base + "/zendesk", Dir: t.TempDir(),
		ClientID: clientID, ClientSecret: clientSecret, InspectorEmail: agentEmail, InspectorToken: agentToken,
	})
	if err != nil {
		t.Fatalf("zendesk simulator: %v", err)
	}
	server.Config.Handler = sim.New(sim.Options{
		Graph: whatsapp, Zendesk: desk, Faults: faults, Poster: poster,
		Extra: map[string]http.Handler{"POST /sim/clock": advance(at)},
	})
	server.Start()
	t.Cleanup(func() {
		poster.Close()
		server.Close()
		for _, err := range []error{whatsapp.Close(), desk.Close()} {
			if err != nil {
				t.Errorf("close: %v", err)
			}
		}
	})
	return []string{
		"SIMULATORS_URL=" + base,
		"APP_SECRET=" + appSecret, "VERIFY_TOKEN=" + verifyToken, "ACCESS_TOKEN=" + accessToken,
		"NUMBER_ID=" + numberID, "ACCOUNT_ID=" + accountID,
		"CLIENT_ID=" + clientID, "CLIENT_SECRET=" + clientSecret,
		"AGENT_EMAIL=" + agentEmail, "AGENT_TOKEN=" + agentToken,
	}
}

// advance moves the clock of the simulators: {"advance":"23h"}. The local
// host's control of that name also fires schedules, which there are none of.
func advance(at *clock.Clock) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var move struct {
			Advance string `json:"advance"`
		}
		err := json.NewDecoder(r.Body).Decode(&move)
		by, parseErr := time.ParseDuration(move.Advance)
		if err != nil || parseErr != nil {
			http.Error(w, `send {"advance":"23h"}`, http.StatusBadRequest)
			return
		}
		if err := at.Advance(by); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]time.Time{"now": at.Now()}) // the script is gone if this fails
	})
}
