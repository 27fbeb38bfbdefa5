package main

import (
	"context"
	"slices"

	"ventana/shared/dynamostore"
)

// givenBack tells of the messages that somebody set out to send and certainly did
// not send, as while WhatsApp is down, which their agents were told not to wait
// for any more (ended), and which wait until the customer writes (waiting). The
// others nobody has decided about.
func (m *matching) givenBack(ctx context.Context, effects map[string]dynamostore.Effect) (ended, waiting map[string]bool, err error) {
	ended, waiting = map[string]bool{}, map[string]bool{}
	of := map[string][]string{} // sends by the notes that tell of them
	var told []string
	tickets := map[string][]string{} // by helpdesk
	for id, effect := range effects {
		if effect.Begun() || effect.Comment == "" {
			continue
		}
		tickets[effect.Helpdesk] = append(tickets[effect.Helpdesk], effect.Ticket)
		for _, note := range dynamostore.Ends(effect.Helpdesk, effect.Ticket, effect.Comment) {
			of[note], told = append(of[note], id), append(told, note)
		}
	}
	written, err := m.effects(ctx, dynamostore.EffectNote, told)
	if err != nil {
		return nil, nil, err
	}
	for note := range written {
		for _, id := range of[note] {
			ended[id] = true
		}
	}
	for helpdesk, tickets := range tickets {
		m.work.Requests.Table += (len(tickets) + 99) / 100
		links, err := m.store.TicketLinks(ctx, helpdesk, tickets)
		if err != nil {
			return nil, nil, err
		}
		for id, effect := range effects {
			if !effect.Begun() && effect.Helpdesk == helpdesk && slices.Contains(links[effect.Ticket].Kept, effect.Comment) {
				waiting[id], ended[id] = true, false
			}
		}
	}
	return ended, waiting, nil
}
