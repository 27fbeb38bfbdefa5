package zendesk

import (
	"encoding/json"
	"strings"
	"time"
)

// maxComment is the longest comment in bytes. Long-standing figure; whether
// Zendesk counts bytes or characters is unverified.
const maxComment = 64 << 10

// comment is one comment as it is kept.
type comment struct {
	ID        int64     `json:"id"`
	Ticket    int64     `json:"ticket_id"`
	Audit     int64     `json:"audit_id"`
	Author    int64     `json:"author_id"`
	Body      string    `json:"body"`
	Rich      string    `json:"html_body,omitempty"` // empty when given as text
	Public    bool      `json:"public"`
	Channel   string    `json:"channel"`
	CreatedAt time.Time `json:"created_at"`
	// Attachments are ids, in the order in which the files were given.
	Attachments []int64 `json:"attachments,omitempty"`
}

func (c *comment) html() string {
	if c.Rich != "" {
		return c.Rich
	}
	return textToHTML(c.Body)
}

// commentInput is a comment in a request: body or html_body, never both.
type commentInput struct {
	Body     *string  `json:"body"`
	HTMLBody *string  `json:"html_body"`
	Public   *flag    `json:"public"`
	AuthorID *idInput `json:"author_id"`
	Uploads  []string `json:"uploads"` // tokens

	files []*attachment // an agent's, which need no token
}

// check refuses what cannot become a comment.
func (c *commentInput) check() error {
	if c.Body != nil && c.HTMLBody != nil {
		// Which one would win is not documented.
		return invalidAttribute("You passed an invalid value for the comment attribute: give body or html_body")
	}
	body, _ := c.text()
	switch {
	case strings.TrimSpace(body) == "" && len(c.files) == 0:
		// Zendesk may ignore an empty comment of an update, or take one that has
		// uploads (both unverified); a message that vanishes would be worse than a
		// refusal.
		return recordInvalid("base", "BlankValue", "Comment: cannot be blank")
	case len(body) > maxComment:
		return recordInvalid("base", "RecordTooLong", "Comment: is too long (maximum is %d bytes)", maxComment)
	}
	return nil
}

// text is the plain form and, for a rich comment, the HTML.
func (c *commentInput) text() (body, rich string) {
	if c.HTMLBody != nil {
		return htmlToText(*c.HTMLBody), wrapHTML(*c.HTMLBody)
	}
	if c.Body != nil {
		return *c.Body, ""
	}
	return "", ""
}

// isPublic is what the request says, else what the ticket's first comment was.
func (c *commentInput) isPublic(otherwise bool) bool {
	if c.Public != nil {
		return bool(*c.Public)
	}
	return otherwise
}

// commentView is the comment as answers show it. Files that are inline images
// are listed only if asked for.
func (z *Zendesk) commentView(c *comment, inline bool) map[string]any {
	metadata := map[string]any{"system": map[string]any{}, "custom": map[string]any{}}
	if a := z.state.audits.get(c.Audit); a != nil {
		metadata = a.metadata()
	}
	return map[string]any{
		"id": c.ID, "type": "Comment", "author_id": c.Author, "body": c.Body, "html_body": c.html(),
		"plain_body": c.Body, "public": c.Public, "attachments": z.attachmentViews(c, inline), "audit_id": c.Audit,
		"via": viaView(c.Channel), "created_at": c.CreatedAt, "metadata": metadata,
	}
}

// commentEvent is the comment as events show it: ids as text.
func (z *Zendesk) commentEvent(c *comment) map[string]any {
	author := z.state.users.get(c.Author)
	return map[string]any{
		"id": idText(c.ID), "body": c.Body, "is_public": c.Public,
		"author": map[string]any{"id": idText(author.ID), "is_staff": author.staff(), "name": author.Name},
	}
}

// listComments is GET /tickets/{id}/comments. Oldest first unless sorted
// otherwise; include=users adds their authors, include_inline_images=true their
// inline images.
func (z *Zendesk) listComments(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	if _, err := z.openTicket(number); err != nil {
		return reply{}, err
	}
	inline := c.r.URL.Query().Get("include_inline_images") == "true"
	var shown []*comment
	answer, err := z.page(c, "comments", z.state.commentsOf[number], func(id int64) any {
		comment := z.state.comments.get(id)
		shown = append(shown, comment)
		return z.commentView(comment, inline)
	})
	if err != nil {
		return reply{}, err
	}
	if strings.Contains(c.r.URL.Query().Get("include"), "users") {
		answer.body.(map[string]any)["users"] = z.authors(shown)
	}
	return answer, nil
}

func (z *Zendesk) authors(comments []*comment) []map[string]any {
	seen := map[int64]bool{}
	list := []map[string]any{}
	for _, c := range comments {
		if !seen[c.Author] {
			seen[c.Author] = true
			list = append(list, z.userView(z.state.users.get(c.Author)))
		}
	}
	return list
}

// makePrivate is PUT /tickets/{id}/comments/{comment}/make_private.
func (z *Zendesk) makePrivate(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	commentID, err := c.pathID("comment")
	if err != nil {
		return reply{}, err
	}
	t, err := z.openTicket(number)
	if err != nil {
		return reply{}, err
	}
	said := z.state.comments.get(commentID)
	if said == nil || said.Ticket != number {
		return reply{}, recordNotFound()
	}
	a := z.begin(t, c.user, channelAPI)
	said.Public = false
	z.state.comments.put(said.ID, said)
	a.audit.Events = append(a.audit.Events, auditEvent{ID: z.state.newID(), Type: "CommentPrivacyChange",
		Value: json.RawMessage(`false`), Comment: said.ID})
	a.touched = true
	a.emit("comment_made_private", map[string]any{"comment": map[string]any{"id": idText(said.ID)}})
	a.finish()
	return reply{200, map[string]any{}}, nil
}
