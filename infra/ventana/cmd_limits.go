package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
	"ventana/shared/secret"
)

const limitsHelp = `Shows what WhatsApp lets each portfolio and number send, and how much of it is used:
people reached outside their windows within 24 hours, when that will be full at the
pace of the last three hours, messages a second, quality and status. docs/limits.md
tells how each is kept.

It shows what the functions last read, hourly and when WhatsApp told of a change,
and asks WhatsApp nothing. Of a deployed stack it needs the table (output
TableName), the call document, and AWS credentials and a region as the aws command
has them: dynamodb GetItem and Query on the table. --json prints the same for
programs.`

// portfolioLimits is a portfolio with what of its tier is used.
type portfolioLimits struct {
	Portfolio string         `json:"portfolio"`
	Tier      string         `json:"tier"`
	Used      int            `json:"used"`
	Most      int            `json:"most,omitempty"` // 0: no limit, or one that nobody knows
	FullAt    *time.Time     `json:"full_at,omitempty"`
	Numbers   []numberLimits `json:"numbers"`
}

// numberLimits is a number with its limits and health.
type numberLimits struct {
	Number     string     `json:"number"`
	PerSecond  int        `json:"messages_per_second"`
	Throughput string     `json:"throughput"`
	Quality    string     `json:"quality"`
	Status     string     `json:"status"`
	ReadAt     *time.Time `json:"read_at,omitempty"`
}

func newLimitsCommand() *cobra.Command {
	flags, asJSON := &systemFlags{}, false
	command := &cobra.Command{
		Use:     "limits",
		Short:   "Show WhatsApp's limits and how much of them is used",
		Long:    limitsHelp,
		Example: "  ventana limits --local\n  ventana limits --table ventana-prod-Table-1X --call secretsmanager://ventana/call --json",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			opened, err := flags.open(command, needTable, needCall)
			if err != nil {
				return err
			}
			ctx := command.Context()
			store, err := opened.openTable(ctx, rand.Text)
			if err != nil {
				return err
			}
			document, err := opened.document(ctx, "to know the numbers")
			if err != nil {
				return err
			}
			all, err := limitsOf(ctx, store, document, opened.now())
			if err != nil {
				return opened.explained(err)
			}
			return writeLimits(command.OutOrStdout(), all, asJSON)
		},
	}
	flags.register(command)
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

// limitsOf reads what is known of every portfolio and its numbers.
func limitsOf(ctx context.Context, store *dynamostore.Store, document secret.Call, now time.Time) ([]portfolioLimits, error) {
	all := []portfolioLimits{}
	at := map[string]int{}
	for _, c := range document.Connections {
		if c.Kind != secret.KindCloudAPI {
			continue
		}
		place, known := at[c.Portfolio]
		if !known {
			place = len(all)
			at[c.Portfolio] = place
			all = append(all, portfolioLimits{Portfolio: c.Portfolio, Numbers: []numberLimits{}})
		}
		for _, number := range c.Numbers {
			facts, err := store.Number(ctx, number.ID)
			if err != nil {
				return nil, err
			}
			all[place].add(number.ID, facts)
		}
	}
	for i := range all {
		buckets, err := store.Reached(ctx, all[i].Portfolio, now)
		if err != nil {
			return nil, err
		}
		all[i].measure(buckets, now)
	}
	return all, nil
}

func (p *portfolioLimits) add(number string, facts limit.Number) {
	shown := numberLimits{Number: number, PerSecond: facts.PerSecond(), Throughput: facts.Throughput, Quality: facts.Quality, Status: facts.Status}
	if !facts.At.IsZero() {
		shown.ReadAt = &facts.At
	}
	if facts.Tier != "" {
		p.Tier = facts.Tier // its numbers share it
	}
	p.Numbers = append(p.Numbers, shown)
}

func (p *portfolioLimits) measure(buckets []limit.Bucket, now time.Time) {
	most, _ := limit.TierOf(p.Tier) // a word that nobody knows is shown as it is
	use := limit.Use{Most: most, Buckets: buckets}
	p.Used = use.Used(now)
	if use.Limited() {
		p.Most = most
	}
	if fullAt, full := use.FullAt(now); full {
		p.FullAt = &fullAt
	}
}

func writeLimits(out io.Writer, all []portfolioLimits, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(all); err != nil {
			return fmt.Errorf("write limits: %w", err)
		}
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PORTFOLIO\tTIER\tUSED\tOF\tFULL")
	for _, p := range all {
		most, percent, full := "no limit known", "", "not within a day"
		if p.Most > 0 {
			most, percent = strconv.Itoa(p.Most), fmt.Sprintf(" (%d %%)", 100*p.Used/p.Most)
		}
		if p.FullAt != nil {
			full = p.FullAt.UTC().Format("2006-01-02 15:04 MST")
		}
		fmt.Fprintf(table, "%s\t%s\t%d%s\t%s\t%s\n", orUnread(p.Portfolio), orUnread(p.Tier), p.Used, percent, most, full)
	}
	fmt.Fprintln(table, "\nNUMBER\tMESSAGES A SECOND\tTHROUGHPUT\tQUALITY\tSTATUS\tREAD")
	for _, p := range all {
		for _, n := range p.Numbers {
			read := "never"
			if n.ReadAt != nil {
				read = n.ReadAt.UTC().Format("2006-01-02 15:04 MST")
			}
			fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\n", n.Number, n.PerSecond, orUnread(n.Throughput), orUnread(n.Quality), orUnread(n.Status), read)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write limits: %w", err)
	}
	return nil
}

// orUnread shows that something was not told yet.
func orUnread(word string) string {
	if word == "" {
		return "?"
	}
	return word
}
