package policy

import "slices"

// OptedOut reports whether a ticket has a tag that a rule of the facts' purpose
// excludes (tags.none), while no rule of that purpose takes the ticket. It keeps
// what needs no rule, as a survey's buttons and a section's own template, from
// tickets that the rules leave out.
func OptedOut(p Policy, facts Facts) bool {
	excluded := false
	for _, rule := range p.Templates.Rules {
		if !slices.Contains(rule.When.Purpose, facts.Purpose) {
			continue
		}
		if rule.When.misses(facts) == "" {
			return false
		}
		excluded = excluded || slices.ContainsFunc(rule.When.Tags.None, func(tag string) bool { return slices.Contains(facts.Tags, tag) })
	}
	return excluded
}
