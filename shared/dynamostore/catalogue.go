package dynamostore

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"ventana/shared/template"
)

// catalogueHead is the sort key of the item that says when an account's list was
// last read whole. No template's has it: theirs hold a "#".
const catalogueHead = "SYNCED"

func catalogueKey(waba string) string { return "TEMPLATE#" + waba }

func templateName(t template.Template) string { return t.Name + "#" + t.Language }

// catalogue is an account's partition as it stands.
type catalogue struct {
	syncedAt  time.Time
	templates map[string]storedTemplate // by sort key
}

// storedTemplate is a template's item: when it last changed, and its text.
type storedTemplate struct {
	changedAt time.Time
	raw       string
	template.Template
}

// ReplaceCatalogue makes an account's templates those of the whole list that was
// read at a time, by our clock. What differs is written; what the list has no
// more stays with the state DELETED and is told as gone. The head, by which the
// list counts as read whole, comes last, so half a list never does. News older
// than what stands changes nothing.
//
// Changed and gone is whatever is so since the list was last read whole: what a
// run wrote that died on the way is told again by the next. Both are ordered by name and language;
// of two templates of one name and language the one that can be sent counts.
//
// Requests: one query per MB, one write per template that differs, and one.
func (s *Store) ReplaceCatalogue(ctx context.Context, waba string, templates []template.Template, at time.Time) (gone, changed []template.Template, err error) {
	stands, err := s.catalogue(ctx, waba)
	if err != nil || at.Truncate(time.Second).Before(stands.syncedAt) {
		return nil, nil, err
	}
	listed := map[string]bool{}
	for _, one := range template.NewCatalogue(templates).All() {
		listed[templateName(one)] = true
		different, err := s.keepTemplate(ctx, waba, stands, one, at)
		if err != nil {
			return nil, nil, err
		}
		if different {
			changed = append(changed, stamped(one, waba, at))
		}
	}
	for _, one := range stands.ordered() {
		if listed[templateName(one.Template)] {
			continue
		}
		missing := one.Template
		missing.Status = template.StatusDeleted
		different, err := s.keepTemplate(ctx, waba, stands, missing, at)
		if err != nil {
			return nil, nil, err
		}
		if different {
			gone = append(gone, stamped(missing, waba, at))
		}
	}
	head := newEdit()
	head.set("synced_at", seconds(at))
	head.set("templates", number64(int64(len(listed))))
	_, err = s.update(ctx, head.of(key(catalogueKey(waba), catalogueHead), "attribute_not_exists(#synced_at) OR #synced_at <= :synced_at", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return nil, nil, fmt.Errorf("end list of templates of account %s: %w", waba, err)
	}
	return gone, changed, nil
}

// keepTemplate writes a template that differs from what stands, and tells whether
// it does, or did when a run died that had written it.
func (s *Store) keepTemplate(ctx context.Context, waba string, stands catalogue, wanted template.Template, at time.Time) (different bool, err error) {
	raw, err := json.Marshal(wanted)
	if err != nil {
		return false, fmt.Errorf("write template %s in %s: %w", wanted.Name, wanted.Language, err)
	}
	stored, known := stands.templates[templateName(wanted)]
	if known && stored.raw == string(raw) {
		return stored.changedAt.After(stands.syncedAt), nil
	}
	change := newEdit()
	change.set("template", text(string(raw)))
	change.set("changed_at", seconds(at))
	_, err = s.update(ctx, change.of(key(catalogueKey(waba), templateName(wanted)),
		"attribute_not_exists(#changed_at) OR #changed_at <= :changed_at", nil))
	if errors.Is(err, errCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("keep template %s in %s: %w", wanted.Name, wanted.Language, err)
	}
	return true, nil
}

// Catalogue reads an account's templates in every state, those that are gone
// included, ordered by name and language, and when the list was last read whole.
// Before it ever was there are none, and the time is zero.
//
// Requests: one query per MB, a KB or two for each template.
func (s *Store) Catalogue(ctx context.Context, waba string) ([]template.Template, time.Time, error) {
	stands, err := s.catalogue(ctx, waba)
	if err != nil || stands.syncedAt.IsZero() {
		return nil, time.Time{}, err
	}
	var templates []template.Template
	for _, one := range stands.ordered() {
		told := one.changedAt
		if one.Status != template.StatusDeleted && told.Before(stands.syncedAt) {
			told = stands.syncedAt
		}
		templates = append(templates, stamped(one.Template, waba, told))
	}
	return templates, stands.syncedAt, nil
}

// catalogue reads an account's partition.
func (s *Store) catalogue(ctx context.Context, waba string) (catalogue, error) {
	items, err := s.query(ctx, catalogueKey(waba), "")
	if err != nil {
		return catalogue{}, fmt.Errorf("read templates of account %s: %w", waba, err)
	}
	stands := catalogue{templates: map[string]storedTemplate{}}
	for _, item := range items {
		sk := textOf(item, "sk")
		if sk == catalogueHead {
			stands.syncedAt = secondsOf(item, "synced_at")
			continue
		}
		stored := storedTemplate{changedAt: secondsOf(item, "changed_at"), raw: textOf(item, "template")}
		if err := json.Unmarshal([]byte(stored.raw), &stored.Template); err != nil {
			return catalogue{}, fmt.Errorf("read template %s of account %s: %w", sk, waba, err)
		}
		stands.templates[sk] = stored
	}
	return stands, nil
}

// ordered lists the stored templates by name and language.
func (c catalogue) ordered() []storedTemplate {
	list := make([]storedTemplate, 0, len(c.templates))
	for _, one := range c.templates {
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b storedTemplate) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Language, b.Language))
	})
	return list
}

// stamped is a template with what the provider's list does not tell.
func stamped(t template.Template, waba string, at time.Time) template.Template {
	t.WABA, t.UpdatedAt = waba, at.Truncate(time.Second).UTC()
	return t
}
