package graph

import "slices"

// group is a WhatsApp group in which a customer has written: the simulator
// knows no others.
type group struct {
	members []string   // keys of customers, in order of appearance
	sent    []*message // of the business
}

// groupChat names a group's conversation among those of customers.
func groupChat(id string) string { return "group:" + id }

// groupTypes are the message types that a group takes. Source: Groups API,
// group messaging.
func groupTypes() []string { return append(fileMessages(), typeText, typeTemplate) }

// joinGroup notes what a message tells of its group.
func (s *state) joinGroup(m *message) {
	if m.Group == "" {
		return
	}
	known := s.groups[m.Group]
	if known == nil {
		known = &group{}
		s.groups[m.Group] = known
	}
	switch {
	case m.From == fromBusiness:
		known.sent = append(known.sent, m)
	case !slices.Contains(known.members, m.Customer):
		known.members = append(known.members, m.Customer)
	}
}

// mergeGroups puts one member in another's place.
func (s *state) mergeGroups(from, into string) {
	for _, known := range s.groups {
		at := slices.Index(known.members, from)
		switch {
		case at < 0:
		case slices.Contains(known.members, into):
			known.members = slices.Delete(known.members, at, at+1)
		default:
			known.members[at] = into
		}
	}
}

// onPhone is what a customer's phone holds, in order: both ways of their own
// chat, what they wrote in groups and what the business wrote there. What other
// members wrote is on their own phones only.
func (s *state) onPhone(customer string) []*message {
	all := slices.Clone(s.byCustomer[customer])
	for _, known := range s.groups {
		if slices.Contains(known.members, customer) {
			all = append(all, known.sent...)
		}
	}
	slices.SortFunc(all, func(a, b *message) int { return int(a.Seq - b.Seq) })
	return all
}
