package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// repairPage is after how many repairs it is kept that they were made: what a run
// makes in ten seconds, which the next one makes again when it dies.
const repairPage = 20

// close repairs what can be, keeps the statement and tells of it. What is named
// was named before it is repaired, so that a run that dies in between forgets
// nothing; each repair can be made again.
func (c *comparison) close(ctx context.Context) error {
	pages, err := c.store.Pages(ctx, c.day, c.work.Run)
	if err != nil {
		return err
	}
	c.work.Requests.Table++
	findings, err := c.repairAll(ctx, pages)
	if err != nil {
		return err
	}
	told := statement.Sum(c.day, pages, findings)
	told.DoneAt = c.now().Truncate(time.Second).UTC()
	if told.Parked, err = c.parked(ctx); err != nil {
		return err
	}
	c.work.Requests.Table += 2 + len(told.Lines)
	told.Requests = c.work.Requests
	if err := c.store.PutStatement(ctx, told); err != nil {
		return err
	}
	c.work.Done = true
	c.tell(told)
	return nil
}

// repairAll repairs the findings about which nothing was done yet, and gives all as
// they are then. What a run has no time for is the next one's: it begins behind
// what was kept.
func (c *comparison) repairAll(ctx context.Context, pages []statement.Page) ([]statement.Finding, error) {
	open, dealt := statement.Findings(pages)
	kept := countOf(pages, func(page statement.Page) bool { return len(page.Repaired) > 0 })
	var fresh []statement.Finding
	keep := func(ctx context.Context) error {
		if len(fresh) == 0 {
			return nil
		}
		kept++
		c.work.Requests.Table++
		err := c.store.PutPage(ctx, c.day, c.work.Run, fmt.Sprintf("~repaired#%06d", kept), statement.Page{Repaired: fresh})
		dealt, fresh = append(dealt, fresh...), nil
		return err
	}
	for _, finding := range open {
		if err := c.repairOne(ctx, &finding); err != nil {
			last, cancel := dynamostore.Outlive(ctx)
			defer cancel()
			return nil, errors.Join(err, keep(last))
		}
		if fresh = append(fresh, finding); len(fresh) == repairPage {
			if err := keep(ctx); err != nil {
				return nil, err
			}
		}
	}
	err := keep(ctx)
	return dealt, err
}

func (c *comparison) repairOne(ctx context.Context, finding *statement.Finding) error {
	if err := c.timeLeft(ctx); err != nil {
		return err
	}
	if err := c.repair(ctx, finding); err != nil {
		return fmt.Errorf("repair %s on ticket %s: %w", finding.Kind, finding.Ticket, err)
	}
	return nil
}

// countOf is how many pages are of a kind, and so the number of the last of them.
func countOf(pages []statement.Page, kind func(statement.Page) bool) (n int) {
	for _, page := range pages {
		if kind(page) {
			n++
		}
	}
	return n
}
