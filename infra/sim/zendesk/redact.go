package zendesk

import (
	"crypto/sha256"
	"encoding/hex"
)

// redactedName is the name that Zendesk gives to a redacted attachment, whose
// content is empty.
const redactedName = "redacted.txt"

// redactAttachment is PUT /tickets/{id}/comments/{comment}/attachments/
// {attachment}/redact: the content is gone for good, and under the file's own
// id and URL stands an empty placeholder. That "deleted" stays false is
// unverified: who looks at it alone will send the placeholder. Not on closed
// tickets.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#redact-comment-attachment
func (z *Zendesk) redactAttachment(c *call) (reply, error) {
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
	f, err := z.knownAttachment(c)
	if err != nil {
		return reply{}, err
	}
	if f.Ticket != number || f.Comment != commentID {
		return reply{}, recordNotFound()
	}
	if t.Status == statusClosed {
		return reply{}, closedTicket()
	}
	if f.Redacted {
		return ok("attachment", z.attachmentView(f))
	}
	z.doom(f)
	sum := sha256.Sum256(nil)
	f.Name, f.Kind, f.Size, f.SHA256 = redactedName, "text/plain", 0, hex.EncodeToString(sum[:])
	f.Redacted, f.Content, f.Seed, f.Width, f.Height, f.Scan = true, "", "", 0, 0, scanClean
	z.state.attachments.put(f.ID, f)

	a := z.begin(t, c.user, channelAPI)
	a.audit.Client = c.r.UserAgent()
	a.audit.Events = append(a.audit.Events, auditEvent{ID: z.state.newID(), Type: "AttachmentRedactionEvent",
		Value: raw(f.ID), Comment: commentID})
	a.touched = true
	a.emit("attachment_redacted_from_comment", z.attachmentEvent(f))
	a.finish()
	return ok("attachment", z.attachmentView(f))
}
