package provider_test

import (
	"testing"

	"ventana/shared/provider"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code                        string
		window, needsPhone, refuses bool
	}{
		{"131047", true, false, false},
		{"131062", false, true, false},
		{"131026", false, false, false},
		{"190", false, false, true},
		{"0", false, false, true},
		{"131005", false, false, true},
		{"401", false, false, true}, // a proxy's
		{"200", false, false, true},
		{"299", false, false, true},
		{"300", false, false, false},
		{"2", false, false, false},
		{"2388019", false, false, false},
		{"", false, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			window, needsPhone, refuses := provider.ClosesWindow(tt.code), provider.NeedsPhone(tt.code), provider.RefusesAccess(tt.code)
			if window != tt.window || needsPhone != tt.needsPhone || refuses != tt.refuses {
				t.Errorf("closes the window %t, needs a phone %t, refuses access %t; want %t, %t, %t", window, needsPhone, refuses, tt.window, tt.needsPhone, tt.refuses)
			}
		})
	}
}
