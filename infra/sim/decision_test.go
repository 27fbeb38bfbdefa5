package sim_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// How much of the property is tried: accounts with templates of their own, each
// with so many comments.
const (
	decidedAccounts = 24
	decidedComments = 80
)

// tally counts what came out, so that the property never holds for want of
// cases.
type tally struct {
	mu    sync.Mutex
	count map[string]int
}

func (c *tally) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count[what]++
}

// TestDecision_nothingWrongEverLeaves: whatever templates an account has,
// whatever the rules say and whatever agents write, WhatsApp takes everything
// that the decision lets go, and each template is approved at that moment and in
// a language that somebody asked for. The judge is the simulator: it knows
// nothing of how values are checked before.
func TestDecision_nothingWrongEverLeaves(t *testing.T) {
	t.Parallel()
	seen := &tally{count: map[string]int{}}
	t.Run("accounts", func(t *testing.T) {
		for seed := range uint64(decidedAccounts) {
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
				t.Parallel()
				a := newAgents(t, seed, seen)
				for range decidedComments {
					a.turn(t)
				}
			})
		}
	})
	t.Logf("what came out: %v", seen.count)
	for _, what := range []string{"template by command", "template instead", "text", "asked for", "offered", "kept", "kept, offered", "closed", "wrong template", "header", "buttons"} {
		if seen.count[what] < 5 {
			t.Errorf("%s: %d times, which proves nothing", what, seen.count[what])
		}
	}
}

// agents are those of an account with one customer; they write at random.
type agents struct {
	*chat
	*rand.Rand
	seen  *tally
	talk  conversation.Conversation
	known template.Catalogue
	// uploaded is the newest file that WhatsApp has of the account, a document.
	uploaded string
}

func newAgents(t *testing.T, seed uint64, seen *tally) *agents {
	t.Helper()
	a := &agents{chat: newChat(t), Rand: rand.New(rand.NewPCG(seed, 7)), seen: seen}
	if err := a.graph.SetLimits(json.RawMessage(`{"mps":100000,"pair_burst":1000000,"window_errors":"sync"}`)); err != nil {
		t.Fatal(err)
	}
	for range 14 {
		a.addTemplate(t)
	}
	// WhatsApp knows the customer, who wrote to somebody else here long ago.
	a.customer(t, `{"type":"text","text":{"body":"hola"}}`)
	if err := a.clock.Advance(30 * time.Hour); err != nil {
		t.Fatal(err)
	}
	return a
}

// turn lets something happen, reads the catalogue as it then is, and carries out
// what one comment comes to.
func (a *agents) turn(t *testing.T) {
	t.Helper()
	switch a.IntN(6) {
	case 0, 1:
		id := a.customer(t, `{"type":"text","text":{"body":"hola"}}`)
		a.talk.Heard(id, a.clock.Now().Truncate(time.Second))
	case 2, 3:
		if err := a.clock.Advance(pick(a, 10*time.Minute, 5*time.Hour, 23*time.Hour+50*time.Minute, 24*time.Hour, 30*time.Hour)); err != nil {
			t.Fatal(err)
		}
	case 4:
		a.reviewTemplate(t)
	}
	all, err := a.ListTemplates(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	a.known = template.NewCatalogue(all)
	means, written := a.means(t), a.write(t)
	decision := conversation.DecideAll(a.talk, written.remark, means, a.clock.Now())
	allowed := written.languages
	if allowed == nil {
		allowed = listed(means.Policy, means.Facts.Language)
	}
	a.carryOut(t, written, decision, allowed)
	if decision.Act == conversation.ActSuggest || decision.Act == conversation.ActKeep && decision.Command != "" {
		pasted := conversation.Remark{Staff: true, Text: decision.Command}
		again := conversation.DecideAll(a.talk, pasted, means, a.clock.Now())
		if again.Act != conversation.ActSay {
			t.Errorf("the offered command is not carried out: %+v for %q", again, decision.Command)
		}
		a.carryOut(t, written, again, allowed)
	}
}

// listed are the languages that the policy's page promises for a customer's.
func listed(p policy.Policy, language string) []string {
	base, _, _ := strings.Cut(language, "-")
	list, found := p.Languages.Customers[language]
	if !found {
		list, found = p.Languages.Customers[base]
	}
	if !found {
		list = []string{strings.ReplaceAll(language, "-", "_"), base}
	}
	return append(slices.Clone(list), p.Languages.Default)
}

// carryOut sends what a decision lets go, and has it judged.
func (a *agents) carryOut(t *testing.T, written comment, d conversation.Decision, allowed []string) {
	t.Helper()
	a.seen.add(outcomeOf(d))
	content := d.Content
	switch d.Act {
	case conversation.ActSend:
		content = provider.Text{Body: d.Text}
	case conversation.ActSay:
	default:
		return
	}
	filled, isTemplate := content.(provider.Template)
	if isTemplate {
		a.judge(t, filled, allowed)
	} else if !written.free {
		t.Fatalf("%q lets %+v go", written.remark.Text, content)
	}
	sent, err := a.Send(t.Context(), to(content))
	if isTemplate && a.strange(filled) && (err == nil || failure.Of(err).Code == "100") {
		a.seen.add("strange file") // taken and then lost, or refused: the agent is told
		return
	}
	if err != nil {
		t.Fatalf("WhatsApp refuses what %q lets go: %v\n%+v", written.remark.Text, err, content)
	}
	for _, lost := range a.graph.Undelivered(someone) {
		if lost.ID == sent.MessageID {
			t.Fatalf("WhatsApp loses what %q lets go: %d\n%+v", written.remark.Text, lost.Code, content)
		}
	}
	if _, reacted := content.(provider.Reaction); reacted {
		return // it stands under another message
	}
	shown := a.bubble(t, sent.MessageID)
	if isTemplate && (shown.Template != filled.Name || shown.Language != filled.Language || !strings.Contains(filled.Text, shown.Text)) {
		t.Errorf("the phone shows %q (%s), the ticket %q", shown.Text, shown.Language, filled.Text)
	}
}

// judge looks at the account itself, not at what was listed of it.
func (a *agents) judge(t *testing.T, filled provider.Template, allowed []string) {
	t.Helper()
	approved := false
	for _, one := range a.graph.Templates() {
		approved = approved || one.Name == filled.Name && one.Language == filled.Language && one.Status == "APPROVED"
	}
	if !approved {
		t.Errorf("%s (%s) leaves and is not approved", filled.Name, filled.Language)
	}
	if !slices.Contains(allowed, filled.Language) {
		t.Errorf("%s leaves in %s; asked for were %v", filled.Name, filled.Language, allowed)
	}
	if filled.Header != nil {
		a.seen.add("header")
	}
	if len(filled.Buttons) > 0 {
		a.seen.add("buttons")
	}
}

// outcomeOf names a decision for the tally.
func outcomeOf(d conversation.Decision) string {
	_, isTemplate := d.Content.(provider.Template)
	switch d.Act {
	case conversation.ActSend:
		return "text"
	case conversation.ActSay:
		switch {
		case !isTemplate:
			return "asked for"
		case d.Rule != "":
			return "template instead"
		}
		return "template by command"
	case conversation.ActSuggest:
		return "offered"
	case conversation.ActKeep:
		if d.Command != "" {
			return "kept, offered"
		}
		return "kept"
	case conversation.ActRefuseClosed:
		return "closed"
	case conversation.ActWrongTemplate:
		return "wrong template"
	}
	return "other"
}

// pick is one of some, at random.
func pick[T any](a *agents, some ...T) T { return some[a.IntN(len(some))] }
