package redrive

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/secret"
)

// Act is what is done about a letter.
type Act int

// The acts. The zero value sends: the functions refuse to do a thing twice
// themselves, so that what nobody could look up is safe too.
const (
	Send   Act = iota // back to its queue
	Delete            // it is done, nothing has to be sent
	Leave             // it would come straight back, or change nothing
)

// Verdict is what is done about a letter, and why, in words.
type Verdict struct {
	Act Act
	Why string
}

// Table is the part of the store that this package reads.
type Table interface {
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	SentMessage(ctx context.Context, messageID string) (dynamostore.Sent, bool, error)
}

// Judge decides about letters.
type Judge struct {
	Table Table
	// Document knows the numbers, for files. Without one (no connections) files are
	// sent back without a look, and the function looks.
	Document secret.Call
}

// Of decides about letters, by their ids. Looks at tickets, statuses and notices
// have no effect of their own: handled twice, they change nothing.
//
// Requests: one read per 100 letters and kind of effect, one per message that
// the business wrote in its phone app.
func (j Judge) Of(ctx context.Context, letters []Letter) (map[string]Verdict, error) {
	verdicts := map[string]Verdict{}
	ids := map[string][]string{} // of effects, by kind
	for _, letter := range letters {
		if why := stays(letter); why != "" {
			verdicts[letter.ID] = Verdict{Leave, why}
			continue
		}
		if kind, id := j.effect(letter); id != "" {
			ids[kind] = append(ids[kind], id)
		}
	}
	for kind, wanted := range ids {
		effects, err := j.Table.Effects(ctx, kind, wanted)
		if err != nil {
			return nil, fmt.Errorf("look up what is done: %w", err)
		}
		for _, letter := range letters {
			if its, id := j.effect(letter); its == kind && effects[id].Done && verdicts[letter.ID].Act == Send {
				verdicts[letter.ID] = ofEffect(effects[id], letter.Code)
			}
		}
	}
	return verdicts, j.ofEchoes(ctx, letters, verdicts)
}

// stays says why a letter is not worth sending, or nothing.
func stays(letter Letter) string {
	switch {
	case letter.Code.Stays():
		return letter.Code.Mend()
	case letter.Unread == nil && letter.Envelope.Kind == envelope.KindUnreadable:
		return "no release can handle it; read it, then drop it"
	default:
		return ""
	}
}

// effect names what the letter's function would do, empty for what may be done
// any number of times or is not known.
func (j Judge) effect(letter Letter) (kind, id string) {
	if letter.Unread != nil {
		return "", ""
	}
	switch e := letter.Envelope; e.Kind {
	case envelope.KindMessage, envelope.KindEcho, envelope.KindCall:
		if call := e.Message.Call; call == nil || call.Over { // only its end stands in the ticket
			return dynamostore.EffectComment, envelope.Digest("comment", e.Message.Number, e.Message.ID)
		}
	case envelope.KindFetch:
		if _, number, known := j.Document.ByNumber(e.Fetch.Number); known {
			return dynamostore.EffectFile, envelope.Digest("file", number.PhoneNumberID, e.Fetch.Message)
		}
	case envelope.KindUpload:
		return dynamostore.EffectUpload, e.Upload.Effect
	}
	return "", ""
}

// ofEffect decides by what is done. A message is more than its comment: it moves
// the window and wakes replies. Of a letter that was begun, these may be missing,
// so it goes back for them, and the function leaves the comment alone.
func ofEffect(effect dynamostore.Effect, code deadletter.Code) Verdict {
	at := effect.DoneAt.UTC().Format(time.DateTime + " MST")
	if effect.Lost {
		return Verdict{Leave, fmt.Sprintf("given up at %s (%s), which the agent was told: sent back it would change nothing", at, effect.Result)}
	}
	if effect.Former {
		return Verdict{Delete, "passed on to the former endpoint at " + at}
	}
	where := ""
	if effect.Ticket != "" && effect.Kind != dynamostore.EffectUpload {
		where = ", in ticket " + effect.Ticket
	}
	if effect.Kind == dynamostore.EffectComment && !code.Untouched() {
		return Verdict{Send, "its comment stands since " + at + where + " and is not written again; the window may not have moved"}
	}
	return Verdict{Delete, "already done at " + at + where}
}

// ofEchoes finds messages of the business that the bridge sent itself: those
// stand in their ticket as the agent's own.
func (j Judge) ofEchoes(ctx context.Context, letters []Letter, verdicts map[string]Verdict) error {
	for _, letter := range letters {
		if letter.Unread != nil || letter.Envelope.Kind != envelope.KindEcho || !letter.Code.Untouched() || verdicts[letter.ID].Act != Send {
			continue
		}
		sent, known, err := j.Table.SentMessage(ctx, letter.Envelope.Message.ID)
		if err != nil {
			return fmt.Errorf("look up what was sent: %w", err)
		}
		if known {
			verdicts[letter.ID] = Verdict{Delete, "already done: Ventana sent it from ticket " + sent.Ticket}
		}
	}
	return nil
}
