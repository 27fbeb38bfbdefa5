package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// story tells what somebody does with templates, with the real commands against
// the simulators over HTTP, by the clock of the simulators.
type story struct {
	*testing.T
	bench *workbench
	dir   string
}

func newStory(t *testing.T) *story {
	t.Helper()
	return &story{T: t, bench: newWorkbench(t, false), dir: t.TempDir()}
}

// write puts a definition with one wording into the folder, in the place of the
// one before. It needs no value, so any sentence will do.
func (s *story) write(name, category, words string) {
	s.Helper()
	text := fmt.Sprintf("name: %s\ncategory: %s\npurpose: reply\nlanguages:\n  en:\n    body: %s\n", name, category, words)
	if err := os.WriteFile(filepath.Join(s.dir, name+".yaml"), []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
}

func (s *story) remove(name string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, name+".yaml")); err != nil {
		s.Fatal(err)
	}
}

// chapter begins a part of the story, after some time.
func (s *story) chapter(title string, after time.Duration) {
	s.Helper()
	if after > 0 {
		s.bench.advance(s.T, after)
		title += " (" + after.String() + " later)"
	}
	s.Log("— " + title)
}

// tells runs a command, which ends well, and wants lines in what it says.
func (s *story) tells(command string, wanted ...string) {
	s.Helper()
	if err := s.run(command, wanted); err != nil {
		s.Fatalf("ventana %s: %v", command, err)
	}
}

// warns runs a command that ends with 1, because somebody is needed.
func (s *story) warns(command string, wanted ...string) {
	s.Helper()
	if err := s.run(command, wanted); err == nil {
		s.Fatalf("ventana %s ended well", command)
	}
}

// run shows the last line of long outputs alone: a hundred templates read alike.
func (s *story) run(command string, wanted []string) error {
	s.Helper()
	out, err := s.bench.local(s.T, append(strings.Fields("templates "+command), "--dir", s.dir)...)
	shown := strings.Split(strings.TrimSpace(out), "\n")
	if len(shown) > 40 {
		shown = append([]string{fmt.Sprintf("  … %d lines", len(shown)-6)}, shown[len(shown)-6:]...)
	}
	s.Logf("$ ventana templates %s --local\n%s", command, strings.Join(shown, "\n"))
	holds(s.T, out, wanted...)
	return err
}

const (
	submit = "apply --yes --wait 0"
	day    = 24 * time.Hour
	review = 2 * time.Minute // longer than the simulator's
)

// TestStory_ofTemplates is the whole life of templates in WhatsApp's rules: the
// delay of the review, a rejection and its cure, another category than was asked
// for, the limits on edits, creations and names, and the quota of an account.
func TestStory_ofTemplates(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.reviewTakesTime()
	s.rejectionIsMended()
	s.reviewGivesAnotherCategory()
	s.editsAreRationed()
	s.namesAreBlocked()
	s.creationsAreRationed()
	s.accountIsFull()
}

func (s *story) reviewTakesTime() {
	s.chapter("a first template", 0)
	s.write("news", "UTILITY", "There is news in your case. Write here to read it.")
	s.tells("plan", "+ news (en)", "Plan: 1 to create, 0 to edit, 0 to delete, 12 to keep, 0 blocked.")
	s.tells(submit, "… news (en) is in review")
	s.tells("plan", "= news (en): it is PENDING")
	s.warnsOfAnEditInReview()
	s.chapter("the review has ended", review)
	s.tells("plan", "  = news (en)\n", "Plan: 0 to create")
	s.tells(submit, "Nothing to do.")
}

func (s *story) warnsOfAnEditInReview() {
	s.write("news", "UTILITY", "There is news in your case. Answer here to read it.")
	s.warns(submit, "! news (en): it is PENDING: only approved, rejected and paused ones can be edited", "✗ 1 blocked")
	s.write("news", "UTILITY", "There is news in your case. Write here to read it.")
}

func (s *story) rejectionIsMended() {
	s.chapter("a rejection", 0)
	s.bench.order(s.T, `{"do":"review","name":"pickup","language":"en","outcome":"reject","reason":"INVALID_FORMAT"}`)
	s.write("pickup", "UTILITY", "Your order waits at the shop. Bring your number.")
	s.tells(submit, "… pickup (en) is in review")
	s.chapter("the reviewer says no", review)
	s.tells("plan", "= pickup (en): it was rejected (INVALID_FORMAT): change its wording")
	s.bench.order(s.T, `{"do":"review","name":"pickup","language":"en"}`) // as reviewers are
	s.write("pickup", "UTILITY", "Your order waits for you at the shop. Bring the number of your order.")
	s.tells(submit, "~ pickup (en)", "- Your order waits at the shop. Bring your number.", "… pickup (en) is in review")
	s.chapter("the correction is approved", review)
	s.tells("plan", "  = pickup (en)\n", "Plan: 0 to create, 0 to edit")
}

