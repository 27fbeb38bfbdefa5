package main

import (
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

const redriveListHelp = `Lists the dead letters by queue and code: how many, since when, and what has to be
mended before they are sent back. It changes nothing; letters are hidden from
others for the seconds that it takes.

Of one conversation or ticket SQS gives the first ten letters at a time. Those
behind them are counted, and come into sight when the first are gone.`

// fewIDs is how many letters of a pile are named without --ids.
const fewIDs = 3

func newRedriveListCommand(flags *redriveFlags) *cobra.Command {
	var asJSON, ids bool
	command := &cobra.Command{
		Use:     "list",
		Short:   "List what was parked, and how to mend it",
		Long:    redriveListHelp,
		Example: "  ventana redrive list --local\n  ventana redrive list --stack ventana-prod --json",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run, err := openRedrive(command, flags)
			if err != nil {
				return err
			}
			found, err := run.look(command.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(command.OutOrStdout(), listed(found))
			}
			return run.print(found, ids)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	command.Flags().BoolVar(&ids, "ids", false, "name every letter")
	return command
}

// print shows the piles as a person reads them.
func (r *redriveRun) print(found redrive.Found, ids bool) error {
	if len(found.Letters) == 0 && len(found.Unseen) == 0 {
		r.list.say("No dead letters.")
	}
	for _, pile := range redrive.Piles(found.Letters) {
		oldest := pile.Letters[0]
		r.list.say("%s, %s: %s, the oldest of %s", pile.Queue, pile.Code, counted(len(pile.Letters), "letter"), moment(oldest.At()))
		if oldest.Reason != "" {
			r.list.say("  reason  %s", oldest.Reason)
		}
		r.list.say("  mend    %s", pile.Code.Mend())
		if pile.Returned > 0 {
			r.list.say("  again   %d were sent back before and came again", pile.Returned)
		}
		for i, letter := range pile.Letters {
			if i == fewIDs && !ids && len(pile.Letters) > fewIDs+1 {
				r.list.say("          and %d more, see --ids", len(pile.Letters)-fewIDs)
				break
			}
			r.list.say("  letter  %s  %s", letter.ID, moment(letter.At()))
		}
		r.list.say("")
	}
	r.unseen(found)
	return r.list.err()
}

// listedPile is a pile for programs.
type listedPile struct {
	Queue    string         `json:"queue"`
	Code     string         `json:"code"`
	Mend     string         `json:"mend"`
	Count    int            `json:"count"`
	Returned int            `json:"returned,omitempty"`
	OldestAt time.Time      `json:"oldest_at"`
	Letters  []redrive.View `json:"letters"`
}

// listedAll is what list prints for programs.
type listedAll struct {
	Piles  []listedPile   `json:"piles"`
	Unseen map[string]int `json:"unseen"`
}

func listed(found redrive.Found) listedAll {
	all := listedAll{Piles: []listedPile{}, Unseen: found.Unseen}
	for _, pile := range redrive.Piles(found.Letters) {
		one := listedPile{
			Queue: pile.Queue, Code: string(pile.Code), Mend: pile.Code.Mend(),
			Count: len(pile.Letters), Returned: pile.Returned, OldestAt: pile.Letters[0].At(),
		}
		for _, letter := range pile.Letters {
			one.Letters = append(one.Letters, redrive.Mask(letter))
		}
		all.Piles = append(all.Piles, one)
	}
	return all
}
