package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/dynamostore"
	"ventana/shared/policy"
	"ventana/shared/pricing"
)

const costGuardHelp = `Shows the guard on what WhatsApp charges: the policy's limits for the month and for
the day, by UTC, what was spent so far as the functions counted it, by number, what is
no longer sent, and which limit holds it.

The functions count from the moment that a limit is set, each charged message once,
when it is delivered. Messages whose rate nobody published are counted and in no sum.
What was spent before the limit is in ventana cost report, as is everything by ticket,
agent or template.

Of a deployed stack it needs the table (output TableName) and AWS credentials: dynamodb
GetItem and Query on the table. --json prints the same for programs.`

// guardState is what the command found.
type guardState struct {
	Month string `json:"month"`
	Day   string `json:"day"`
	// Limit and DayLimit are nil where none is set, or none that can be kept.
	Limit    *pricing.Money `json:"limit_micros"`
	DayLimit *pricing.Money `json:"day_limit_micros"`
	Why      string         `json:"no_limit_because,omitempty"`
	Spent    pricing.Money  `json:"spent_micros"`
	Today    pricing.Money  `json:"today_micros"`
	Unpriced int            `json:"unpriced"`
	Numbers  []guardNumber  `json:"numbers"`
	Purposes []guardPurpose `json:"purposes"`
}

type guardNumber struct {
	Number   string        `json:"number"`
	Spent    pricing.Money `json:"spent_micros"`
	Messages int           `json:"messages"`
	Unpriced int           `json:"unpriced"`
}

// guardPurpose is what the policy lists, in its order.
type guardPurpose struct {
	Purpose string `json:"purpose"`
	Percent int    `json:"held_at_percent"`
	Held    bool   `json:"held"`
	// HeldBy is the span of the limit that holds it, month or day; empty: none does.
	HeldBy policy.Span `json:"held_by,omitempty"`
}

func newCostGuardCommand() *cobra.Command {
	flags, asJSON := &systemFlags{}, false
	command := &cobra.Command{
		Use:     "guard",
		Short:   "Show the limits of month and day and what they hold",
		Long:    costGuardHelp,
		Example: "  ventana cost guard --local\n  ventana cost guard --table ventana-prod-Table-1X --json",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			opened, err := flags.open(command, needTable)
			if err != nil {
				return err
			}
			store, err := opened.openTable(command.Context(), rand.Text)
			if err != nil {
				return err
			}
			state, err := guardOf(command.Context(), store, opened.now())
			if err != nil {
				return opened.explained(err)
			}
			return writeGuard(command.OutOrStdout(), state, asJSON)
		},
	}
	flags.register(command)
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

// guardOf reads the policy and what was counted.
func guardOf(ctx context.Context, store *dynamostore.Store, now time.Time) (guardState, error) {
	text, version, err := store.CurrentPolicy(ctx)
	if err != nil {
		return guardState{}, err
	}
	rules := policy.Default()
	if version > 0 {
		if rules, err = policy.Parse([]byte(text)); err != nil {
			return guardState{}, fmt.Errorf("the policy in force: %w", err)
		}
	}
	month := now.UTC().Format("2006-01")
	spent, err := store.SpentIn(ctx, month)
	if err != nil {
		return guardState{}, err
	}
	state := guardState{Month: month, Day: now.UTC().Format(time.DateOnly), Numbers: []guardNumber{}, Purposes: []guardPurpose{}}
	state.add(spent, state.Day)
	state.Limit, state.DayLimit = limitOf(rules.Money, policy.Month), limitOf(rules.Money, policy.Day)
	switch {
	case rules.Money.Limited():
	case rules.Money.MonthlyLimit == "" && rules.Money.DailyLimit == "":
		state.Why = "the policy has none"
	default:
		state.Why = fmt.Sprintf("the policy's is in %s, and rates are known in %s alone", rules.Money.Currency, policy.GuardCurrency)
	}
	for _, purpose := range rules.Money.StopFirst {
		percent, _ := rules.Money.HeldAt(purpose)
		by := rules.Money.Holds(purpose, policy.Spent{Month: int64(state.Spent), Day: int64(state.Today)})
		state.Purposes = append(state.Purposes, guardPurpose{string(purpose), percent, by != policy.NoSpan, by})
	}
	return state, nil
}

// limitOf is the limit of a span; nil when none is kept.
func limitOf(m policy.Money, span policy.Span) *pricing.Money {
	micros, limited := m.Limit(span)
	if !limited {
		return nil
	}
	limit := pricing.Money(micros)
	return &limit
}

// add sums up what was spent, by number.
func (g *guardState) add(spent []dynamostore.Spend, today string) {
	at := map[string]int{}
	for _, one := range spent {
		place, known := at[one.Number]
		if !known {
			place = len(g.Numbers)
			at[one.Number] = place
			g.Numbers = append(g.Numbers, guardNumber{Number: one.Number})
		}
		number := &g.Numbers[place]
		number.Spent += pricing.Money(one.Micros)
		number.Messages += one.Messages
		number.Unpriced += one.Unpriced
		g.Spent += pricing.Money(one.Micros)
		g.Unpriced += one.Unpriced
		if one.Day == today {
			g.Today += pricing.Money(one.Micros)
		}
	}
}
