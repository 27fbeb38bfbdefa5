package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/ledger"
	"ventana/shared/connection"
	"ventana/shared/dynamostore"
	"ventana/shared/policy"
	"ventana/shared/pricing"
)

const costReportHelp = `Says what messages cost from a day to a day, both included, by UTC: WhatsApp's charge
and the provider's fee, put together by message, conversation, ticket, agent, tag,
template, number, country or day.

A message is charged when it is delivered, as what WhatsApp itself said of it, at the
rate card's rate of that day. What WhatsApp said nothing of is reckoned by the rules
and stands in a column of its own; what has no published rate is counted and in no
sum. Ids stand for people: no text, no phone number.

--aws adds what AWS takes for a message, computed from the requests that the code makes
and the price list; run times and logs are assumed in it.

--cards takes rate cards of your own, such as Meta's newest, in the place of those of
the same day: files as those in shared/pricing/cards. --by tag reads the tickets' tags
from the helpdesk, a hundred with each call.

It needs the table (output TableName) and AWS credentials: dynamodb Query on the table
and its index day, BatchGetItem and GetItem. --by tag needs the call document too.`

const costReportExamples = `  ventana cost report --local
  ventana cost report --from 2026-11-01 --to 2026-11-30 --by agent --table ventana-prod-Table-1X
  ventana cost report --from 2026-11-01 --by ticket --format csv --table ventana-prod-Table-1X > november.csv
  ventana cost report --by day --format html --output costs.html --local`

// costFlags say which report is wanted.
type costFlags struct {
	systemFlags
	from, to, by, format, output, cards string
	aws                                 bool
}

// costFormats are the forms of a report.
func costFormats() map[string]func(ledger.Report, io.Writer) error {
	return map[string]func(ledger.Report, io.Writer) error{
		"text": ledger.Report.WriteText, "csv": ledger.Report.WriteCSV, "json": ledger.Report.WriteJSON, "html": ledger.Report.WriteHTML,
	}
}

func newCostReportCommand() *cobra.Command {
	flags := &costFlags{}
	command := &cobra.Command{
		Use:     "report",
		Short:   "Say what messages cost, by what they belong to",
		Long:    costReportHelp,
		Example: costReportExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := flags.check(os.Getenv); err != nil {
				return &useError{withHint(err, command)}
			}
			opened, err := openSystem(flags.systemFlags, os.Getenv)
			if err != nil {
				return err
			}
			report, err := flags.report(command.Context(), opened)
			if err != nil {
				return opened.explained(err)
			}
			return flags.write(command.OutOrStdout(), report)
		},
	}
	flags.register(command)
	set := command.Flags()
	set.StringVar(&flags.from, "from", "", "first day, as 2026-11-01 (default the first of to's month)")
	set.StringVar(&flags.to, "to", "", "last day (default today)")
	set.StringVar(&flags.by, "by", "day", strings.Join(names(ledger.Bys()), ", "))
	set.StringVar(&flags.format, "format", "text", "text, csv, json or html")
	set.StringVar(&flags.output, "output", "", "write to this file")
	set.BoolVar(&flags.aws, "aws", false, "add AWS's share, computed from counted requests and the price list")
	set.StringVar(&flags.cards, "cards", "", "folder with rate cards of your own")
	return command
}

func names(bys []ledger.By) (list []string) {
	for _, by := range bys {
		list = append(list, string(by))
	}
	return list
}

