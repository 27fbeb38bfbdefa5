package cloudapi

import (
	"testing"

	"ventana/shared/failure"
	"ventana/shared/limit"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, `{"id":"100000000000001","throughput":{"level":"HIGH"},"quality_rating":"YELLOW","status":"FLAGGED",
		"whatsapp_business_manager_messaging_limit":"TIER_10K","is_on_biz_app":true}`)
	got, err := client(server.URL).Limits(t.Context(), numberOne)
	want := limit.Number{Throughput: "HIGH", Quality: "YELLOW", Status: "FLAGGED", Tier: "TIER_10K", OnApp: true}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if uri := "/v26.0/100000000000001?fields=throughput%2Cquality_rating%2Cstatus%2Cwhatsapp_business_manager_messaging_limit%2Cis_on_biz_app"; server.method != "GET" || server.uri != uri {
		t.Errorf("called %s %s", server.method, server.uri)
	}
}

func TestLimits_failureIsWaitedFor(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 500, nil, ``)
	if _, err := client(server.URL).Limits(t.Context(), numberOne); !failure.Is(err, failure.Later) {
		t.Errorf("got %v, want it asked again later", err)
	}
}
