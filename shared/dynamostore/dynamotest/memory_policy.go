package dynamotest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// policy is a version of the policy.
type policy struct {
	dynamostore.PolicyEntry
	text    string
	follows int
}

// PutPolicy is Store.PutPolicy.
func (m *Memory) PutPolicy(_ context.Context, text, who string, expect int) (version int, err error) {
	err = m.do("PutPolicy", func() error {
		current := m.currentPolicy()
		if current.Version == expect {
			version = expect + 1
			entry := dynamostore.PolicyEntry{Version: version, Who: who, At: second(m.now()), Digest: envelope.Digest("policy", text)}
			m.policies = append(m.policies, policy{entry, text, expect})
			return nil
		}
		if current.text == text && current.Who == who && current.follows == expect {
			version = current.Version
			return nil
		}
		return fmt.Errorf("put policy in place of version %d: %w", expect, dynamostore.ErrPolicyChanged)
	})
	return version, err
}

func (m *Memory) currentPolicy() policy {
	if len(m.policies) == 0 {
		return policy{}
	}
	return m.policies[len(m.policies)-1]
}

// CurrentPolicy is Store.CurrentPolicy.
func (m *Memory) CurrentPolicy(context.Context) (text string, version int, err error) {
	err = m.do("CurrentPolicy", func() error {
		current := m.currentPolicy()
		text, version = current.text, current.Version
		return nil
	})
	return text, version, err
}

// PolicyVersion is Store.PolicyVersion.
func (m *Memory) PolicyVersion(_ context.Context, version int) (text string, known bool, err error) {
	err = m.do("PolicyVersion", func() error {
		for _, one := range m.policies {
			if one.Version == version {
				text, known = one.text, true
			}
		}
		return nil
	})
	return text, known, err
}

// PolicyHistory is Store.PolicyHistory.
func (m *Memory) PolicyHistory(_ context.Context, limit int) (entries []dynamostore.PolicyEntry, err error) {
	err = m.do("PolicyHistory", func() error {
		for _, one := range slices.Backward(m.policies) {
			if len(entries) < limit {
				entries = append(entries, one.PolicyEntry)
			}
		}
		return nil
	})
	return entries, err
}

// Audit is Store.Audit.
func (m *Memory) Audit(_ context.Context, entry dynamostore.AuditEntry) error {
	return m.do("Audit", func() error {
		entry.At = second(entry.At)
		name := entry.At.Format(time.RFC3339) + "#" + entry.Effect
		stands := m.audits[name]
		for _, one := range []struct{ told, stood *string }{
			{&entry.Template, &stands.Template}, {&entry.Language, &stands.Language}, {&entry.Category, &stands.Category},
			{&entry.Rule, &stands.Rule}, {&entry.Who, &stands.Who}, {&entry.Why, &stands.Why},
			{&entry.Helpdesk, &stands.Helpdesk}, {&entry.Ticket, &stands.Ticket}, {&entry.Contact, &stands.Contact},
			{&entry.Number, &stands.Number}, {&entry.Message, &stands.Message},
		} {
			*one.told = cmp.Or(*one.told, *one.stood)
		}
		entry.Outcome = cmp.Or(stands.Outcome, entry.Outcome)
		if !entry.Priced {
			entry.Price, entry.Priced = stands.Price, stands.Priced
		}
		m.audits[name] = entry
		return nil
	})
}

// AuditOutcome is Store.AuditOutcome.
func (m *Memory) AuditOutcome(_ context.Context, sent dynamostore.Sent) error {
	outcome, rank := dynamostore.OutcomeOf(sent)
	if outcome == "" {
		return nil
	}
	return m.do("AuditOutcome", func() error {
		name := second(sent.SentAt).Format(time.RFC3339) + "#" + sent.Effect
		entry, known := m.audits[name]
		if known && m.auditRanks[name] < rank {
			entry.Outcome = outcome
			m.audits[name], m.auditRanks[name] = entry, rank
		}
		return nil
	})
}

// AuditOf is Store.AuditOf.
func (m *Memory) AuditOf(_ context.Context, day time.Time) (entries []dynamostore.AuditEntry, err error) {
	err = m.do("AuditOf", func() error {
		for _, name := range slices.Sorted(maps.Keys(m.audits)) {
			if entry := m.audits[name]; entry.At.Format(time.DateOnly) == day.UTC().Format(time.DateOnly) {
				entries = append(entries, entry)
			}
		}
		return nil
	})
	return entries, err
}
