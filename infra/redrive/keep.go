package redrive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Kept is a letter as it is written to a file: whole, with its words. One JSON
// object a line.
type Kept struct {
	KeptAt   time.Time `json:"kept_at"`
	Who      string    `json:"who"`
	Why      string    `json:"why,omitempty"` // of a dropped one
	ID       string    `json:"id"`
	Queue    string    `json:"queue"`
	Group    string    `json:"group,omitempty"`
	Code     string    `json:"code"`
	Reason   string    `json:"reason,omitempty"`
	Function string    `json:"function,omitempty"`
	Record   string    `json:"record,omitempty"`
	Receives int       `json:"receives,omitempty"`
	Redriven int       `json:"redriven,omitempty"`
	ParkedAt time.Time `json:"parked_at,omitzero"`
	SentAt   time.Time `json:"sent_at,omitzero"`
	Body     string    `json:"body"`
}

// Keeper writes letters down.
type Keeper struct {
	File interface {
		io.Writer
		Sync() error
	}
	Who, Why string
	Now      func() time.Time
}

// Keep writes letters; when it returns, the disk has them.
func (k Keeper) Keep(letters []Letter) error {
	for _, l := range letters {
		line, err := json.Marshal(Kept{
			KeptAt: k.Now().UTC(), Who: k.Who, Why: k.Why, ID: l.ID, Queue: l.Queue, Group: l.Group, Code: string(l.Code), Reason: l.Reason,
			Function: l.Function, Record: l.Record, Receives: l.Receives, Redriven: l.Redriven, ParkedAt: l.At(), SentAt: l.SentAt, Body: l.Body,
		})
		if err != nil {
			return fmt.Errorf("write letter %s: %w", l.ID, err)
		}
		if _, err := k.File.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write letter %s: %w", l.ID, err)
		}
	}
	if err := k.File.Sync(); err != nil {
		return fmt.Errorf("write letters: %w", err)
	}
	return nil
}

// Drop deletes what is meant, each letter after the keeper has it. It returns
// how many. notes may be nil.
func Drop(ctx context.Context, api API, queues []Queue, choice Choice, keeper Keeper, notes Notes) (int, error) {
	dropped := 0
	for _, queue := range queues {
		s := newShelf(api, queue, notes)
		n, err := dropFrom(ctx, s, choice, keeper)
		dropped += n
		if err = errors.Join(err, s.end(ctx)); err != nil {
			return dropped, err
		}
	}
	return dropped, nil
}

func dropFrom(ctx context.Context, s *shelf, choice Choice, keeper Keeper) (int, error) {
	passed, dropped := map[string]bool{}, 0
	for {
		round, err := s.take(ctx, roundMost, time.Now().Add(takeTime))
		if err != nil {
			return dropped, err
		}
		var chosen []Letter
		fresh := false
		for _, letter := range round {
			fresh = fresh || !passed[letter.ID]
			if !passed[letter.ID] && choice.Has(letter) {
				chosen = append(chosen, letter)
			}
			passed[letter.ID] = true
		}
		if !fresh && len(round) < roundMost {
			return dropped, nil
		}
		if err := keeper.Keep(chosen); err != nil {
			return dropped, err
		}
		for _, letter := range chosen {
			if err := settle(ctx, s, letter); err != nil {
				return dropped, err
			}
			dropped++
		}
	}
}