func (s *story) reviewGivesAnotherCategory() {
	s.chapter("the review finds advertising", 0)
	s.write("season", "UTILITY", "We have a discount for your next order. Write here to hear of it.")
	s.tells(submit, ": promotion: warning: ", "… season (en) is in review")
	s.chapter("it is approved and dearer", review)
	s.warns(submit, "! season (en): the category of an approved one is fixed; WhatsApp holds it for MARKETING")
	s.write("season", "MARKETING", "We have a discount for your next order. Write here to hear of it.")
	s.tells("plan", "  = season (en)\n")
}

func (s *story) editsAreRationed() {
	s.chapter("ten edits, one a day", 0)
	for i := range 10 {
		s.write("news", "UTILITY", fmt.Sprintf("There is news in your case since day %d. Write here to read it.", i+1))
		s.Logf("edit %d", i+1)
		holds(s.T, s.bench.must(s.T, append(strings.Fields("templates "+submit), "--dir", s.dir)...), "~ news (en): it goes back to review", "… news (en) is in review")
		s.bench.advance(s.T, review)
		if i == 0 {
			s.write("news", "UTILITY", "There is still more news in your case. Write here to read it.")
			s.warns(submit, "! news (en): an approved one can be edited once in 24 hours and 10 times in 30 days: wait, until ")
			s.tells("plan --history "+filepath.Join(s.TempDir(), "lost.json"), "~ news (en): it goes back to review")
			s.warns(submit+" --history "+filepath.Join(s.TempDir(), "lost.json"), "✗ news (en) was refused: ")
		}
		s.bench.advance(s.T, day)
	}
	s.write("news", "UTILITY", "There is an eleventh piece of news in your case. Write here to read it.")
	s.warns(submit, "! news (en): an approved one can be edited once in 24 hours and 10 times in 30 days")
	s.chapter("a month after the first", 20*day)
	s.tells(submit, "… news (en) is in review")
	s.bench.advance(s.T, review)
}

func (s *story) namesAreBlocked() {
	s.chapter("a template is deleted, and wanted again", 0)
	s.remove("pickup")
	s.tells("plan", "= 13 templates that no definition knows")
	s.warns("apply --yes --delete", "- pickup (en): no definition knows it", "✓ pickup (en) is deleted", "! late_notice (en_US): no definition knows it; a disabled one cannot be deleted")
	s.write("pickup", "UTILITY", "Your order waits for you at the shop. Bring the number of your order.")
	s.warns(submit, "! pickup (en): the name was deleted and cannot be used for 30 days: wait, or take another name, until ")
	s.warns(submit+" --history "+filepath.Join(s.TempDir(), "lost.json"), "✗ pickup (en) was refused: ", "permanent 2388023", "The name was deleted less than 30 days ago")
	s.chapter("the name is free", 30*day)
	s.tells(submit, "… pickup (en) is in review")
	s.bench.advance(s.T, review)
	s.tells("plan", "  = pickup (en)\n")
}

func (s *story) creationsAreRationed() {
	s.chapter("a hundred and twenty at once", time.Hour)
	for i := range 120 {
		s.write(fmt.Sprintf("many_%03d", i), "UTILITY", fmt.Sprintf("There is an answer to question %d of your case. Write here to read it.", i))
	}
	s.warns(submit, "Plan: 100 to create, 0 to edit", "20 blocked.", "! many_100 (en): an account can create 100 templates in an hour: plan again later, until ", "… many_099 (en) is in review")
	s.chapter("the rest", time.Hour)
	s.tells(submit, "Plan: 20 to create, 0 to edit", ", 0 blocked.", "… many_119 (en) is in review")
}

// accountIsFull fills the account to its 250 and asks for more.
func (s *story) accountIsFull() {
	s.chapter("an account is full", time.Hour)
	for i := 120; i < 250; i++ {
		s.write(fmt.Sprintf("many_%03d", i), "UTILITY", fmt.Sprintf("There is an answer to question %d of your case. Write here to read it.", i))
	}
	s.warns(submit, "Plan: 100 to create", "30 blocked")
	s.bench.advance(s.T, time.Hour)
	s.warns(submit, "Plan: 30 to create", "… many_245 (en) is in review", "✗ many_246 (en) was refused: ", "✗ many_249 (en) was refused: ", "permanent 2388019", "The account is full")
}
