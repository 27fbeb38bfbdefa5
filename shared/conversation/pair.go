package conversation

import "time"

// What one number may send to one person: so many messages at once, then one
// each six seconds. WhatsApp refuses more with 131056.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
const (
	PairBurst = 45
	PairEvery = 6 * time.Second
)

// maxPairPause is the longest pause after refusals: 4^5 s, 17 minutes.
const maxPairPause = 1024 * time.Second

// Pair is what a number has sent to a person of late, as one time: each message
// moves it six seconds on, and it may run ahead of the clock by a burst. It costs
// nothing to keep and needs no count of messages. The zero value has sent nothing.
type Pair struct {
	// At is when everything sent would have left, had it kept to one in six seconds.
	At time.Time
	// Refusals counts how often WhatsApp refused (131056) since it last accepted.
	Refusals int
}

// Wait is how long the next message has to wait at now; 0 when it may go.
func (p Pair) Wait(now time.Time) time.Duration {
	return max(p.At.Add(-(PairBurst-1)*PairEvery).Sub(now), 0)
}

// Sent notes a message that WhatsApp accepted at now.
func (p Pair) Sent(now time.Time) Pair {
	at := p.At
	if at.Before(now) {
		at = now
	}
	return Pair{At: at.Add(PairEvery)}
}

// Refused notes that WhatsApp refused at now although we had counted otherwise:
// somebody else sends from the number, or two tickets raced. The next message
// waits 4^n s, as Meta advises, and never less than the rate asks for; those
// behind it keep the rate, for the burst is used up.
func (p Pair) Refused(now time.Time) Pair {
	pause := maxPairPause
	if p.Refusals < 5 {
		pause = max(time.Second<<(2*p.Refusals), PairEvery)
	}
	next := now.Add(pause + (PairBurst-1)*PairEvery)
	if next.Before(p.At) {
		next = p.At
	}
	return Pair{At: next, Refusals: p.Refusals + 1}
}
