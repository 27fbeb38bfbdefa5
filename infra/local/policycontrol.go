package local

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"

	"ventana/infra/local/dynamo"
	"ventana/shared/dynamostore"
	"ventana/shared/policy"
)

// servePolicy brings a policy into force, as `ventana policy apply` does, for
// stories and tests: they have the control surface alone. Functions follow within
// a minute of the simulated clock.
func (h *host) servePolicy(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Policy string `json:"policy"` // the document, in YAML
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*policy.MaxBytes))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": fmt.Sprintf(`body: %v; send {"policy":"version: 1\n…"}`, err)})
		return
	}
	if _, err := policy.Parse([]byte(body.Policy)); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	if len(h.template.Tables) == 0 {
		writeJSON(w, http.StatusConflict, map[string]string{"error": "the template has no table to keep a policy in"})
		return
	}
	store := dynamostore.New(dynamo.NewClient(h.databaseURL, region), h.template.Tables[0].Name, h.clock.Now, rand.Text)
	_, stands, err := store.CurrentPolicy(r.Context())
	if err == nil {
		stands, err = store.PutPolicy(r.Context(), body.Policy, "simulator", stands)
	}
	if err != nil {
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, map[string]int{"version": stands})
}
