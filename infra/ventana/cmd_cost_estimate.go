package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/estimate"
	"ventana/infra/price"
	"ventana/shared/pricing"
)

const costEstimateHelp = `Says what a planned month would cost, each amount with its arithmetic.

WhatsApp's part follows the rate card that holds on a day, with the 1,000 free service
messages of each number, and messages that an ad made free. Where Meta publishes no
rate the line has none, and the total says how many messages it lacks. AWS's part is
the requests that the code makes, by the list price; how long functions run and how
much they log is assumed, and said to be. Neither the helpdesk's licences nor files
nor the free tiers of AWS are in it.

It asks nobody: no table, no credentials. --json prints the same for programs.`

const costEstimateExamples = `  ventana cost estimate --conversations MX=24000,ES=16000
  ventana cost estimate --conversations MX=24000,ES=16000 --inbound 4 --replies 5 --templates utility=0.5,marketing=0.1
  ventana cost estimate --conversations BR=10000 --on 2026-09-01 --json`

// estimateFlags are the plan as flags.
type estimateFlags struct {
	plan   estimate.Plan
	shares map[string]string
	on     string
	asJSON bool
}

func newCostEstimateCommand() *cobra.Command {
	flags := &estimateFlags{}
	command := &cobra.Command{
		Use:     "estimate",
		Short:   "Say what a planned month would cost",
		Long:    costEstimateHelp,
		Example: costEstimateExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			plan, err := flags.read(time.Now().UTC())
			if err != nil {
				return &useError{withHint(err, command)}
			}
			found, err := estimateOf(plan)
			if err != nil {
				return err
			}
			return writeEstimate(command.OutOrStdout(), found, flags.asJSON)
		},
	}
	set := command.Flags()
	set.StringToIntVar(&flags.plan.Conversations, "conversations", nil, "conversations a month by the customers' country, as MX=24000,ES=16000")
	set.Float64Var(&flags.plan.Inbound, "inbound", 4, "messages of the customer for each conversation")
	set.Float64Var(&flags.plan.Replies, "replies", 4, "messages of agents for each conversation")
	set.StringToStringVar(&flags.shares, "templates", nil, "templates for each conversation by category, as utility=0.5,marketing=0.1 (default none)")
	set.Float64Var(&flags.plan.Entry, "entry", 0, "share of conversations that a free entry point makes free, 0 to 1")
	set.Float64Var(&flags.plan.New, "new", 0.2, "share of conversations with somebody new, 0 to 1")
	set.IntVar(&flags.plan.Numbers, "numbers", 1, "business numbers, each with free service messages of its own")
	set.Float64Var(&flags.plan.Statuses, "statuses", 3, "statuses for each message that leaves")
	set.StringVar(&flags.on, "on", "", "the day whose rate card holds, as 2026-11-22 (default today)")
	set.BoolVar(&flags.asJSON, "json", false, "print JSON, for programs")
	return command
}

// read gives the plan, or everything that is wrong with the flags.
func (flags estimateFlags) read(now time.Time) (estimate.Plan, error) {
	plan := flags.plan
	plan.On = now.Truncate(24 * time.Hour)
	if flags.on != "" {
		on, err := time.Parse(time.DateOnly, flags.on)
		if err != nil {
			return plan, fmt.Errorf("--on: %q is no day as 2026-11-22", flags.on)
		}
		plan.On = on
	}
	plan.Templates = map[string]float64{}
	for category, text := range flags.shares {
		var each float64
		if _, err := fmt.Sscanf(text+"\n", "%g\n", &each); err != nil {
			return plan, fmt.Errorf("--templates: %q of %s is no number as 0.5", text, category)
		}
		plan.Templates[category] = each
	}
	return plan, plan.Check()
}

// estimateOf works a plan out with the rates and prices of this program.
func estimateOf(plan estimate.Plan) (estimate.Estimate, error) {
	cards, err := pricing.Cards()
	if err != nil {
		return estimate.Estimate{}, err
	}
	list, err := price.AWS()
	if err != nil {
		return estimate.Estimate{}, err
	}
	usage, err := estimate.ReadUsage()
	if err != nil {
		return estimate.Estimate{}, err
	}
	return estimate.Of(plan, cards, list, usage)
}

func writeEstimate(out io.Writer, e estimate.Estimate, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(e); err != nil {
			return fmt.Errorf("write estimate: %w", err)
		}
		return nil
	}
	card := "no rate card of this program holds on that day"
	if e.CardFrom != nil {
		card = "rate card of " + e.CardFrom.Format(time.DateOnly)
	}
	fmt.Fprintf(out, "A month, %s; AWS at list prices, %s\n", card, e.PricesOf)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, part := range []struct {
		name string
		part estimate.Part
	}{{"WhatsApp", e.WhatsApp}, {"AWS, messages", e.AWS}, {"AWS, fixed", e.Fixed}} {
		fmt.Fprintf(table, "\n%s\t\t\n", part.name)
		for _, line := range part.part.Lines {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", line.Name, line.Arithmetic, dollarsOf(line.USD))
		}
		fmt.Fprintf(table, "  together\t\t%s\n", dollarsOf(&part.part.USD))
	}
	fmt.Fprintf(table, "\nTotal\t\t%s\n", dollarsOf(&e.Total))
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write estimate: %w", err)
	}
	if e.Unknown > 0 {
		fmt.Fprintf(out, "%d messages are not in the total: nobody published what they cost.\n", e.Unknown)
	}
	return nil
}

// dollarsOf writes an amount; what nobody knows is a question mark.
func dollarsOf(usd *float64) string {
	if usd == nil {
		return "$?"
	}
	return fmt.Sprintf("$%.2f", *usd)
}
