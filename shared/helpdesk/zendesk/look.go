package zendesk

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// lookSize is a page of comments: a look usually finds one or two new ones, and
// a hundred at their largest would not fit into an answer.
const lookSize = 25

// newestSize is a page of Newest: at their largest (40 x 3 x 64 KiB = 7.5 MiB)
// its comments leave a quarter of an answer for markup and attachments.
const newestSize = 40

// maxLookPages bounds a look: 5,000 comments, all that Zendesk allows on one
// ticket.
const maxLookPages = 200

type commentOutput struct {
	ID        id                 `json:"id"`
	AuthorID  id                 `json:"author_id"`
	HTML      string             `json:"html_body"`
	Plain     string             `json:"plain_body"`
	Public    bool               `json:"public"`
	Files     []attachmentOutput `json:"attachments"`
	Metadata  json.RawMessage    `json:"metadata"`
	CreatedAt time.Time          `json:"created_at"`
}

type commentPage struct {
	Comments []commentOutput `json:"comments"`
	Users    []struct {
		ID   id     `json:"id"`
		Role string `json:"role"`
	} `json:"users"`
	Meta page `json:"meta"`
}

// CommentsAfter lists the comments of a ticket with ids above cursor (empty:
// all), oldest first. Ids grow with time, so a cursor is the id of the last
// comment that was looked at.
//
// A missing flag counts against sending: a comment without "public" is a note,
// and one whose author is not among the users told along is not staff.
//
// Errors to look for: helpdesk.ErrGone.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#list-comments
func (c *Client) CommentsAfter(ctx context.Context, ticket, cursor string) ([]helpdesk.Comment, error) {
	op := "zendesk look at ticket " + ticket
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return nil, err
	}
	var after id
	if cursor != "" {
		if after, err = parseID(op, "cursor", cursor); err != nil {
			return nil, err
		}
	}
	list, err := c.newestComments(ctx, op, number, after)
	if err != nil {
		return nil, err
	}
	// Comments of one second may come in either order; ids decide.
	slices.SortFunc(list, func(a, b numbered) int { return cmp.Compare(a.id, b.id) })
	list = slices.CompactFunc(list, func(a, b numbered) bool { return a.id == b.id })
	return commentsIn(list), nil
}

// Newest lists the last comments of a ticket, newest first, at most 40, with one
// request. Flags that are missing count as in CommentsAfter.
//
// Errors to look for: helpdesk.ErrGone.
func (c *Client) Newest(ctx context.Context, ticket string) ([]helpdesk.Comment, error) {
	op := "zendesk read newest comments of ticket " + ticket
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return nil, err
	}
	var answer commentPage
	if err := c.do(ctx, commentsCall(op, number, newestSize, ""), &answer); err != nil {
		return nil, err
	}
	list := answer.after(0)
	slices.SortFunc(list, func(a, b numbered) int { return cmp.Compare(b.id, a.id) })
	return commentsIn(list), nil
}

// numbered keeps a comment's id comparable.
type numbered struct {
	id      id
	comment helpdesk.Comment
}

func commentsIn(list []numbered) []helpdesk.Comment {
	comments := make([]helpdesk.Comment, len(list))
	for i, entry := range list {
		comments[i] = entry.comment
	}
	return comments
}

// commentsCall asks for a page of a ticket's comments, newest first. Images
// that stand inside a text are told only when asked for.
func commentsCall(op string, ticket id, size int, cursor string) call {
	query := pageQuery(size, cursor)
	query.Set("sort", "-created_at")
	query.Set("include", "users")
	query.Set("include_inline_images", "true")
	return call{op: op, method: http.MethodGet, path: ticketPath(ticket) + "/comments", query: query, ticket: true}
}

// newestComments reads pages, newest first, until one reaches after.
func (c *Client) newestComments(ctx context.Context, op string, ticket, after id) ([]numbered, error) {
	var list []numbered
	cursor := ""
	for range maxLookPages {
		var answer commentPage
		if err := c.do(ctx, commentsCall(op, ticket, lookSize, cursor), &answer); err != nil {
			return nil, err
		}
		fresh := answer.after(after)
		list = append(list, fresh...)
		if len(fresh) < len(answer.Comments) || !answer.Meta.HasMore {
			return list, nil
		}
		cursor = answer.Meta.AfterCursor
	}
	return nil, &failure.Error{Class: failure.Unknown, Code: "TooManyComments", Op: op, Err: textError("more than " + strconv.Itoa(maxLookPages*lookSize) + " comments")}
}

// after is the page's comments with ids above cursor.
func (p commentPage) after(cursor id) []numbered {
	staff := map[id]bool{}
	for _, user := range p.Users {
		staff[user.ID] = user.Role == "agent" || user.Role == "admin"
	}
	var list []numbered
	for _, comment := range p.Comments {
		if comment.ID <= cursor {
			continue
		}
		agent := ""
		if staff[comment.AuthorID] {
			agent = comment.AuthorID.String()
		}
		list = append(list, numbered{comment.ID, helpdesk.Comment{
			ID: comment.ID.String(), Public: comment.Public, Staff: agent != "", Agent: agent,
			HTML: comment.HTML, Plain: comment.Plain, Markers: markersIn(comment.Metadata), Files: attachments(comment.Files), At: comment.CreatedAt,
		}})
	}
	return list
}
