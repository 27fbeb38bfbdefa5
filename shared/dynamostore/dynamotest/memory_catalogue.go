package dynamotest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ventana/shared/template"
)

// account is the templates of an account.
type account struct {
	syncedAt  time.Time
	templates map[string]storedTemplate // by name and language
}

// storedTemplate is a template's item.
type storedTemplate struct {
	raw       string
	changedAt time.Time
}

func (s storedTemplate) template(waba string, at time.Time) (template.Template, error) {
	told := template.Template{WABA: waba, UpdatedAt: at}
	err := json.Unmarshal([]byte(s.raw), &told)
	return told, err
}

// ReplaceCatalogue is Store.ReplaceCatalogue.
func (m *Memory) ReplaceCatalogue(_ context.Context, waba string, templates []template.Template, at time.Time) (gone, changed []template.Template, err error) {
	err = m.do("ReplaceCatalogue", func() error {
		stands, known := m.accounts[waba]
		if !known {
			stands = &account{templates: map[string]storedTemplate{}}
			m.accounts[waba] = stands
		}
		if at = second(at); at.Before(stands.syncedAt) {
			return nil
		}
		listed := map[string]bool{}
		for _, one := range template.NewCatalogue(templates).All() {
			listed[one.Name+"#"+one.Language] = true
			if stands.keep(one, at) {
				one.WABA, one.UpdatedAt = waba, at
				changed = append(changed, one)
			}
		}
		all, err := stands.all(waba)
		for _, one := range all {
			if one.Status = template.StatusDeleted; !listed[one.Name+"#"+one.Language] && stands.keep(one, at) {
				one.UpdatedAt = at
				gone = append(gone, one)
			}
		}
		stands.syncedAt = at
		return err
	})
	return gone, changed, err
}

// keep stores a template, and tells whether it is another than before.
func (a *account) keep(one template.Template, at time.Time) bool {
	raw, err := json.Marshal(one)
	if name := one.Name + "#" + one.Language; err == nil && a.templates[name].raw != string(raw) {
		a.templates[name] = storedTemplate{string(raw), at}
		return true
	}
	return false
}

func (a *account) all(waba string) ([]template.Template, error) {
	var all []template.Template
	for name, stored := range a.templates {
		told := stored.changedAt
		one, err := stored.template(waba, told)
		if err != nil {
			return nil, fmt.Errorf("read template %s of account %s: %w", name, waba, err)
		}
		if one.Status != template.StatusDeleted && told.Before(a.syncedAt) {
			one.UpdatedAt = a.syncedAt
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b template.Template) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Language, b.Language))
	})
	return all, nil
}

// Catalogue is Store.Catalogue.
func (m *Memory) Catalogue(_ context.Context, waba string) (all []template.Template, syncedAt time.Time, err error) {
	err = m.do("Catalogue", func() (err error) {
		if stands, known := m.accounts[waba]; known && !stands.syncedAt.IsZero() {
			syncedAt = stands.syncedAt
			all, err = stands.all(waba)
		}
		return err
	})
	return all, syncedAt, err
}
