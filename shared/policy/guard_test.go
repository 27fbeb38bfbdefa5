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
		spent   int64 // in the month
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
		if got := tt.money.Holds(tt.purpose, policy.Spent{Month: tt.spent}); (got == policy.Month) != tt.want {
			t.Errorf("%s: held by %q, want %t", name, got, tt.want)
		}
	}
}

func TestMoney_holdsByMonthAndByDay(t *testing.T) {
	t.Parallel()
	both := policy.Money{MonthlyLimit: "100", DailyLimit: "10", Currency: "USD", StopFirst: []policy.Purpose{policy.PurposeSurvey, policy.PurposeReply}}
	day := both
	day.MonthlyLimit = ""
	euros := day
	euros.Currency = "EUR"
	const dollar = 1_000_000
	for name, tt := range map[string]struct {
		money   policy.Money
		purpose policy.Purpose
		spent   policy.Spent
		want    policy.Span
	}{
		"neither is near":                 {both, policy.PurposeSurvey, policy.Spent{Month: 79 * dollar, Day: 7 * dollar}, policy.NoSpan},
		"the day's first step":            {both, policy.PurposeSurvey, policy.Spent{Month: 8 * dollar, Day: 8 * dollar}, policy.Day},
		"replies wait for all of the day": {both, policy.PurposeReply, policy.Spent{Month: 50 * dollar, Day: 10*dollar - 1}, policy.NoSpan},
		"all of the day":                  {both, policy.PurposeReply, policy.Spent{Month: 50 * dollar, Day: 10 * dollar}, policy.Day},
		"a new day in a month that holds": {both, policy.PurposeSurvey, policy.Spent{Month: 80 * dollar}, policy.Month},
		"both hold: the month is longer":  {both, policy.PurposeReply, policy.Spent{Month: 100 * dollar, Day: 10 * dollar}, policy.Month},
		"a day alone":                     {day, policy.PurposeReply, policy.Spent{Month: 500 * dollar, Day: 10 * dollar}, policy.Day},
		"a day alone that is not reached": {day, policy.PurposeReply, policy.Spent{Month: 500 * dollar, Day: 9 * dollar}, policy.NoSpan},
		"a day in another currency":       {euros, policy.PurposeReply, policy.Spent{Month: 500 * dollar, Day: 50 * dollar}, policy.NoSpan},
		"what is not listed":              {both, policy.PurposeReminder, policy.Spent{Month: 500 * dollar, Day: 50 * dollar}, policy.NoSpan},
	} {
		if got := tt.money.Holds(tt.purpose, tt.spent); got != tt.want {
			t.Errorf("%s: held by %q, want %q", name, got, tt.want)
		}
	}
	if !both.Limited() || !day.Limited() || euros.Limited() || (policy.Money{Currency: "USD"}).Limited() {
		t.Error("what counts is not what has a limit that can be kept")
	}
}
