package cloudapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

// change is a delivery of one change, from an entry with a time.
func change(field, value string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"2","time":1795300000,"changes":[{"field":%q,"value":%s}]}]}`, field, value)
}

const (
	numbered  = `"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100001","phone_number_id":"100000000000001"}`
	displayed = `"display_phone_number":"15550100001"`
)

// fieldSample is a value of a field; "leak" stands where people's words, names
// and addresses do.
type fieldSample struct {
	name, field, value string
	event, number      string
	kept               bool
}

func accountSamples() []fieldSample {
	return []fieldSample{
		{"account alert of a number", "account_alerts", `{"entity_type":"PHONE_NUMBER","entity_id":"100000000000001","alert_info":{"alert_severity":"WARNING","alert_status":"ACTIVE","alert_type":"INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO","alert_description":"d"}}`, "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO", numberOne, true},
		{"account alert of a business", "account_alerts", `{"entity_type":"BUSINESS","entity_id":"9","alert_info":{"alert_type":"OBA_APPROVED"}}`, "OBA_APPROVED", "", true},
		{"account review", "account_review_update", `{"decision":"APPROVED"}`, "APPROVED", "", true},
		{"account settings", "account_settings_update", `{"type":"phone_number_settings","phone_number_settings":{"x":"leak"}}`, "phone_number_settings", "", false},
		{"account restricted", "account_update", `{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1}]}`, "ACCOUNT_RESTRICTION", "", true},
		{"account event of a number", "account_update", `{"phone_number":"15550100001","event":"VERIFIED_ACCOUNT"}`, "VERIFIED_ACCOUNT", "15550100001", true},
		{"capability as a word", "business_capability_update", `{"max_daily_conversations_per_business":"TIER_2K","max_phone_numbers_per_business":20}`, "TIER_2K", "", true},
		{"capability as a number", "business_capability_update", `{"max_daily_conversations_per_business":2000}`, "2000", "", true},
		{"capability of the past", "business_capability_update", `{"max_daily_conversation_per_phone":-1}`, "-1", "", true},
		{"business username", "business_username_updates", `{` + displayed + `,"username":"acme","status":"approved"}`, "approved", "15550100001", true},
		{"business username in the singular", "business_username_update", `{` + displayed + `,"username":"acme","status":"deleted","context":"revoked"}`, "deleted", "15550100001", true},
		{"flow", "flows", `{"event":"ENDPOINT_AVAILABILITY","message":"m","flow_id":"6001","availability":75}`, "ENDPOINT_AVAILABILITY", "", true},
		{"partner solution", "partner_solutions", `{"event":"SOLUTION_CREATED","solution_id":"7","solution_status":"INITIATED"}`, "SOLUTION_CREATED", "", true},
		{"payment configuration", "payment_configuration_update", `{"configuration_name":"c","provider_name":"p","status":"active"}`, "active", "", true},
		{"display name", "phone_number_name_update", `{` + displayed + `,"decision":"DEFERRED","requested_verified_name":"Acme"}`, "DEFERRED", "15550100001", true},
		{"number's quality", "phone_number_quality_update", `{` + displayed + `,"event":"FLAGGED","max_daily_conversations_per_business":"TIER_2K"}`, "FLAGGED", "15550100001", true},
		{"security", "security", `{` + displayed + `,"event":"PIN_CHANGED","requester":"leak"}`, "PIN_CHANGED", "15550100001", false},
	}
}

func templateSamples() []fieldSample {
	const template = `"message_template_id":1600000000000001,"message_template_name":"order_ok","message_template_language":"es-ES"`
	return []fieldSample{
		{"template's status", "message_template_status_update", `{"event":"PAUSED",` + template + `,"reason":"NONE"}`, "PAUSED", "", true},
		{"template's quality", "message_template_quality_update", `{"previous_quality_score":"GREEN","new_quality_score":"RED",` + template + `}`, "RED", "", true},
		{"template's category to come", "template_category_update", `{` + template + `,"new_category":"UTILITY","correct_category":"MARKETING"}`, "MARKETING", "", true},
		{"template's category changed", "template_category_update", `{` + template + `,"previous_category":"UTILITY","new_category":"MARKETING"}`, "MARKETING", "", true},
		{"template's category detected", "template_correct_category_detection", `{"category":"UTILITY","correct_category":"MARKETING"}`, "MARKETING", "", true},
		{"template's components", "message_template_components_update", `{` + template + `,"message_template_element":"b"}`, "", "", true},
	}
}

func peopleSamples() []fieldSample {
	return []fieldSample{
		{"automatic event", "automatic_events", `{` + numbered + `,"automatic_events":[{"id":"leak","event_name":"LeadSubmitted","timestamp":1,"ctwa_clid":"leak"}]}`, "LeadSubmitted", numberOne, false},
		{"call of the business that begins", "calls", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"}}],"calls":[{"id":"wacid.1","to":"leak","event":"connect","direction":"BUSINESS_INITIATED","session":{"sdp":"leak"}}]}`, "connect", numberOne, false},
		{"event of a call that nobody knows", "calls", `{` + numbered + `,"calls":[{"id":"wacid.1","from":"leak","event":"hold"}]}`, "hold", numberOne, false},
		{"event of a call that is a text", "calls", `{` + numbered + `,"calls":[{"id":"wacid.1","from":"leak","event":"leak of Ana"}]}`, "", numberOne, false},
		{"calls without any", "calls", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"}}]}`, "", numberOne, false},
		{"status of a call", "calls", `{` + numbered + `,"statuses":[{"id":"wacid.1","status":"RINGING","recipient_id":"leak"}]}`, "RINGING", numberOne, false},
		{"group's life", "group_lifecycle_update", `{` + numbered + `,"groups":[{"timestamp":1,"group_id":"g","type":"group_create","subject":"leak","invite_link":"leak"}]}`, "group_create", numberOne, false},
		{"group's people", "group_participants_update", `{` + numbered + `,"groups":[{"group_id":"g","type":"group_participants_add","added_participants":[{"wa_id":"leak"}]}]}`, "group_participants_add", numberOne, false},
		{"group's settings", "group_settings_update", `{` + numbered + `,"groups":[{"group_id":"g","type":"group_settings_update","group_subject":{"text":"leak"}}]}`, "group_settings_update", numberOne, false},
		{"group's state", "group_status_update", `{` + numbered + `,"groups":[{"group_id":"g","type":"group_suspend"}]}`, "group_suspend", numberOne, true},
		{"history", "history", `{` + numbered + `,"history":[{"metadata":{"phase":1,"progress":55},"threads":[{"id":"leak","messages":[{"text":{"body":"leak"}}]}]}]}`, "1", numberOne, false},
		{"history that was declined", "history", `{` + numbered + `,"history":[{"errors":[{"code":2593109,"title":"t"}]}]}`, "2593109", numberOne, false},
		{"history's files", "history", `{` + numbered + `,"messages":[{"id":"m","from":"leak","type":"image"}]}`, "", numberOne, false},
		{"phone app's contacts", "smb_app_state_sync", `{` + numbered + `,"state_sync":[{"type":"contact","contact":{"full_name":"leak","phone_number":"leak"},"action":"add"}]}`, "add", numberOne, false},
		{"hand-over", "messaging_handovers", `{"messaging_handovers":{"sender":{"phone_number":"leak"},"recipient":{"phone_number_id":"100000000000001"},"type":"control_passed","control_passed":{"conversation_context":"leak"}}}`, "control_passed", numberOne, false},
		{"hand-over without its frame", "messaging_handovers", `{"sender":{"phone_number":"leak"},"recipient":{"phone_number_id":"100000000000001"},"type":"control_taken"}`, "control_taken", numberOne, false},
		{"standby", "standby", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"}}],"messages":[{"text":{"body":"leak"}}],"statuses":[{"status":"sent"}]}`, "", numberOne, false},
		{"tracking", "tracking_events", `{"event":"Purchase","x":"leak"}`, "Purchase", "", false},
		{"user id as a field", "user_id_update", `{` + numbered + `,"user_id_update":[{"wa_id":"leak","detail":"leak"}]}`, "", numberOne, false},
		{"click on a template", "messages", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"}}],"user_actions":[{"action_type":"landing_page_view","timestamp":"1"}]}`, "landing_page_view", numberOne, false},
		{"summary of another responder", "messages", `{` + numbered + `,"conversation_context":{"type":"summary","summary":{"text":"leak"}}}`, "summary", numberOne, false},
		{"echoes without any", "smb_message_echoes", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"}}]}`, "", numberOne, false},
		{"a choice", "user_preferences", `{` + numbered + `,"contacts":[{"profile":{"name":"leak"},"wa_id":"34600000001"}],"user_preferences":[{"wa_id":"34600000001","detail":"leak","category":"marketing_messages","value":"stop"}]}`, "stop", numberOne, true},
		{"a field that nobody knows", "zeppelin", `{` + numbered + `,"event":"LANDED","text":"leak"}`, "LANDED", numberOne, false},
		{"a field whose event is a text", "zeppelin", `{"event":"leak from Ana, 34600000001"}`, "", "", false},
	}
}

func allSamples() []fieldSample {
	return append(append(accountSamples(), templateSamples()...), peopleSamples()...)
}

func TestCutNotice(t *testing.T) {
	t.Parallel()
	for _, tt := range allSamples() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, change(tt.field, tt.value))
			if len(got) != 1 || got[0].Notice == nil {
				t.Fatalf("got %v, want one notice", summary(got))
			}
			notice := *got[0].Notice
			account := "2"
			if tt.field == "partner_solutions" {
				account = "" // its entry is the portfolio
			}
			at := unix(1795300000)
			if tt.field == "user_preferences" {
				at = arrival.Truncate(time.Second) // it has a time of its own
			}
			want := envelope.Notice{Field: tt.field, Event: tt.event, Account: account, Number: tt.number, At: at, Raw: notice.Raw}
			if diff := cmp.Diff(want, notice); diff != "" {
				t.Errorf("notice (-want +got):\n%s", diff)
			}
			if (len(notice.Raw) > 0) != tt.kept {
				t.Errorf("keeps %d bytes of its value, kept is %t", len(notice.Raw), tt.kept)
			}
			got[0].Origin = "" // which is passed on or dropped, and kept nowhere
			if body, err := envelope.Encode(got[0]); err != nil || strings.Contains(string(body), "leak") {
				t.Errorf("the envelope tells of people: %s, %v", body, err)
			}
		})
	}
}

