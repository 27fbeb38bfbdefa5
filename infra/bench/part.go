package bench

import "strings"

// StartPrefix begins the names of the figures of cold starts and archives.
const StartPrefix = "start: "

// part is a chapter of the page: what is measured, of which figures, and what
// limits those that miss their target.
type part struct {
	Prefix string // of its figures' names
	Slug   string // of its chart
	Title  string
	Intro  string
	Limits string // what stands in the way, where a target is missed
	Brief  bool   // only figures with a target are shown; another page has the others

	Figures []Figure
	Chart   string // file name, or empty
}

// parts are all, in the order of the page.
func parts() []part {
	return []part{
		{
			Prefix: StartPrefix, Slug: "start", Title: "Cold starts and sizes",
			Intro:  "From starting a process to its first request for an event, medians, beside a floor that only builds the same SDK clients and an empty function; the runs take turns. Archives are those that are uploaded for arm64.",
			Limits: "Both take a few milliseconds of this machine, of which the floor's is nearly all; what differs is the size of the binary that is read, and the noise of a shared processor.",
		},
		{
			Prefix: "webhook: ", Slug: "webhook", Title: "The webhook, warm",
			Intro:  "The function beside a handler that only checks the HMAC and sends one batch, both as processes before the same Runtime API and the same queue server, in turn.",
			Limits: "What the function does besides: it reads the delivery into events, writes each as an envelope, and logs one line. Against a queue on the same machine, which answers in less than a millisecond, that weighs more than against SQS.",
		},
		{
			Prefix: "message: ", Slug: "message", Title: "What a message takes",
			Intro:  "Counted where requests arrive, in a local system that runs the template: one kind of message at a time, at steady state, what the schedules ask for left out. A file is 100 KB. Queue requests are sends, and the receive and the delete of each batch. Dollars follow from the counts and [the price list](../../infra/price/aws.json); a run is paid for as long as it took here, and for 150 ms a call of the helpdesk or WhatsApp, 8 ms a send and 4 ms a request of the table. The floor has no request that anybody could leave out: a message is taken, queued, written once and known as written, and the helpdesk's event of our comment is answered.",
			Limits: "Two thirds of the round trip's floor are requests that come with every webhook: the delivery, two runs, three requests of a queue, for the message, the reply and each of three statuses, and the event of our own comment. What the code adds to the floor is for the most part writes of the table: the lease and the save that keep a conversation's order, the claim and the end by which an effect happens once, the ids of the day. All of it is counted one message at a time; neighbours share batches, runs and calls.",
		},
		{
			Prefix: "load: ", Slug: "load", Title: "Load and memory",
			Intro:  "Texts and replies through the whole local system, first one at a time, then as many at once as the name says; from the customer's or the agent's writing to the other side's acceptance. The same requests without functions are made by one program: that is what table, queue and simulators take of this machine by themselves. Memory is each function's peak after that, files of 10 MB both ways, and an hour of schedules.",
			Limits: "Functions, table, queues and simulators share this machine's processors.",
		},
		{
			Prefix: "growth: ", Slug: "growth", Title: "Growth",
			Intro:  "A customer's text among more and more conversations of others in the table.",
			Limits: "The table's stand-in is a file on this machine; requests and units are what DynamoDB would bill.",
		},
		{
			Prefix: "bulk: ", Slug: "bulk", Title: "Bulk beside live replies",
			Intro:  "Surveys stand in bulk.fifo while agents reply; each survey is one to another customer, with its note on the ticket. Bulk has two runs at a time, replies twenty. The helpdesk and WhatsApp take 150 ms for an answer, as they do in the bill, so that what is measured is not this machine's processors alone. The replies are over before the surveys are. Times are from the agent's comment to WhatsApp's acceptance.",
			Limits: "No reply waits for the surveys to leave: fewer left while one reply did than stand in the queue. What slows replies is that functions, table and simulators of both share this machine's processors, and that the notes of the surveys make events, which are looked at in the replies' queue.",
		},
		{
			Prefix: SweepPrefix, Slug: "sweep-targets", Title: "The minute's sweep", Brief: true,
			Intro:  "Measured by `make bench-sweep`, with a page of its own: [sweep.md](sweep.md).",
			Limits: "See [sweep.md](sweep.md).",
		},
		{
			Prefix: "hot path: ", Slug: "hot", Title: "Hot paths",
			Intro: "Go's own benchmarks of what each message goes through.",
		},
	}
}

// Shown are the figures of its table.
func (p part) Shown() []Figure {
	if p.Brief {
		return p.Aimed()
	}
	return p.Figures
}

// Aimed are the figures that have a target.
func (p part) Aimed() (aimed []Figure) {
	for _, one := range p.Figures {
		if one.Target != "" {
			aimed = append(aimed, one)
		}
	}
	return aimed
}

// Missed are the figures that miss theirs.
func (p part) Missed() (missed []Figure) {
	for _, one := range p.Aimed() {
		if !one.Kept() {
			missed = append(missed, one)
		}
	}
	return missed
}

// Name is a figure's without the part's.
func (p part) Name(figure Figure) string { return strings.TrimPrefix(figure.Name, p.Prefix) }
