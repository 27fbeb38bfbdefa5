package graph

import "testing"

func TestParseAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, who string
		want      address
		ok        bool
	}{
		{"phone with plus", "+34600000001", address{phone: ana}, true},
		{"phone in digits", "34600000001", address{phone: ana}, true},
		{"phone as people write it", "+34 (600) 000-001", address{phone: ana}, true},
		{"BSUID", "ES.9f3K2QpXz7LmTt41", address{userID: "ES.9f3K2QpXz7LmTt41"}, true},
		{"parent BSUID", "US.ENT.abc", address{userID: "US.ENT.abc"}, true},
		{"leading zero", "0034600000001", address{}, false},
		{"too short", "34600", address{}, false},
		{"too long", "3460000000123456", address{}, false},
		{"letters", "ana", address{}, false},
		{"BSUID in small letters", "es.abc", address{}, false},
		{"BSUID without a rest", "ES.", address{}, false},
		{"BSUID with a sign", "ES.ab-c", address{}, false},
		{"nothing", "", address{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseAddress(tt.who)
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("parseAddress(%q) = %+v, %v", tt.who, got, err)
			}
		})
	}
}

func TestSamePersonJoinsTheWrittenForms(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"5511987654321", "551187654321"}, {"5215512345678", "525512345678"}, {"5491112345678", "541112345678"}, {ana, ana},
	} {
		if samePerson(pair[0]) != samePerson(pair[1]) {
			t.Errorf("%s and %s are two people", pair[0], pair[1])
		}
	}
}