func TestEveryFieldHasASample(t *testing.T) {
	t.Parallel()
	missing := fields()
	for _, sample := range allSamples() {
		delete(missing, sample.field)
	}
	for name := range maps.Keys(missing) {
		t.Errorf("%s is tested by nobody", name)
	}
}

func TestCutNoticeOfAPartnerIsAboutItsAccount(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`{"event":"PARTNER_ADDED","waba_info":{"waba_id":"200000000000002","owner_business_id":"3"}}`: "200000000000002",
		`{"event":"PARTNER_ADDED"}`: "", // the entry's id is the portfolio's
	} {
		if got := cut(t, change("account_update", value))[0].Notice.Account; got != want {
			t.Errorf("%s is about account %q, want %q", value, got, want)
		}
	}
}

func TestCutNoticeTime(t *testing.T) {
	t.Parallel()
	for entryTime, want := range map[string]time.Time{
		`1795300000`: unix(1795300000), `"1795300000"`: unix(1795300000),
		`1795300000123`: arrival.Truncate(time.Second), `null`: arrival.Truncate(time.Second), `"soon"`: arrival.Truncate(time.Second),
	} {
		body := `{"entry":[{"id":"2","time":` + entryTime + `,"changes":[{"field":"flows","value":{}}]}]}`
		if got := cut(t, body)[0].Notice.At; !got.Equal(want) {
			t.Errorf("time %s is %s, want %s", entryTime, got, want)
		}
	}
}

