package conversation

import (
	"strconv"
	"strings"
	"time"

	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

const (
	// SurveyPause is how long a ticket is not asked about again: who was solved,
	// opened and solved within a month is one story to the customer.
	SurveyPause = 30 * 24 * time.Hour
	// surveyLate is how late a survey may leave. After that it was held up, or
	// surveys were off for a while, and the customer has other things in mind.
	surveyLate = 24 * time.Hour
	// RatingPatience is how long after a rating a text belongs to it.
	RatingPatience = time.Hour
)

// How a survey was asked, for the report.
const (
	AskedByButtons  = "buttons"
	AskedByList     = "list"
	AskedByTemplate = "template"
)

// Answer is a customer's choice in a survey. Everything that it needs stands in
// the id of the button, so that nothing is looked up by its words.
type Answer struct {
	Helpdesk, Ticket string
	Day              string // on which it was asked, by UTC, as 2026-11-22
	Score, Of        int    // from 1
}

// answerMark begins the id of a survey's button; the version stands in it.
const answerMark = "ventana-survey-1"

// ID is the id of the button, row or template button that gives this answer.
func (a Answer) ID() string {
	return strings.Join([]string{answerMark, a.Helpdesk, a.Ticket, a.Day, strconv.Itoa(a.Score), strconv.Itoa(a.Of)}, "|")
}

// ParseAnswer reads the id of what a customer tapped; false for any that no survey
// made.
func ParseAnswer(id string) (Answer, bool) {
	parts := strings.Split(id, "|")
	if len(parts) != 6 || parts[0] != answerMark {
		return Answer{}, false
	}
	a := Answer{Helpdesk: parts[1], Ticket: parts[2], Day: parts[3]}
	var errScore, errOf error
	a.Score, errScore = strconv.Atoi(parts[4])
	a.Of, errOf = strconv.Atoi(parts[5])
	_, errDay := time.Parse(time.DateOnly, a.Day)
	if errScore != nil || errOf != nil || errDay != nil || a.Helpdesk == "" || a.Ticket == "" || a.Of > provider.MaxRows || a.Score < 1 || a.Score > a.Of {
		return Answer{}, false
	}
	return a, true
}

// Well reports whether it is in the upper half of the scale.
func (a Answer) Well() bool { return 2*a.Score > a.Of+1 }

// Rating is the customer's last answer to a survey, as the conversation remembers
// it: what they write soon after belongs to it.
type Rating struct {
	Ticket, Day string
	At          time.Time // of the answer, by the provider's clock; zero: never
	Well        bool
	// Text is the id of the first text after it, or empty.
	Text string
}

// Rated notes an answer, unless a newer one is known.
func (c *Conversation) Rated(a Answer, at time.Time) {
	if c.Rating.At.After(at) || c.Rating.At.Equal(at) && c.Rating.Ticket != "" {
		return
	}
	c.Rating = Rating{Ticket: a.Ticket, Day: a.Day, At: at, Well: a.Well()}
}

// Comments reports whether a text of the customer's belongs to their rating: the
// first one within RatingPatience, while the conversation is still in the ticket
// that was rated. The same message gets the same answer again.
func (c *Conversation) Comments(message string, at time.Time) bool {
	rating := &c.Rating
	if rating.Ticket == "" || at.Before(rating.At) || rating.Text != "" && rating.Text != message {
		return false
	}
	rating.Text = message
	return at.Sub(rating.At) <= RatingPatience && c.Ticket == rating.Ticket
}

// Reopens reports whether a text that belongs to the rating opens the ticket
// again: after a poor one, or where something is asked.
func (r Rating) Reopens(text string) bool { return !r.Well || strings.ContainsAny(text, "?？؟") }

// SurveyOccasion names a survey by when it was due.
func SurveyOccasion(due time.Time) string { return strconv.FormatInt(due.Unix(), 10) }

// SurveyDecision is what becomes of a survey.
type SurveyDecision struct {
	ChoreDecision
	How     string // AskedBy…
	Choices int    // how many answers there are; 0: none comes back to us
}

// DecideSurvey says how a customer is asked, if they still are. askedAt is when
// they were last asked about this ticket, zero for never; day is the day on which
// the answers count. In an open window the policy's question is asked with buttons
// or, with more than three choices, a list, whose button the caller names; else,
// and in a language without a question, the rules choose a template, whose quick
// replies are the choices.
func DecideSurvey(means Means, chore Chore, helpdesk string, askedAt, now time.Time) SurveyDecision {
	if !chore.Begun {
		if why := whyNoSurvey(means, chore, askedAt, now); why != "" {
			return SurveyDecision{ChoreDecision: ChoreDecision{Why: why}}
		}
	}
	answer := Answer{Helpdesk: helpdesk, Ticket: chore.Ticket, Day: now.UTC().Format(time.DateOnly)}
	question, choices, known := means.Policy.Survey.In(means.Facts.Language)
	if chore.Talk.Open(now) && known {
		return inWords(question, choices, answer)
	}
	decision := SurveyDecision{ChoreDecision: means.byTemplate(), How: AskedByTemplate}
	if filled, ok := decision.Content.(provider.Template); ok {
		decision.Content, decision.Choices = means.withAnswers(filled, answer)
	}
	return decision
}

func whyNoSurvey(means Means, chore Chore, askedAt, now time.Time) string {
	survey := means.Policy.Survey
	due, err := strconv.ParseInt(chore.Occasion, 10, 64)
	switch {
	case !survey.Enabled:
		return "surveys are off"
	case chore.Group:
		return "the contact is a group"
	case !policy.Sampled(means.Policy, chore.Ticket):
		return "the ticket is not in the sample"
	case !policy.Ends(means.Policy, means.Facts.Status):
		return "the ticket is open again"
	case chore.Talk.Ticket != "" && chore.Talk.Ticket != chore.Ticket:
		return "the conversation goes on in another ticket"
	case !askedAt.IsZero() && now.Sub(askedAt) < SurveyPause:
		return "the customer was asked before"
	case err != nil || now.Sub(time.Unix(due, 0)) > surveyLate:
		return "it is too late"
	case policy.OptedOut(means.Policy, means.Facts):
		return "a tag of the ticket excludes it"
	}
	return ""
}

func inWords(question string, choices []string, answer Answer) SurveyDecision {
	answer.Of = len(choices)
	id := func(i int) string {
		answer.Score = i + 1
		return answer.ID()
	}
	if len(choices) <= provider.MaxButtons {
		buttons := provider.Buttons{Body: question, Titles: choices}
		for i := range choices {
			buttons.IDs = append(buttons.IDs, id(i))
		}
		return SurveyDecision{ChoreDecision: ChoreDecision{Content: buttons}, How: AskedByButtons, Choices: len(choices)}
	}
	list := provider.List{Body: question}
	for i, title := range choices {
		list.Rows = append(list.Rows, provider.Row{Title: title, ID: id(i)})
	}
	return SurveyDecision{ChoreDecision: ChoreDecision{Content: list}, How: AskedByList, Choices: len(choices)}
}

// withAnswers gives each quick reply of a template the answer that it stands for,
// in their order.
func (m Means) withAnswers(filled provider.Template, answer Answer) (provider.Template, int) {
	chosen, known := m.Catalogue.Find(filled.Name, filled.Language)
	if !known {
		return filled, 0
	}
	replies := chosen.QuickReplies()
	if len(replies) < 2 || len(replies) > provider.MaxRows {
		return filled, 0 // one button to go on is no scale
	}
	answer.Of = len(replies)
	var buttons []template.ButtonValue
	for _, button := range filled.Buttons {
		if button.Type != template.ButtonQuickReply {
			buttons = append(buttons, button)
		}
	}
	for i, index := range replies {
		answer.Score = i + 1
		buttons = append(buttons, template.ButtonValue{Index: index, Type: template.ButtonQuickReply, Text: answer.ID()})
	}
	filled.Buttons = buttons
	return filled, len(replies)
}
