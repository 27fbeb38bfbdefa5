package cloudapi

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

func TestCutSender(t *testing.T) {
	t.Parallel()
	const rest = `"id":"m","timestamp":"1795300000","type":"text","text":{"body":"hi"}`
	tests := []struct {
		name, contacts, message string
		want                    envelope.Sender
		group                   string
	}{
		{"phone and BSUID without contacts", ``, `"from":"34600000001","from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"only a BSUID", `{"user_id":"ES.a","profile":{"username":"@ana"}}`, `"from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Username: "@ana"}, "ES.a"},
		{"only a phone", `{"wa_id":"34600000001","profile":{"name":"Ana"}}`, `"from":"34600000001"`,
			envelope.Sender{Phone: "34600000001", Name: "Ana"}, "34600000001"},
		{"a contact adds the BSUID to a phone", `{"wa_id":"34600000001","user_id":"ES.a"}`, `"from":"34600000001"`,
			envelope.Sender{BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"a contact adds the phone to a BSUID", `{"wa_id":"34600000001","user_id":"ES.a","parent_user_id":"ES.ENT.p"}`, `"from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", ParentBSUID: "ES.ENT.p", Phone: "34600000001"}, "ES.a"},
		{"contacts are matched by id, not by place", `{"user_id":"ES.b","profile":{"name":"Bea"}},{"user_id":"ES.a","profile":{"name":"Ana"}}`, `"from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Name: "Ana"}, "ES.a"},
		{"a stranger's contact is not used", `{"user_id":"ES.b","wa_id":"34600000002","profile":{"name":"Bea"}}`, `"from":"34600000001","from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"a contact of the same phone and another BSUID is not used", `{"user_id":"ES.b","wa_id":"34600000001","profile":{"name":"Bea"}}`, `"from":"34600000001","from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"phone variants are one person", `{"wa_id":"5511987654321","profile":{"name":"João"}}`, `"from":"551187654321"`,
			envelope.Sender{Phone: "551187654321", Name: "João"}, "5511987654321"},
		{"broken contacts cost only the name", `5,{"wa_id":[],"profile":"x"},null`, `"from":"34600000001"`,
			envelope.Sender{Phone: "34600000001"}, "34600000001"},
		{"a phone is digits", ``, `"from":"+34 600 000 001"`,
			envelope.Sender{Phone: "34600000001"}, "34600000001"},
		{"a phone may be a number", ``, `"from":34600000001`,
			envelope.Sender{Phone: "34600000001"}, "34600000001"},
		{"an odd BSUID is never stripped", ``, `"from_user_id":"ES.a-b c.1"`,
			envelope.Sender{BSUID: "ES.a-b c.1"}, "ES.a-b c.1"},
		{"only a parent id", `{"parent_user_id":"ES.ENT.p","profile":{"name":"Ana"}}`, `"from_parent_user_id":"ES.ENT.p"`,
			envelope.Sender{ParentBSUID: "ES.ENT.p", Name: "Ana"}, "ES.ENT.p"},
		{"a contact adds the BSUID to a parent id", `{"parent_user_id":"ES.ENT.p","user_id":"ES.a","wa_id":"34600000001"}`, `"from_parent_user_id":"ES.ENT.p"`,
			envelope.Sender{ParentBSUID: "ES.ENT.p", BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"a phone comes before a parent id", ``, `"from":"34600000001","from_parent_user_id":"ES.ENT.p"`,
			envelope.Sender{ParentBSUID: "ES.ENT.p", Phone: "34600000001"}, "34600000001"},
		{"a parent id finds nobody else's contact", `{"parent_user_id":"ES.ENT.p","user_id":"ES.b","profile":{"name":"Bea"}}`, `"from":"34600000001","from_parent_user_id":"ES.ENT.p"`,
			envelope.Sender{ParentBSUID: "ES.ENT.p", Phone: "34600000001"}, "34600000001"},
		{"NUL leaves a name", `{"user_id":"ES.a","profile":{"name":"A\u0000na"}}`, `"from_user_id":"ES.a"`,
			envelope.Sender{BSUID: "ES.a", Name: "Ana"}, "ES.a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"contacts":[`+tt.contacts+`],"messages":[{`+tt.message+`,`+rest+`}]`))
			if len(got) != 1 || got[0].Message == nil {
				t.Fatalf("got %v", summary(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Message.From); diff != "" {
				t.Errorf("sender (-want +got):\n%s", diff)
			}
			if want := envelope.Digest("conversation", numberOne, tt.group); got[0].Group != want {
				t.Errorf("group is %q, want that of %q", got[0].Group, tt.group)
			}
		})
	}
}

func TestCutSystem(t *testing.T) {
	t.Parallel()
	const rest = `"id":"m","timestamp":"1795300000","type":"system"`
	tests := []struct {
		name, message string
		want          envelope.Sender
		group         string
	}{
		{"a new number with both ids", `"from":"34600000001","system":{"type":"user_changed_number","wa_id":"34600000009","user_id":"ES.new","previous_user_id":"ES.old"}`,
			envelope.Sender{BSUID: "ES.new", PreviousBSUID: "ES.old", PreviousPhone: "34600000001", Phone: "34600000009"}, "ES.old"},
		{"a new id alone", `"from_user_id":"ES.old","system":{"type":"user_changed_user_id","user_id":"ES.new","previous_user_id":"ES.old"}`,
			envelope.Sender{BSUID: "ES.new", PreviousBSUID: "ES.old"}, "ES.old"},
		{"a new number without the previous id", `"from":"34600000001","system":{"type":"user_changed_number","wa_id":"34600000009","user_id":"ES.new"}`,
			envelope.Sender{BSUID: "ES.new", PreviousPhone: "34600000001", Phone: "34600000009"}, "34600000001"},
		{"a new number without any id", `"from":"34600000001","system":{"type":"user_changed_number","wa_id":"34600000009"}`,
			envelope.Sender{PreviousPhone: "34600000001", Phone: "34600000009"}, "34600000001"},
		{"a sender's id that is already the new one", `"from_user_id":"ES.new","system":{"previous_user_id":"ES.old"}`,
			envelope.Sender{BSUID: "ES.new", PreviousBSUID: "ES.old"}, "ES.old"},
		{"only the previous id", `"system":{"previous_user_id":"ES.old"}`,
			envelope.Sender{BSUID: "ES.old"}, "ES.old"},
		{"only the new id", `"system":{"user_id":"ES.new"}`,
			envelope.Sender{BSUID: "ES.new"}, "ES.new"},
		{"parent ids alone", `"system":{"parent_user_id":"ES.ENT.new","previous_parent_user_id":"ES.ENT.old"}`,
			envelope.Sender{ParentBSUID: "ES.ENT.new"}, "ES.ENT.old"},
		{"a new id and a new parent id", `"from_user_id":"ES.old","from_parent_user_id":"ES.ENT.old","system":{"user_id":"ES.new","previous_user_id":"ES.old","parent_user_id":"ES.ENT.new"}`,
			envelope.Sender{BSUID: "ES.new", PreviousBSUID: "ES.old", ParentBSUID: "ES.ENT.new"}, "ES.old"},
		{"an event of another kind moves nobody", `"from":"34600000001","from_user_id":"ES.a","system":{"type":"customer_identity_changed"}`,
			envelope.Sender{BSUID: "ES.a", Phone: "34600000001"}, "ES.a"},
		{"a broken object moves nobody", `"from_user_id":"ES.a","system":7`,
			envelope.Sender{BSUID: "ES.a"}, "ES.a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[{`+tt.message+`,`+rest+`}]`))
			if len(got) != 1 || got[0].Message == nil {
				t.Fatalf("got %v", summary(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Message.From); diff != "" {
				t.Errorf("sender (-want +got):\n%s", diff)
			}
			if want := envelope.Digest("conversation", numberOne, tt.group); got[0].Group != want {
				t.Errorf("group is %q, want that of %q", got[0].Group, tt.group)
			}
		})
	}
}

func TestGroupMessagesShareOneGroup(t *testing.T) {
	t.Parallel()
	one := cut(t, value(`"messages":[{"from_user_id":"ES.a","group_id":"R3Jv","id":"1","timestamp":"1","type":"image"},`+
		`{"from_user_id":"ES.b","group_id":"R3Jv","id":"2","timestamp":"1","type":"image"},`+
		`{"from_user_id":"ES.b","id":"3","timestamp":"1","type":"image"}]`))
	for i, want := range []string{"R3Jv", "R3Jv", ""} {
		if got := one[i].Message.From.Group; got != want {
			t.Errorf("message %d was written in the group %q, want %q", i, got, want)
		}
	}
	if one[0].Group != one[1].Group || one[1].Group == one[2].Group {
		t.Errorf("groups are %q, %q, %q", one[0].Group, one[1].Group, one[2].Group)
	}
}

func TestEchoesAreAmongTheCustomersMessages(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, contacts, to, from string }{
		{"by BSUID", ``, `"to":"34600000001","to_user_id":"ES.a"`, `"from_user_id":"ES.a"`},
		{"by phone", ``, `"to":"34600000001"`, `"from":"34600000001"`},
		{"by a variant of the phone", ``, `"to":"5511987654321"`, `"from":"551187654321"`},
		{"by parent id", ``, `"to_parent_user_id":"ES.ENT.p"`, `"from_parent_user_id":"ES.ENT.p"`},
		{"by the BSUID of the contact", `{"wa_id":"34600000001","user_id":"ES.a"}`, `"to":"34600000001"`, `"from_user_id":"ES.a"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const rest = `"id":"m","timestamp":"1795300000","type":"text","text":{"body":"hi"}`
			message := cut(t, value(`"messages":[{`+tt.from+`,`+rest+`}]`))
			echo := cut(t, `{"entry":[{"changes":[{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":"`+numberOne+`"},`+
				`"contacts":[`+tt.contacts+`],"message_echoes":[{"from":"15550100001",`+tt.to+`,`+rest+`}]}}]}]}`)
			if len(echo) != 1 || echo[0].Kind != envelope.KindEcho || echo[0].Message.Text != "hi" {
				t.Fatalf("got %v", summary(echo))
			}
			if echo[0].Group != message[0].Group {
				t.Errorf("the echo's group is not that of the customer's messages")
			}
			if echo[0].Dedup == message[0].Dedup {
				t.Errorf("the queue would drop an echo for a message of the same id")
			}
		})
	}
}

func TestEchoMovesNobody(t *testing.T) {
	t.Parallel()
	got := cut(t, `{"entry":[{"changes":[{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":"1"},`+
		`"message_echoes":[{"to_user_id":"ES.a","id":"m","type":"system","system":{"user_id":"ES.b","previous_user_id":"ES.a"}}]}}]}]}`)
	if diff := cmp.Diff(envelope.Sender{BSUID: "ES.a"}, got[0].Message.From); diff != "" {
		t.Errorf("customer (-want +got):\n%s", diff)
	}
}

// Only the answer to our request for the number tells whose number it is.
func TestCutSharedPhone(t *testing.T) {
	t.Parallel()
	const asked = `"origin":"contact_request","phones":[{"phone":"+34 600 000 001","wa_id":"34600000001"}]`
	tests := []struct{ name, message, want string }{
		{"the answer to our request", `"contacts":[{` + asked + `}]`, "34600000001"},
		{"the mark beside the card", `"origin":"contact_request","contacts":[{"phones":[{"phone":"+34 600 000 001"}]}]`, "34600000001"},
		{"a national number", `"contacts":[{"origin":"contact_request","phones":[{"phone":"600 000 001"}]}]`, ""},
		{"anybody's card", `"contacts":[{"origin":"other","phones":[{"wa_id":"34600000002"}]}]`, ""},
		{"a card without a mark", `"contacts":[{"phones":[{"wa_id":"34600000002"}]}]`, ""},
		{"two cards", `"contacts":[{` + asked + `},{` + asked + `}]`, ""},
		{"two numbers", `"contacts":[{"origin":"contact_request","phones":[{"wa_id":"34600000001"},{"wa_id":"34600000002"}]}]`, ""},
		{"no card", `"contacts":[]`, ""},
		{"a broken card", `"contacts":[7]`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[{"from_user_id":"ES.a","id":"m","timestamp":"1795300000","type":"contacts",`+tt.message+`}]`))
			if len(got) != 1 || got[0].Message == nil || got[0].Message.From.Phone != tt.want || got[0].Message.From.BSUID != "ES.a" {
				t.Fatalf("got %+v, want the phone %q", got, tt.want)
			}
			known := cut(t, value(`"messages":[{"from":"34600000009","from_user_id":"ES.a","id":"m","timestamp":"1795300000","type":"contacts",`+tt.message+`}]`))
			if len(known) != 1 || known[0].Message.From.Phone != "34600000009" {
				t.Errorf("got %+v, want WhatsApp's own word on the phone", known)
			}
		})
	}
}
