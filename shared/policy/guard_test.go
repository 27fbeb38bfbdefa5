package policy_test

import (
	"testing"

	"ventana/shared/policy"
)

func TestMoney_holdsInTheOrderOfTheList(t *testing.T) {
	t.Parallel()
	three := []policy.Purpose{policy.PurposeSurvey, policy.PurposeReminder, policy.PurposeReply}
	for name, tt := range map[string]struct {
		money   policy.Money
		purpose policy.Purpose
		spent   int64
		want    bool
	}{
		"nothing is limited":               {policy.Money{StopFirst: three}, policy.PurposeSurvey, 1 << 50, false},
		"another currency holds nothing":   {policy.Money{MonthlyLimit: "1", Currency: "EUR", StopFirst: three}, policy.PurposeSurvey, 1 << 50, false},
		"the first just below four fifths": {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeSurvey, 199_999_999, false},
		"the first at four fifths":         {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeSurvey, 200_000_000, true},
		"the second waits for nine tenths": {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeReminder, 224_999_999, false},
		"the second at nine tenths":        {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeReminder, 225_000_000, true},
		"the last below the limit":         {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeReply, 249_999_999, false},
		"the last at the limit":            {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three}, policy.PurposeReply, 250_000_000, true},
		"what is not listed never stops":   {policy.Money{MonthlyLimit: "250.00", Currency: "USD", StopFirst: three[:2]}, policy.PurposeReply, 1 << 50, false},
		"one alone stops at the limit":     {policy.Money{MonthlyLimit: "1.5", Currency: "USD", StopFirst: three[:1]}, policy.PurposeSurvey, 1_499_999, false},
		"one alone at the limit":           {policy.Money{MonthlyLimit: "1.5", Currency: "USD", StopFirst: three[:1]}, policy.PurposeSurvey, 1_500_000, true},
		"a limit of nothing":               {policy.Money{MonthlyLimit: "0", Currency: "USD", StopFirst: three}, policy.PurposeReply, 0, true},
		"the largest limit":                {policy.Money{MonthlyLimit: "999999999999.999999", Currency: "USD", StopFirst: three}, policy.PurposeReply, 1 << 50, false},
	} {
		if got := tt.money.Holds(tt.purpose, tt.spent); got != tt.want {
			t.Errorf("%s: held %t, want %t", name, got, tt.want)
		}
	}
}
