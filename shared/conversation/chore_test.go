package conversation_test

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// reminding is a policy with a reminder two hours before closing, and its template.
func reminding(change func(p *policy.Policy)) conversation.Means {
	p := policy.Default()
	p.Window.Reminder = policy.Reminder{Before: 2 * time.Hour, Template: "still_there"}
	if change != nil {
		change(&p)
	}
	return conversation.Means{
		Policy: p, Facts: policy.Facts{Purpose: policy.PurposeReminder, Status: "pending", Tags: []string{"no_whatsapp"}},
		Catalogue: template.NewCatalogue([]template.Template{{
			Name: "still_there", Language: "en", Category: "UTILITY", Status: "APPROVED",
			Components: []template.Component{{Type: template.TypeBody, Text: "Are you still there?"}},
		}}),
	}
}

// TestDecideReminder is the table of who is reminded. The customer wrote at noon
// and was answered an hour later; now is an hour and three quarters before closing.
func TestDecideReminder(t *testing.T) {
	t.Parallel()
	now := noon.Add(22*time.Hour + 15*time.Minute)
	tests := []struct {
		name   string
		means  func(m *conversation.Means)
		policy func(p *policy.Policy)
		change func(c *conversation.Chore)
		why    string // empty: reminded
	}{
		{name: "who was answered and has not written since"},
		{name: "on an open ticket too", means: func(m *conversation.Means) { m.Facts.Status = "open" }},
		{name: "not who wrote since", change: func(c *conversation.Chore) { c.Talk.LastInboundAt = noon.Add(3 * time.Hour) }, why: "wrote meanwhile"},
		{name: "not who has no answer", change: func(c *conversation.Chore) { c.Talk.AnsweredAt = time.Time{} }, why: "no answer"},
		{name: "not who was answered just before it", change: func(c *conversation.Chore) { c.Talk.AnsweredAt = noon.Add(21*time.Hour + 45*time.Minute) }, why: "a moment ago"},
		{name: "not where WhatsApp said that the window is closed", change: func(c *conversation.Chore) { c.Talk.RefusedAt = noon.Add(4 * time.Hour) }, why: "closed"},
		{name: "not about a ticket that was left", change: func(c *conversation.Chore) { c.Talk.Ticket = "36" }, why: "another ticket"},
		{name: "not on a solved ticket", means: func(m *conversation.Means) { m.Facts.Status = "solved" }, why: "solved"},
		{name: "not on a ticket that is gone", means: func(m *conversation.Means) { m.Facts.Status = "" }, why: "solved"},
		{name: "not in a group", change: func(c *conversation.Chore) { c.Group = true }, why: "group"},
		{name: "not before it is due by a policy that changed", policy: func(p *policy.Policy) { p.Window.Reminder.Before = time.Hour }, why: "changed"},
		{name: "not when it is off", policy: func(p *policy.Policy) { p.Window.Reminder = policy.Reminder{} }, why: "off"},
		{name: "not whom a tag excludes, although the section has its own template", policy: func(p *policy.Policy) {
			p.Templates.Rules = []policy.Rule{{Name: "r", Template: "other", When: policy.When{
				Purpose: []policy.Purpose{policy.PurposeReminder}, Tags: policy.Tags{None: []string{"no_whatsapp"}},
			}}}
		}, why: "tag"},
		{name: "not without a template", policy: func(p *policy.Policy) { p.Window.Reminder.Template = "gone" }, why: "no template"},
		{name: "what was begun is only looked up", change: func(c *conversation.Chore) {
			c.Begun, c.Talk.LastInboundAt = true, noon.Add(5*time.Hour)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			means := reminding(tt.policy)
			if tt.means != nil {
				tt.means(&means)
			}
			chore := conversation.Chore{
				Talk:   conversation.Conversation{Ticket: "35", LastInboundAt: noon, AnsweredAt: noon.Add(time.Hour)},
				Ticket: "35", Occasion: conversation.ReminderOccasion(noon),
			}
			if tt.change != nil {
				tt.change(&chore)
			}
			got := conversation.DecideReminder(means, chore, now)
			sent, _ := got.Content.(provider.Template)
			if (tt.why == "") != (sent.Name == "still_there") || !strings.Contains(got.Why, tt.why) {
				t.Errorf("got %+v, want it left because %q", got, tt.why)
			}
		})
	}
}
