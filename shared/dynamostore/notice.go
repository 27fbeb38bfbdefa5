package dynamostore

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/envelope"
)

// NoticeLife is how long a notice is remembered: as long as what it may explain.
const NoticeLife = EffectLife

// MaxNoticeBytes is the largest value of a notice that is kept, in bytes; a
// longer one is left out, and the rest of the notice stands. An item may have
// 400 KB, and each KB of it is a write.
const MaxNoticeBytes = 64 << 10

func noticeKey(connection, account string) string { return "NOTICE#" + connection + "#" + account }

// noticeTime is UTC to the second, so that its order as text is that of time.
func noticeTime(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// KeepNotice remembers a provider's event about an account of a connection.
// delivery is the id of the webhook request that brought it: the same notice of
// the same delivery stands once, however often it is kept.
//
// Requests: one write, of as many KB as the notice has.
func (s *Store) KeepNotice(ctx context.Context, connection string, notice envelope.Notice, delivery string) error {
	raw := string(notice.Raw)
	name := envelope.Digest("notice", delivery, notice.Event, notice.Number, raw)
	item := key(noticeKey(connection, notice.Account), noticeTime(notice.At)+"#"+notice.Field+"#"+name)
	change := newEdit()
	change.set("field", text(notice.Field))
	change.set("at", seconds(notice.At))
	change.setKnown("event", notice.Event)
	change.setKnown("number", notice.Number)
	if len(raw) <= MaxNoticeBytes {
		change.setKnown("raw", raw)
	}
	change.set("expires_at", seconds(s.now().Add(NoticeLife)))
	if _, err := s.update(ctx, change.of(item, "", nil)); err != nil {
		return fmt.Errorf("keep notice of field %s: %w", notice.Field, err)
	}
	return nil
}

// Notices reads what is remembered about an account since a time, oldest first.
//
// Requests: one query per MB.
func (s *Store) Notices(ctx context.Context, connection, account string, since time.Time) ([]envelope.Notice, error) {
	items, err := s.query(ctx, noticeKey(connection, account), noticeTime(since))
	if err != nil {
		return nil, fmt.Errorf("read notices of connection %s: %w", connection, err)
	}
	var notices []envelope.Notice
	for _, item := range items {
		notice := envelope.Notice{
			Field: textOf(item, "field"), Event: textOf(item, "event"), Account: account,
			Number: textOf(item, "number"), At: secondsOf(item, "at"),
		}
		if raw := textOf(item, "raw"); raw != "" {
			notice.Raw = []byte(raw)
		}
		notices = append(notices, notice)
	}
	return notices, nil
}
