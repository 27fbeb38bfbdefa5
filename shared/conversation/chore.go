package conversation

import (
	"strconv"
	"time"

	"ventana/shared/policy"
	"ventana/shared/provider"
)

// answerPatience is how long before a reminder the business must have written:
// who was answered a moment ago needs none.
const answerPatience = 30 * time.Minute

// Chore is something to be said to a customer that nobody waits for, as it is
// known when its turn comes.
type Chore struct {
	Talk     Conversation
	Ticket   string // which it is about
	Occasion string
	Group    bool // the contact is a WhatsApp group
	// Begun: somebody set out to send it, and may have. Then it is no longer asked
	// whether it makes sense, only what it says.
	Begun bool
}

// ChoreDecision is what becomes of a chore.
type ChoreDecision struct {
	// Content is what to send; nil leaves it.
	Content provider.Content
	// Rule is the policy's rule that chose a template, or empty.
	Rule string
	// Why is why it is left, as a few words without anything personal.
	Why string
}

// ReminderOccasion tells one window's reminder from another's.
func ReminderOccasion(lastInbound time.Time) string {
	return strconv.FormatInt(lastInbound.Unix(), 10)
}

// DecideReminder says whether a customer is reminded now that the window closes:
// only one who was answered and has not written since, about a ticket that waits
// for them, with a template that the rules of the purpose choose.
func DecideReminder(means Means, chore Chore, now time.Time) ChoreDecision {
	if !chore.Begun {
		if why := whyNoReminder(means, chore, now); why != "" {
			return ChoreDecision{Why: why}
		}
	}
	return means.byTemplate()
}

func whyNoReminder(means Means, chore Chore, now time.Time) string {
	talk := chore.Talk
	due, wanted := policy.ReminderAt(means.Policy, talk.LastInboundAt, talk.ClosesAt())
	switch {
	case !means.Policy.Window.Reminder.On():
		return "reminders are off"
	case chore.Group:
		return "the contact is a group"
	case chore.Occasion != ReminderOccasion(talk.LastInboundAt):
		return "the customer wrote meanwhile"
	case talk.Ticket != chore.Ticket:
		return "the conversation goes on in another ticket"
	case !talk.Open(now):
		return "the window is closed"
	case !wanted || now.Before(due):
		return "the policy has changed"
	case !talk.Answered():
		return "the customer has no answer yet"
	case talk.AnsweredAt.After(due.Add(-answerPatience)):
		return "the customer was answered a moment ago"
	case over(means.Facts.Status):
		return "the ticket is solved"
	case !policy.ReminderFits(means.Policy, due, now):
		return "it is quiet time"
	case policy.OptedOut(means.Policy, means.Facts):
		return "a tag of the ticket excludes it"
	}
	return ""
}

// over reports whether a ticket's status says that nothing is waited for; an
// empty one is that of a ticket that is gone.
func over(status string) bool { return status == "solved" || status == "closed" || status == "" }

// byTemplate is the template that the rules choose for the purpose, if one fits.
func (m Means) byTemplate() ChoreDecision {
	offer := Offer(m)
	if offer.Act != ActSuggest {
		return ChoreDecision{Why: "no template fits"}
	}
	return ChoreDecision{Content: offer.Content, Rule: offer.Rule}
}
