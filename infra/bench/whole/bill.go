package whole

import (
	"fmt"

	"ventana/infra/bench"
	"ventana/infra/count"
	"ventana/infra/price"
)

// The targets, per million and per message.
const (
	targetMessage   = 10.0 // dollars
	targetRoundTrip = 28.0 // dollars, with three statuses
	targetRequests  = 5.0  // of the table, of a customer's text
	targetCalls     = 1.0  // of the helpdesk, of the same
)

// Prefixes of the figures' names.
const (
	MessagesPrefix = "message: "
	LoadPrefix     = "load: "
	GrowthPrefix   = "growth: "
	BulkPrefix     = "bulk: "
)

// floorMessage is what a customer's message takes that is put into a ticket once,
// whoever does it: a delivery and a run for it; a send, a receive and a delete; a run
// with the helpdesk's call; one conditional write, without which a second delivery
// would be a second comment; and the event of our own comment, with its run.
func floorMessage() Use {
	return Use{API: 2, Runs: 3, FIFO: 3, Helpdesk: 1, Table: count.Table{Writes: 1, WriteUnits: 1}}
}

// floorReply is an agent's: the event and its run; the queue; a run that reads the
// comment and sends it; one write.
func floorReply() Use {
	return Use{API: 1, Runs: 2, FIFO: 3, Helpdesk: 1, Provider: 1, Table: count.Table{Writes: 1, WriteUnits: 1}}
}

// floorStatus is a status: the delivery and its run, the queue, a run, one write.
func floorStatus() Use {
	return Use{API: 1, Runs: 2, Standard: 3, Table: count.Table{Writes: 1, WriteUnits: 1}}
}

// bill makes the figures of the stories.
func (s *system) bill(stories []Story) ([]bench.Figure, error) {
	list, err := price.AWS()
	if err != nil {
		return nil, err
	}
	var figures []bench.Figure
	cost := map[string]float64{}
	for _, story := range stories {
		dollars, err := story.perMillion(list, s.memory, s.chip)
		if err != nil {
			return nil, err
		}
		cost[story.Name] = dollars
		figures = append(figures, story.figures(dollars)...)
	}
	floor := func(uses ...Use) float64 {
		var all Use
		for _, one := range uses {
			all = all.plus(one)
		}
		dollars, billErr := list.Dollars(all.billed(s.memory, s.chip))
		err = firstOf(err, billErr)
		return dollars * 1e6
	}
	roundTrip := []Use{floorMessage(), floorReply()}
	for range statusesOfReply {
		roundTrip = append(roundTrip, floorStatus())
	}
	figures = append(figures, beside("a million customer messages", cost[storyText], floor(floorMessage()), targetMessage)...)
	figures = append(figures, beside("a million round trips with three statuses", cost[storyText]+cost[storyReply]+cost[storyStatuses], floor(roundTrip...), targetRoundTrip)...)
	return figures, err
}

// beside is a cost with its target, and the floor under it.
func beside(name string, dollars, floor, target float64) []bench.Figure {
	return []bench.Figure{
		{Name: MessagesPrefix + name + ": cost", Value: dollars, Unit: "USD", Target: fmt.Sprintf("<= %g", target)},
		{Name: MessagesPrefix + name + ": floor", Value: floor, Unit: "USD"},
		{Name: MessagesPrefix + name + ": cost against the floor", Value: dollars / floor, Unit: "ratio"},
	}
}

// figures are those of one performance.
func (t Story) figures(dollars float64) []bench.Figure {
	u := t.Use
	all := []bench.Figure{
		{Name: "table requests", Value: t.Each(float64(u.Table.Requests())), Unit: "requests"},
		{Name: "table reads", Value: t.Each(float64(u.Table.Reads + u.Table.Queries)), Unit: "requests"},
		{Name: "table writes", Value: t.Each(float64(u.Table.Writes)), Unit: "requests"},
		{Name: "read units", Value: t.Each(u.Table.ReadUnits), Unit: "units"},
		{Name: "write units", Value: t.Each(u.Table.WriteUnits), Unit: "units"},
		{Name: "of them the index's", Value: t.Each(u.Table.IndexUnits), Unit: "units"},
		{Name: "queue requests", Value: t.Each(float64(u.FIFO + u.Standard)), Unit: "requests"},
		{Name: "HTTP requests", Value: t.Each(float64(u.API)), Unit: "requests"},
		{Name: "runs", Value: t.Each(float64(u.Runs)), Unit: "runs"},
		{Name: "helpdesk calls", Value: t.Each(float64(u.Helpdesk)), Unit: "calls"},
		{Name: "WhatsApp calls", Value: t.Each(float64(u.Provider)), Unit: "calls"},
		{Name: "cost of a million", Value: dollars, Unit: "USD"},
	}
	for i := range all {
		switch {
		case t.Name == storyText && all[i].Unit == "requests" && all[i].Name == "table requests":
			all[i].Target = fmt.Sprintf("<= %g", targetRequests)
		case t.Name == storyText && all[i].Name == "helpdesk calls":
			all[i].Target = fmt.Sprintf("<= %g", targetCalls)
		case t.Name == storyBurst && all[i].Name == "helpdesk calls":
			all[i].Target = fmt.Sprintf("< %d", burst) // they share calls
		}
		all[i].Name = MessagesPrefix + t.Name + ": " + all[i].Name
	}
	return all
}
