package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"ventana/shared/helpdesk"
)

const (
	// withheld is the newest part of the export, which Zendesk keeps back: one
	// minute, and a second for our clock.
	withheld = 61 * time.Second
	// exportSize is the events of one page; at most 1,000, fewer so that a page
	// of long comments stays below the largest answer.
	exportSize = 500
	// maxExportPages bounds one export; the account allows ten calls a minute.
	maxExportPages = 5
)

type exportPage struct {
	Events []struct {
		TicketID  id    `json:"ticket_id"`
		Timestamp int64 `json:"timestamp"`
		Children  []struct {
			ID   id     `json:"id"`
			Type string `json:"event_type"`
		} `json:"child_events"`
	} `json:"ticket_events"`
	EndTime     int64  `json:"end_time"`
	NextPage    string `json:"next_page"`
	Count       int    `json:"count"`
	EndOfStream bool   `json:"end_of_stream"`
}

// ChangedSince lists the tickets on which something was said since a time,
// public or not, whoever said it, each once with its newest comment, in the
// order of their last comments. It heals webhooks that never came.
//
// next is the time to ask from at the following call; store it when the
// tickets are dealt with. The last minute is withheld by Zendesk, so a since
// within it gives nothing and comes back as next. One call reads 2,500 events at
// most; what is left comes with the next. Only administrators may export.
// https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
func (c *Client) ChangedSince(ctx context.Context, since time.Time) (changed []helpdesk.ChangedTicket, next time.Time, err error) {
	if c.now().Sub(since) < withheld {
		return nil, since, nil
	}
	newest := map[id]newestComment{}
	next = since
	query := exportQuery(since)
	for range maxExportPages {
		answer, err := c.export(ctx, query)
		if err != nil {
			return nil, since, err
		}
		answer.note(newest)
		end := time.Unix(answer.EndTime, 0).UTC()
		progress := end.After(next)
		if progress {
			next = end
		}
		query = nextQuery(answer.NextPage)
		if answer.EndOfStream || answer.Count == 0 || query == nil || !progress {
			break
		}
	}
	return inOrder(newest), next, nil
}

func exportQuery(since time.Time) url.Values {
	return url.Values{
		"start_time": {strconv.FormatInt(max(0, since.Unix()), 10)},
		"include":    {"comment_events"}, "per_page": {strconv.Itoa(exportSize)},
	}
}

func (c *Client) export(ctx context.Context, query url.Values) (exportPage, error) {
	ask := call{op: "zendesk export ticket events", method: http.MethodGet, path: "/api/v2/incremental/ticket_events", query: query}
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

func (p exportPage) note(newest map[id]newestComment) {
	for _, event := range p.Events {
		for _, child := range event.Children {
			if child.Type == "Comment" && child.ID > newest[event.TicketID].comment {
				newest[event.TicketID] = newestComment{child.ID, event.Timestamp}
			}
		}
	}
}

func inOrder(newest map[id]newestComment) []helpdesk.ChangedTicket {
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
