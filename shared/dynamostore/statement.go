package dynamostore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/statement"
)

const (
	// StatementLife is how long a day's statement is kept: 13 months, as the audit.
	StatementLife = AuditLife
	// pageLife is how long the pages of a comparison are kept, for whoever asks
	// how a statement came to be.
	pageLife = EffectLife
	// StatementLease is how long one run may work on a day: longer than a run of
	// reconcile (60 s), shorter than the five minutes between two.
	StatementLease = 2 * time.Minute
)

func statementKey(day, part string) attributes { return key("STATEMENT#"+day, part) }

// statements is the item that says which days are asked for, and which are done.
func statements() attributes { return key("STATEMENTS", "STATEMENTS") }

// PlanStatements tells which days somebody asked for, and which are done.
//
// Requests: one read.
func (s *Store) PlanStatements(ctx context.Context) (statement.Plan, error) {
	item, err := s.get(ctx, "STATEMENTS", "STATEMENTS")
	if err != nil {
		return statement.Plan{}, fmt.Errorf("read plan of statements: %w", err)
	}
	return statement.Plan{Wanted: textsOf(item, "wanted"), Done: textOf(item, "done"), Made: textsOf(item, "made")}, nil
}

// PassStatements notes that up to a day nothing is left to be made by itself.
// Where another run has moved a plan meanwhile it changes nothing.
//
// Requests: one write.
func (s *Store) PassStatements(ctx context.Context, plan statement.Plan, done string) error {
	change := newEdit()
	change.set("done", text(done))
	passed := slices.DeleteFunc(slices.Clone(plan.Made), func(day string) bool { return day > done })
	if len(passed) > 0 {
		change.take("made", textSet(passed))
	}
	condition, known := "attribute_not_exists(#done)", attributes(nil)
	if plan.Done != "" {
		condition, known = "#done = :known", attributes{":known": text(plan.Done)}
	}
	_, err := s.update(ctx, change.of(statements(), condition, known))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("move plan of statements to %s: %w", done, err)
	}
	return nil
}

// WantStatement asks for the statement of a day, also of one that stands: it is
// made anew by the next run.
//
// Requests: two writes.
func (s *Store) WantStatement(ctx context.Context, day string) error {
	again := newEdit()
	again.remove("work")
	if _, err := s.update(ctx, again.of(statementKey(day, "WORK"), "", nil)); err != nil {
		return fmt.Errorf("begin statement of %s anew: %w", day, err)
	}
	change := newEdit()
	change.add("wanted", textSet([]string{day}))
	if _, err := s.update(ctx, change.of(statements(), "", nil)); err != nil {
		return fmt.Errorf("ask for statement of %s: %w", day, err)
	}
	return nil
}

// AcquireStatement takes the work on a day for owner and tells how far it has
// come; *HeldError when another run has it.
//
// Requests: one write.
func (s *Store) AcquireStatement(ctx context.Context, day, owner string) (statement.Work, error) {
	now := s.now()
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                 statementKey(day, "WORK"),
		UpdateExpression:    aws.String("SET lease_owner = :owner, lease_until = :until, expires_at = :expires"),
		ConditionExpression: aws.String("attribute_not_exists(lease_until) OR lease_until < :now OR lease_owner = :owner"),
		ExpressionAttributeValues: attributes{
			":owner": text(owner), ":until": millis(now.Add(StatementLease)), ":now": millis(now), ":expires": seconds(now.Add(pageLife)),
		},
	})
	if errors.Is(err, errCondition) {
		return statement.Work{}, &HeldError{Item: "statement of " + day, Until: millisOf(item, "lease_until")}
	}
	if err != nil {
		return statement.Work{}, fmt.Errorf("acquire statement of %s: %w", day, err)
	}
	var work statement.Work
	if stands := textOf(item, "work"); stands != "" {
		if err := json.Unmarshal([]byte(stands), &work); err != nil {
			return statement.Work{}, fmt.Errorf("read work on statement of %s: %w", day, err)
		}
	}
	return work, nil
}

// SaveStatementWork notes how far the work on a day has come, and gives it back
// when release is set. ErrLeaseLost when it is another's.
//
// Requests: one write.
func (s *Store) SaveStatementWork(ctx context.Context, day, owner string, work statement.Work, release bool) error {
	raw, err := json.Marshal(work)
	if err != nil {
		return fmt.Errorf("write work on statement of %s: %w", day, err)
	}
	change := newEdit()
	change.set("work", text(string(raw)))
	if release {
		change.remove("lease_owner", "lease_until")
	}
	_, err = s.update(ctx, change.of(statementKey(day, "WORK"), "lease_owner = :owner", attributes{":owner": text(owner)}))
	if errors.Is(err, errCondition) {
		return fmt.Errorf("save work on statement of %s: %w", day, ErrLeaseLost)
	}
	if err != nil {
		return fmt.Errorf("save work on statement of %s: %w", day, err)
	}
	return nil
}

