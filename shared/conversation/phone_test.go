package conversation

import (
	"strings"
	"testing"
)

func TestCanonicalPhone(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, phone, want string }{
		{"digits stay as they are", "34600000001", "34600000001"},
		{"signs and spaces are dropped", "+34 (600) 000-001", "34600000001"},
		{"an old Brazilian mobile gains the ninth digit", "551187654321", "5511987654321"},
		{"a mobile that starts with 6 gains it too", "552161234567", "5521961234567"},
		{"a full Brazilian mobile is kept", "5511987654321", "5511987654321"},
		{"a Brazilian land line is kept", "551132345678", "551132345678"},
		{"the Mexican 1 goes", "5215512345678", "525512345678"},
		{"a short Mexican number is kept", "525512345678", "525512345678"},
		{"a Mexican area code that starts with 1 is kept", "521551234567", "521551234567"},
		{"the Argentine 9 goes", "5491112345678", "541112345678"},
		{"an Argentine number without it is kept", "541112345678", "541112345678"},
		{"another country with the same length is kept", "491512345678", "491512345678"},
		{"marks of direction are dropped", "\u202a+34 600000001\u202c", "34600000001"},
		{"a BSUID is nobody's phone", "ES.9f3K2QpXz7LmTt41", ""},
		{"a BSUID of digits is nobody's phone", "BR.1234567", ""},
		{"letters are refused", "34600000001 ext 5", ""},
		{"dots are refused", "600.000.001", ""},
		{"digits of other scripts are refused", "٣٤600000001", ""},
		{"nothing is nobody", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := CanonicalPhone(tt.phone)
			if got != tt.want {
				t.Fatalf("CanonicalPhone(%q) = %q, want %q", tt.phone, got, tt.want)
			}
			if again := CanonicalPhone(got); again != got {
				t.Errorf("CanonicalPhone(%q) = %q, it must not change a second time", got, again)
			}
		})
	}
}

func TestLooksLikeBSUID(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, id string
		want     bool
	}{
		{"country and token", "ES.9f3K2QpXz7LmTt41", true},
		{"only digits after the country", "BR.1234", true},
		{"the parent form", "US.ENT.77Ab12", true},
		{"a token that is ENT itself", "US.ENT", true},
		{"the longest token", "US." + strings.Repeat("a", 128), true},
		{"a longer token", "US." + strings.Repeat("a", 129), false},
		{"a phone", "34600000001", false},
		{"a phone with plus", "+34600000001", false},
		{"a small country", "es.9f3K", false},
		{"no token", "ES.", false},
		{"an empty parent token", "ES.ENT.", false},
		{"a dash in the token", "ES.ab-c", false},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := LooksLikeBSUID(tt.id); got != tt.want {
				t.Errorf("LooksLikeBSUID(%q) = %t, want %t", tt.id, got, tt.want)
			}
		})
	}
}
