package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/dynamostore"
	"ventana/shared/policy"
	"ventana/shared/pricing"
)

const costGuardHelp = `Shows the guard on what WhatsApp charges: the policy's limit for the month, what was
spent so far as the functions counted it, by number, and what is no longer sent.

The functions count from the moment that a limit is set, each charged message once,
when it is delivered. Messages whose rate nobody published are counted and in no sum.
What was spent before the limit is in ventana cost report, as is everything by ticket,
agent or template.

Of a deployed stack it needs the table (output TableName) and AWS credentials: dynamodb
GetItem and Query on the table. --json prints the same for programs.`

// guardState is what the command found.
type guardState struct {
	Month string `json:"month"`
	// Limit is nil where none is set, or none that can be kept.
	Limit    *pricing.Money `json:"limit_micros"`
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
}

func newCostGuardCommand() *cobra.Command {
	flags, asJSON := &systemFlags{}, false
	command := &cobra.Command{
		Use:     "guard",
		Short:   "Show the month's limit and what it holds",
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
	state := guardState{Month: month, Numbers: []guardNumber{}, Purposes: []guardPurpose{}}
	state.add(spent, now.UTC().Format(time.DateOnly))
	micros, limited := rules.Money.Limit()
	switch {
	case limited:
		limit := pricing.Money(micros)
		state.Limit = &limit
	case rules.Money.MonthlyLimit == "":
		state.Why = "the policy has none"
	default:
		state.Why = fmt.Sprintf("the policy's is in %s, and rates are known in %s alone", rules.Money.Currency, policy.GuardCurrency)
	}
	for _, purpose := range rules.Money.StopFirst {
		percent, _ := rules.Money.HeldAt(purpose)
		state.Purposes = append(state.Purposes, guardPurpose{string(purpose), percent, rules.Money.Holds(purpose, int64(state.Spent))})
	}
	return state, nil
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

func writeGuard(out io.Writer, g guardState, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(g); err != nil {
			return fmt.Errorf("write guard: %w", err)
		}
		return nil
	}
	if g.Limit == nil {
		fmt.Fprintf(out, "%s: no limit is kept, because %s.\n", g.Month, g.Why)
	} else {
		fmt.Fprintf(out, "%s: %s of %s spent, %s of it today.\n", g.Month, g.Spent, *g.Limit, g.Today)
	}
	if g.Unpriced > 0 {
		fmt.Fprintf(out, "%s charged whose rate nobody published: in no sum.\n", counted(g.Unpriced, "message"))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(g.Numbers) > 0 {
		fmt.Fprintln(table, "\nNUMBER\tCHARGED MESSAGES\tSPENT")
	}
	for _, n := range g.Numbers {
		fmt.Fprintf(table, "%s\t%d\t%s\n", n.Number, n.Messages, n.Spent)
	}
	if g.Limit != nil {
		fmt.Fprintln(table, "\nSTOPS\tAT\tNOW")
		for _, p := range g.Purposes {
			now := "is sent"
			if p.Held {
				now = "is held"
			}
			fmt.Fprintf(table, "%s\t%d %%\t%s\n", p.Purpose, p.Percent, now)
		}
		fmt.Fprintln(table, "free text of agents\tnever\tis sent")
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write guard: %w", err)
	}
	return nil
}