// PutPage keeps a page of a day's comparison under its name; doing it again puts
// it in the place of the former.
//
// Requests: one write for each KB, some 30 messages.
func (s *Store) PutPage(ctx context.Context, day, run, name string, page statement.Page) error {
	raw, err := json.Marshal(page)
	if err != nil {
		return fmt.Errorf("write page %s of statement of %s: %w", name, day, err)
	}
	change := newEdit()
	change.set("page", text(string(raw)))
	change.set("expires_at", seconds(s.now().Add(pageLife)))
	if _, err := s.update(ctx, change.of(statementKey(day, "PAGE#"+run+"#"+name), "", nil)); err != nil {
		return fmt.Errorf("keep page %s of statement of %s: %w", name, day, err)
	}
	return nil
}

// Pages reads the pages of one comparison of a day.
//
// Requests: one query per MB, some 30,000 messages.
func (s *Store) Pages(ctx context.Context, day, run string) ([]statement.Page, error) {
	items, err := s.query(ctx, "STATEMENT#"+day, "PAGE#"+run+"#")
	if err != nil {
		return nil, fmt.Errorf("read pages of statement of %s: %w", day, err)
	}
	var pages []statement.Page
	for _, item := range items {
		if !strings.HasPrefix(textOf(item, "sk"), "PAGE#"+run+"#") {
			break // behind them
		}
		var page statement.Page
		if err := json.Unmarshal([]byte(textOf(item, "page")), &page); err != nil {
			return nil, fmt.Errorf("read page %s of statement of %s: %w", textOf(item, "sk"), day, err)
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// PutStatement keeps a day's statement, an item for each number, and ends what
// was planned for the day. The head comes last, so that half a statement is none.
//
// Requests: two writes, and one for each number and KB.
func (s *Store) PutStatement(ctx context.Context, told statement.Statement) error {
	expires := seconds(s.now().Add(StatementLife))
	for _, line := range told.Lines {
		raw, err := json.Marshal(line)
		if err != nil {
			return fmt.Errorf("write statement of %s: %w", told.Day, err)
		}
		change := newEdit()
		change.set("line", text(string(raw)))
		change.set("done_at", seconds(told.DoneAt))
		change.set("expires_at", expires)
		if _, err := s.update(ctx, change.of(statementKey(told.Day, "NUMBER#"+line.Number), "", nil)); err != nil {
			return fmt.Errorf("keep statement of %s: %w", told.Day, err)
		}
	}
	head := newEdit()
	head.set("done_at", seconds(told.DoneAt))
	head.set("table_requests", number64(int64(told.Requests.Table)))
	head.set("helpdesk_requests", number64(int64(told.Requests.Helpdesk)))
	head.set("expires_at", expires)
	if err := setParked(head, told.Parked); err != nil {
		return fmt.Errorf("write statement of %s: %w", told.Day, err)
	}
	if _, err := s.update(ctx, head.of(statementKey(told.Day, "HEAD"), "", nil)); err != nil {
		return fmt.Errorf("keep head of statement of %s: %w", told.Day, err)
	}
	return s.endPlan(ctx, told.Day)
}

// setParked has a head tell what is parked; one that was made anew may have none.
func setParked(head *edit, parked []statement.Parked) error {
	if len(parked) == 0 {
		head.remove("parked")
		return nil
	}
	raw, err := json.Marshal(parked)
	if err != nil {
		return err
	}
	head.set("parked", text(string(raw)))
	return nil
}

// endPlan notes that a day's statement stands. PassStatements takes it out again.
func (s *Store) endPlan(ctx context.Context, day string) error {
	ended := newEdit()
	ended.take("wanted", textSet([]string{day}))
	ended.add("made", textSet([]string{day}))
	if _, err := s.update(ctx, ended.of(statements(), "", nil)); err != nil {
		return fmt.Errorf("end plan of statement of %s: %w", day, err)
	}
	return nil
}

// StatementOf reads the statement of a day; false when there is none.
//
// Requests: one query per MB, pages included.
func (s *Store) StatementOf(ctx context.Context, day string) (statement.Statement, bool, error) {
	items, err := s.query(ctx, "STATEMENT#"+day, "")
	if err != nil {
		return statement.Statement{}, false, fmt.Errorf("read statement of %s: %w", day, err)
	}
	told, known := statement.Statement{Day: day}, false
	for _, item := range items {
		if textOf(item, "sk") == "HEAD" {
			known, told.DoneAt = true, secondsOf(item, "done_at")
			told.Requests = statement.Requests{Table: int(numberOf(item, "table_requests")), Helpdesk: int(numberOf(item, "helpdesk_requests"))}
			if raw := textOf(item, "parked"); raw != "" {
				if err := json.Unmarshal([]byte(raw), &told.Parked); err != nil {
					return statement.Statement{}, false, fmt.Errorf("read statement of %s: %w", day, err)
				}
			}
		}
	}
	for _, item := range items {
		// A number of an earlier comparison that has no line in this one is left out.
		if raw := textOf(item, "line"); raw != "" && secondsOf(item, "done_at").Equal(told.DoneAt) {
			var line statement.Line
			if err := json.Unmarshal([]byte(raw), &line); err != nil {
				return statement.Statement{}, false, fmt.Errorf("read statement of %s: %w", day, err)
			}
			told.Lines = append(told.Lines, line)
		}
	}
	return told, known, nil
}
