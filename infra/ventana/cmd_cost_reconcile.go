package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/ledger"
	"ventana/infra/settle"
	"ventana/shared/connection"
	"ventana/shared/pricing"
	"ventana/shared/provider/cloudapi"
)

const costReconcileHelp = `Lays what the ledger booked beside what WhatsApp counted and charges (its pricing
analytics), by day, number, country and category, and says what explains each
difference: a delivery that the other side has on the day before or after, one of which
no status told us, a rate that nobody published, or other programs on numbers that
--shared names. What nothing explains is "unexplained", and ends the command with an
error, so that a schedule can watch it.

Days are cut as WhatsApp cuts them. It counts late: leave the last two days out, as the
default does. It goes back a year. An account that is not billed in dollars is compared
by deliveries alone, and so is a message to a group, which WhatsApp counts once for
each member.

It needs the table (output TableName) with AWS credentials, as ventana cost report, and
the call document, whose token must have whatsapp_business_management. --json prints the
same for programs.`

// settleFlags are the flags of cost reconcile.
type settleFlags struct {
	costFlags
	shared      []string
	asJSON, all bool
}

// settlement is what the command found.
type settlement struct {
	From        string       `json:"from"`
	To          string       `json:"to"`
	Currency    string       `json:"currency"` // of the account; money is compared in USD alone
	DayBegins   string       `json:"day_begins_utc"`
	Rows        []settle.Row `json:"rows"`
	Unexplained int          `json:"unexplained"` // rows
	compared    int
}

func newCostReconcileCommand() *cobra.Command {
	flags := &settleFlags{}
	command := &cobra.Command{
		Use:     "reconcile",
		Short:   "Compare with what WhatsApp counted",
		Long:    costReconcileHelp,
		Example: "  ventana cost reconcile --local --to 2026-11-22\n  ventana cost reconcile --from 2026-11-01 --shared main --table ventana-prod-Table-1X --call secretsmanager://ventana/call",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			opened, err := flags.open(command, needTable, needCall)
			if err != nil {
				return err
			}
			from, to, err := flags.span(opened.now())
			if err != nil {
				return &useError{withHint(err, command)}
			}
			found, err := flags.settle(command.Context(), opened, from, to)
			if err != nil {
				return opened.explained(err)
			}
			if err := writeSettlement(command.OutOrStdout(), found, flags.asJSON); err != nil {
				return err
			}
			if found.Unexplained > 0 {
				return fmt.Errorf("%d of %d rows are unexplained", found.Unexplained, found.compared)
			}
			return nil
		},
	}
	flags.register(command)
	set := command.Flags()
	set.StringVar(&flags.from, "from", "", "first day, as 2026-11-01 (default the first of to's month)")
	set.StringVar(&flags.to, "to", "", "last day (default the day before yesterday)")
	set.StringVar(&flags.cards, "cards", "", "folder with rate cards of your own")
	set.StringSliceVar(&flags.shared, "shared", nil, "numbers, by our ids, on which other programs send too")
	set.BoolVar(&flags.all, "all", false, "print rows that do not differ, too")
	set.BoolVar(&flags.asJSON, "json", false, "print JSON, for programs")
	return command
}

// span is the first and the last day.
func (flags *settleFlags) span(now time.Time) (from, to time.Time, err error) {
	if flags.to == "" {
		flags.to = now.UTC().AddDate(0, 0, -2).Format(time.DateOnly)
	}
	return flags.days(now)
}

