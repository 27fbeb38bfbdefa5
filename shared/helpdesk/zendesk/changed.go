package zendesk

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

const (
	// withheld is the newest part of the export, which Zendesk keeps back: one
	// minute, and a second for our clock.
	withheld = 61 * time.Second
	// exportSize is the events of one page of what was said, each of which is judged
	// before the next page is read.
	exportSize = 500
	// sweepSize is the events of one page of a sweep, the most that Zendesk gives.
	sweepSize = 1000
	// leastExport is the smallest page asked for where a larger one, of long comments,
	// is more than the largest answer.
	leastExport = 50
	// maxExportPages bounds one export; the account allows ten calls a minute.
	maxExportPages = 5
)

type exportPage struct {
	Events []struct {
		TicketID  id              `json:"ticket_id"`
		UpdaterID id              `json:"updater_id"`
		Timestamp int64           `json:"timestamp"`
		Metadata  json.RawMessage `json:"metadata"`
		Children  []struct {
			ID       id                 `json:"id"`
			Type     string             `json:"event_type"`
			AuthorID id                 `json:"author_id"`
			Public   bool               `json:"public"`
			Files    []attachmentOutput `json:"attachments"`
		} `json:"child_events"`
	} `json:"ticket_events"`
	EndTime     int64  `json:"end_time"`
	NextPage    string `json:"next_page"`
	Count       int    `json:"count"`
	EndOfStream bool   `json:"end_of_stream"`
}

// ChangedSince lists the tickets on which something was said since a time,
// public or not, each once with its newest comment, in the order of their last
// comments. It heals webhooks that never came. What we wrote ourselves in a
// customer's name is passed over: there is nothing to send in it, and it would
// cost a look for every conversation that is going on.
//
// next is the time to ask from at the following call; store it when the
// tickets are dealt with. The last minute is withheld by Zendesk, so a since
// within it gives nothing and comes back as next. One call reads 5,000 events at
// most; what is left comes with the next, and end reports that nothing is. Only
// administrators may export.
// https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
func (c *Client) ChangedSince(ctx context.Context, since time.Time) (changed []helpdesk.ChangedTicket, next time.Time, end bool, err error) {
	if c.now().Sub(since) < withheld {
		return nil, since, true, nil
	}
	said := newSpoken()
	next = since
	query := exportQuery(since, sweepSize)
	for range maxExportPages {
		answer, err := c.export(ctx, query)
		if err != nil {
			return nil, since, false, err
		}
		answer.note(said)
		until := time.Unix(answer.EndTime, 0).UTC()
		progress := until.After(next)
		if progress {
			next = until
		}
		query = nextQuery(answer.NextPage)
		end = answer.EndOfStream || answer.Count == 0
		if end || query == nil || !progress {
			break
		}
	}
	return inOrder(c.others(ctx, said)), next, end, nil
}

func exportQuery(since time.Time, size int) url.Values {
	return url.Values{
		"start_time": {strconv.FormatInt(max(0, since.Unix()), 10)},
		"include":    {"comment_events"}, "per_page": {strconv.Itoa(size)},
	}
}

// export reads a page; a smaller one where it is more than the largest answer, so
// that long comments hold up nothing.
func (c *Client) export(ctx context.Context, query url.Values) (exportPage, error) {
	size, _ := strconv.Atoi(query.Get("per_page")) // without one, the most
	for size = cmp.Or(size, sweepSize); ; {
		answer, err := c.exportOnce(ctx, query)
		if err == nil || failure.Of(err).Code != codeUnreadable || size/4 < leastExport {
			return answer, err
		}
		size /= 4
		query = maps.Clone(query)
		query.Set("per_page", strconv.Itoa(size))
	}
}

func (c *Client) exportOnce(ctx context.Context, query url.Values) (exportPage, error) {
	ask := call{op: "zendesk export ticket events", method: http.MethodGet, path: "/api/v2/incremental/ticket_events", query: query, class: chore}
	var answer exportPage
	err := c.do(ctx, ask, &answer)
	return answer, err
}

// nextQuery takes the parameters of the next page's address and nothing else:
// the token never follows an address out of an answer.
func nextQuery(address string) url.Values {
	parsed, err := url.Parse(address)
	if err != nil || address == "" {
		return nil
	}
	return parsed.Query()
}

type newestComment struct {
	comment id
	at      int64
}

// newestBy is the newest comment of each ticket.
type newestBy map[id]newestComment

func (n newestBy) note(ticket id, comment newestComment) {
	if comment.comment > n[ticket].comment {
		n[ticket] = comment
	}
}

// spoken keeps apart who wrote for himself and who wrote in another's name, by
// the writer.
type spoken struct {
	own       newestBy
	inAnother map[id]newestBy
}

func newSpoken() spoken { return spoken{own: newestBy{}, inAnother: map[id]newestBy{}} }

func (p exportPage) note(said spoken) {
	for _, event := range p.Events {
		for _, child := range event.Children {
			if child.Type != "Comment" {
				continue
			}
			list := said.own
			if child.AuthorID != 0 && event.UpdaterID != 0 && child.AuthorID != event.UpdaterID {
				if said.inAnother[event.UpdaterID] == nil {
					said.inAnother[event.UpdaterID] = newestBy{}
				}
				list = said.inAnother[event.UpdaterID]
			}
			list.note(event.TicketID, newestComment{child.ID, event.Timestamp})
		}
	}
}

// others leaves out what we ourselves wrote in customers' names. While we do
// not know who we are, everything counts: a look too many is no harm.
func (c *Client) others(ctx context.Context, said spoken) newestBy {
	if len(said.inAnother) == 0 {
		return said.own
	}
	ourselves, err := c.ourselves(ctx)
	for writer, list := range said.inAnother {
		if err == nil && writer == ourselves {
			continue
		}
		for ticket, comment := range list {
			said.own.note(ticket, comment)
		}
	}
	return said.own
}

// ourselves is the user as which the client acts, asked for once.
func (c *Client) ourselves(ctx context.Context) (id, error) {
	c.mu.Lock()
	known := c.self
	c.mu.Unlock()
	if known != 0 {
		return known, nil
	}
	user, err := c.ownUser(ctx)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.self = user.ID
	return c.self, nil
}

// ownUser asks which user the credentials belong to; Zendesk answers an unknown
// caller with a user without id.
// https://developer.zendesk.com/api-reference/ticketing/users/users/#show-the-currently-authenticated-user
func (c *Client) ownUser(ctx context.Context) (user ownUser, err error) {
	var answer struct {
		User ownUser `json:"user"`
	}
	err = c.do(ctx, call{op: "zendesk show own user", method: http.MethodGet, path: pathSelf}, &answer)
	return answer.User, err
}

type ownUser struct {
	ID   id     `json:"id"`
	Role string `json:"role"`
}

func inOrder(newest newestBy) []helpdesk.ChangedTicket {
	changed := make([]helpdesk.ChangedTicket, 0, len(newest))
	tickets := make([]id, 0, len(newest))
	for ticket := range newest {
		tickets = append(tickets, ticket)
	}
	slices.SortFunc(tickets, func(a, b id) int { return int(min(max(newest[a].comment-newest[b].comment, -1), 1)) })
	for _, ticket := range tickets {
		last := newest[ticket]
		changed = append(changed, helpdesk.ChangedTicket{
			Ticket: ticket.String(), Comment: last.comment.String(), At: time.Unix(last.at, 0).UTC(),
		})
	}
	return changed
}