// check finds every wrong flag at once.
func (flags *costFlags) check(getenv func(string) string) error {
	problems := []error{flags.systemFlags.check(getenv, needTable)}
	if flags.by == "tag" {
		problems[0] = flags.systemFlags.check(getenv, needTable, needCall)
	}
	if !slices.Contains(ledger.Bys(), ledger.By(flags.by)) {
		problems = append(problems, fmt.Errorf("--by: %q is none of %s", flags.by, strings.Join(names(ledger.Bys()), ", ")))
	}
	if costFormats()[flags.format] == nil {
		problems = append(problems, fmt.Errorf("--format: %q is none of text, csv, json, html", flags.format))
	}
	if _, _, err := flags.days(time.Now()); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// days are the report's first and last day.
func (flags *costFlags) days(now time.Time) (from, to time.Time, err error) {
	to = now.UTC().Truncate(24 * time.Hour)
	if flags.to != "" {
		if to, err = time.Parse(time.DateOnly, flags.to); err != nil {
			return from, to, fmt.Errorf("--to: %q is no day as 2026-11-30", flags.to)
		}
	}
	from = to.AddDate(0, 0, 1-to.Day())
	if flags.from != "" {
		if from, err = time.Parse(time.DateOnly, flags.from); err != nil {
			return from, to, fmt.Errorf("--from: %q is no day as 2026-11-01", flags.from)
		}
	}
	if flags.from != "" && flags.to != "" && to.Before(from) {
		return from, to, fmt.Errorf("--to: %s is before --from %s", flags.to, flags.from)
	}
	return from, to, nil
}

// report reads the ledger and sums it up.
func (flags *costFlags) report(ctx context.Context, opened *system) (ledger.Report, error) {
	from, to, err := flags.days(opened.now())
	if err != nil {
		return ledger.Report{}, err
	}
	terms, err := flags.terms()
	if err != nil {
		return ledger.Report{}, err
	}
	store, err := opened.openTable(ctx, rand.Text)
	if err != nil {
		return ledger.Report{}, err
	}
	if terms.Fees, err = feesIn(ctx, store); err != nil {
		return ledger.Report{}, err
	}
	messages, err := ledger.Collect(ctx, store, from, to)
	if err != nil {
		return ledger.Report{}, err
	}
	if flags.by == "tag" {
		if err := tagged(ctx, opened, messages); err != nil {
			return ledger.Report{}, err
		}
	}
	question := ledger.Question{From: from, To: to, By: ledger.By(flags.by), MadeAt: opened.now()}
	if flags.aws {
		if question.AWS, err = computedShare(); err != nil {
			return ledger.Report{}, err
		}
	}
	return ledger.Make(ledger.Price(messages, terms), terms, question), nil
}

// terms are the cards of this release with the deployer's own in their place.
func (flags *costFlags) terms() (ledger.Terms, error) {
	cards, err := pricing.Cards()
	if err != nil || flags.cards == "" {
		return ledger.Terms{Cards: cards}, err
	}
	files, err := filepath.Glob(filepath.Join(flags.cards, "*.json"))
	if err == nil && len(files) == 0 {
		err = errors.New("no file ends in .json")
	}
	if err != nil {
		return ledger.Terms{}, fmt.Errorf("--cards: %s: %w", flags.cards, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return ledger.Terms{}, fmt.Errorf("--cards: %w", err)
		}
		own, err := pricing.ParseCard(text)
		if err != nil {
			return ledger.Terms{}, fmt.Errorf("--cards: %s: %w", file, err)
		}
		cards = slices.DeleteFunc(cards, func(card pricing.Card) bool { return card.From.Equal(own.From) })
		cards = append(cards, own)
	}
	slices.SortFunc(cards, func(a, b pricing.Card) int { return a.From.Compare(b.From) })
	return ledger.Terms{Cards: cards}, nil
}

// feesIn are those of the policy in force; without one there are none.
func feesIn(ctx context.Context, store *dynamostore.Store) ([]ledger.Fee, error) {
	text, version, err := store.CurrentPolicy(ctx)
	if err != nil || version == 0 {
		return nil, err
	}
	rules, err := policy.Parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("policy version %d: %w", version, err)
	}
	return ledger.FeesOf(rules)
}

// tagged gives the messages their tickets' tags as they are now.
func tagged(ctx context.Context, opened *system, messages []ledger.Message) error {
	document, err := opened.document(ctx, "to read the tickets' tags")
	if err != nil {
		return err
	}
	book := connection.NewBook(opened.documents, "ventana (cost)", opened.now, nil)
	return ledger.Tag(ctx, messages, func(helpdesk string) (ledger.Desk, error) {
		found, known := document.Connection(helpdesk)
		if !known {
			return nil, fmt.Errorf("helpdesk connection %s is not in the call document", helpdesk)
		}
		return book.Helpdesk(found), nil
	})
}

func (flags *costFlags) write(out io.Writer, report ledger.Report) error {
	write := costFormats()[flags.format]
	if flags.output == "" {
		return write(report, out)
	}
	file, err := os.Create(flags.output)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	err = write(report, file)
	if closed := file.Close(); err == nil && closed != nil {
		err = fmt.Errorf("write report: %w", closed)
	}
	if err != nil {
		return err
	}
	list := checklist{out: out}
	list.right("%s tells of %s from %s to %s", flags.output, counted(report.Total.Delivered, "delivered message"), report.From, report.To)
	return list.err()
}