// settle reads both sides and compares them.
func (flags *settleFlags) settle(ctx context.Context, opened *system, from, to time.Time) (settlement, error) {
	counted, err := flags.theirs(ctx, opened, from, to)
	if err != nil {
		return settlement{}, err
	}
	terms, err := flags.terms()
	if err != nil {
		return settlement{}, err
	}
	store, err := opened.openTable(ctx, rand.Text)
	if err != nil {
		return settlement{}, err
	}
	messages, err := ledger.Collect(ctx, store, from, to.AddDate(0, 0, 1)) // WhatsApp's last day may end later
	if err != nil {
		return settlement{}, err
	}
	lines := ledger.Price(messages, terms)
	delivered, untold := settle.Ours(lines, counted.offset)
	first, last := from.Format(time.DateOnly), to.Format(time.DateOnly)
	rows := settle.Compare(within(delivered, first, last), within(counted.counts, first, last), untold, settle.Question{
		Shared: flags.shared, NoMoney: counted.currency != "USD", Rate: rateOf(terms.Cards),
	})
	found := settlement{From: first, To: last, Currency: counted.currency, DayBegins: counted.begins(), compared: len(rows), Rows: []settle.Row{}}
	for _, row := range rows {
		if row.Unexplained != 0 || row.UnexplainedMicros != 0 {
			found.Unexplained++
		}
		if row.Differs() || flags.all {
			found.Rows = append(found.Rows, row)
		}
	}
	return found, nil
}

// within leaves the counts of the days from first to last.
func within(counts []settle.Count, first, last string) (left []settle.Count) {
	for _, c := range counts {
		if c.Day >= first && c.Day <= last {
			left = append(left, c)
		}
	}
	return left
}

// rateOf is what a delivery is charged by the cards.
func rateOf(cards []pricing.Card) func(settle.Key) (pricing.Money, bool) {
	return func(key settle.Key) (pricing.Money, bool) {
		at, err := time.Parse(time.DateOnly, key.Day)
		if err != nil {
			return 0, false
		}
		rate, basis := pricing.Rate(cards, pricing.Message{Category: key.Category, Market: pricing.MarketIn(key.Country), At: at})
		return rate, basis != pricing.BasisUnknown
	}
}

// whatsAppCounts is WhatsApp's side.
type whatsAppCounts struct {
	counts   []settle.Count
	currency string
	offset   time.Duration // after midnight UTC at which its days begin
}

func (w whatsAppCounts) begins() string {
	return time.Time{}.Add(w.offset).Format("15:04")
}

// theirs asks WhatsApp about every account of the call document.
func (flags *settleFlags) theirs(ctx context.Context, opened *system, from, to time.Time) (whatsAppCounts, error) {
	document, err := opened.document(ctx, "to ask WhatsApp")
	if err != nil {
		return whatsAppCounts{}, err
	}
	accounts, err := accountsOf(document, "")
	if err != nil {
		return whatsAppCounts{}, err
	}
	book := connection.NewBook(opened.documents, "ventana (cost)", opened.now, nil)
	all := whatsAppCounts{}
	for i, account := range accounts {
		client := book.Provider(account.connection)
		phones := map[string]string{}
		for _, number := range account.connection.Numbers {
			if number.WABAID != account.waba {
				continue
			}
			facts, err := client.Number(ctx, number.PhoneNumberID)
			if err != nil {
				return whatsAppCounts{}, err
			}
			phones[digitsOf(facts.Display)] = number.ID
		}
		// Ask for more than the days: where WhatsApp's begin is only seen in its answer.
		told, err := client.PricingAnalytics(ctx, account.waba, from, to.AddDate(0, 0, 2))
		if err != nil {
			return whatsAppCounts{}, err
		}
		if i > 0 && told.Currency != all.currency {
			return whatsAppCounts{}, errors.New("the accounts are billed in different currencies: compare them one by one, with a call document each")
		}
		all.currency = told.Currency
		all.add(told.Points, phones)
	}
	return all, nil
}

// add counts what WhatsApp told, under our id of each number. Those of
// the account that the call document does not have stand under "not ours".
func (w *whatsAppCounts) add(points []cloudapi.Count, phones map[string]string) {
	for _, p := range points {
		number, ours := phones[p.Phone]
		if !ours {
			number = "not ours"
		}
		w.offset = p.Start.Sub(p.Start.Truncate(24 * time.Hour))
		w.counts = append(w.counts, settle.Count{
			Key: settle.Key{
				Day: p.Start.Add(-w.offset).Format(time.DateOnly), Number: number, Country: p.Country, Category: strings.TrimPrefix(p.Category, "group-"),
			},
			Deliveries: p.Volume, Micros: settle.Micros(p.Cost),
		})
	}
}

// digitsOf leaves the digits of a phone as people write it.
func digitsOf(display string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, display)
}