func TestCutPreferencesKeepIDsAndTheChoice(t *testing.T) {
	t.Parallel()
	got := cut(t, change("user_preferences", `{`+numbered+`,"contacts":[{"profile":{"name":"Ana R","username":"ana.r"},"wa_id":"34600000001","user_id":"ES.a","parent_user_id":"ES.ENT.p"}],`+
		`"user_preferences":[{"wa_id":"34600000001","user_id":"ES.a","detail":"d","category":"marketing_messages","value":"stop","timestamp":1795300001},`+
		`{"user_id":"ES.b","value":"resume","timestamp":"1795300002"}]}`))
	want := []string{
		`{"user_preferences":[{"wa_id":"34600000001","user_id":"ES.a","parent_user_id":"ES.ENT.p","category":"marketing_messages","value":"stop"}]}`,
		`{"user_preferences":[{"user_id":"ES.b","value":"resume"}]}`,
	}
	for i, e := range got {
		if string(e.Notice.Raw) != want[i] || !e.Notice.At.Equal(unix(1795300001+int64(i))) {
			t.Errorf("got %s at %s, want %s", e.Notice.Raw, e.Notice.At, want[i])
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", summary(got))
	}
}

func TestSerious(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, field, value, want string }{
		{"an account that will be disabled", "account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE"}}`, AlarmBanned},
		{"an account that is disabled", "account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}`, AlarmBanned},
		{"an account that is disabled, nobody says how", "account_update", `{"event":"DISABLED_UPDATE"}`, AlarmBanned},
		{"an account that lives again", "account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}`, ""},
		{"a restriction", "account_update", `{"event":"ACCOUNT_RESTRICTION"}`, AlarmRestricted},
		{"a violation", "account_update", `{"event":"ACCOUNT_VIOLATION"}`, AlarmRestricted},
		{"a deleted account", "account_update", `{"event":"ACCOUNT_DELETED"}`, AlarmAccount},
		{"a phone app that left", "account_update", `{"event":"ACCOUNT_OFFBOARDED"}`, AlarmAccount},
		{"a partner that was removed", "account_update", `{"event":"PARTNER_REMOVED"}`, AlarmAccount},
		{"an app that was removed", "account_update", `{"event":"PARTNER_APP_UNINSTALLED"}`, AlarmAccount},
		{"a price tier", "account_update", `{"event":"VOLUME_BASED_PRICING_TIER_UPDATE"}`, ""},
		{"a refused account", "account_review_update", `{"decision":"REJECTED"}`, AlarmAccount},
		{"an approved account", "account_review_update", `{"decision":"APPROVED"}`, ""},
		{"a critical alert", "account_alerts", `{"alert_info":{"alert_severity":"CRITICAL","alert_status":"ACTIVE","alert_type":"X"}}`, AlarmAccount},
		{"a critical alert that is over", "account_alerts", `{"alert_info":{"alert_severity":"CRITICAL","alert_status":"NONE","alert_type":"X"}}`, ""},
		{"another alert", "account_alerts", `{"alert_info":{"alert_severity":"INFORMATIONAL","alert_type":"OBA_APPROVED"}}`, ""},
		{"a flagged number", "phone_number_quality_update", `{"event":"FLAGGED"}`, AlarmQuality},
		{"a number with more throughput", "phone_number_quality_update", `{"event":"THROUGHPUT_UPGRADE"}`, ""},
		{"a red template", "message_template_quality_update", `{"new_quality_score":"RED"}`, AlarmQuality},
		{"a yellow template", "message_template_quality_update", `{"new_quality_score":"YELLOW"}`, ""},
		{"a paused template", "message_template_status_update", `{"event":"PAUSED"}`, AlarmQuality},
		{"a disabled template", "message_template_status_update", `{"event":"DISABLED"}`, AlarmQuality},
		{"a flagged template", "message_template_status_update", `{"event":"FLAGGED"}`, AlarmQuality},
		{"a refused template", "message_template_status_update", `{"event":"REJECTED"}`, ""},
		{"a PIN", "security", `{"event":"PIN_RESET_REQUEST"}`, AlarmSecurity},
		{"a display name", "phone_number_name_update", `{"decision":"REJECTED"}`, ""},
		{"payment", "messages", `{"errors":[{"code":131042,"title":"t"}]}`, AlarmPayment},
		{"a locked account", "messages", `{"errors":[{"code":"131031"}]}`, AlarmAccount},
		{"a policy", "messages", `{"errors":[{"code":368}]}`, AlarmRestricted},
		{"spam", "messages", `{"errors":[{"code":131048}]}`, AlarmQuality},
		{"an outage", "messages", `{"errors":[{"code":131000}]}`, ""},
		{"an error without a code", "messages", `{"errors":["x"]}`, ""},
		{"a click", "messages", `{"user_actions":[{"action_type":"landing_page_view"}]}`, ""},
		{"a field that nobody knows", "zeppelin", `{"event":"DISABLED_UPDATE"}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, change(tt.field, tt.value))
			if len(got) != 1 || got[0].Notice == nil {
				t.Fatalf("got %v", summary(got))
			}
			if word, serious := Serious(*got[0].Notice); word != tt.want || serious != (tt.want != "") {
				t.Errorf("got %q, %t; want %q", word, serious, tt.want)
			}
		})
	}
}

func TestSeriousReadsWhateverStandsInANotice(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{``, `{`, `{"alert_info"`, `{"alert_info":`, `"`, `[]`, `{"truncated":true,"size":99999,"head":"{\"alert_info\""}`} {
		if word, serious := Serious(envelope.Notice{Field: "account_alerts", Raw: json.RawMessage(raw)}); serious {
			t.Errorf("%q is %q", raw, word)
		}
	}
}
