package scenario

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"ventana/infra/sim/former"
	"ventana/shared/conversation"
)

// Former reads what came to the former endpoint.
func (p *Player) Former(ctx context.Context) (former.View, error) {
	var view former.View
	err := p.call(ctx, http.MethodGet, "/sim/former", nil, &view)
	return view, err
}

func (p *Player) formerHolds(ctx context.Context, want ExpectFormer) error {
	view, err := p.Former(ctx)
	if err != nil {
		return err
	}
	texts, statuses, seen := []string{}, []string{}, map[string]bool{}
	for _, event := range view.Events {
		name := event.List + event.ID + event.State
		if !same(event.Who, want.Who) || seen[name] {
			continue
		}
		seen[name] = true
		switch event.List {
		case "messages":
			texts = append(texts, event.Text)
		case "statuses":
			statuses = append(statuses, event.State)
		}
	}
	slices.Sort(statuses)
	if want.Texts != nil && !slices.Equal(texts, want.Texts) {
		return fmt.Errorf("the former endpoint got %q from %s, want %q", texts, want.Who, want.Texts)
	}
	if want.Statuses != nil && !slices.Equal(statuses, slices.Sorted(slices.Values(want.Statuses))) {
		return fmt.Errorf("the former endpoint got the statuses %q about %s, want %q", statuses, want.Who, want.Statuses)
	}
	return nil
}

// same reports whether two names are one customer's: a phone however it is
// written, or a BSUID.
func same(a, b string) bool {
	if phone := conversation.CanonicalPhone(a); phone != "" {
		return phone == conversation.CanonicalPhone(b)
	}
	return a == b
}
