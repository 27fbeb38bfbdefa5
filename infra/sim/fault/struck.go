package fault

import (
	"cmp"
	"maps"
	"slices"
)

// Struck is a kind of failure: what was done to whom.
type Struck struct {
	Target string `json:"target"`           // of a kill, the system whose call it followed
	Do     string `json:"do"`               // as in Fault
	Status int    `json:"status,omitempty"` // of a status fault
	Name   string `json:"name,omitempty"`   // of a kill or a doubled run, the function
}

// StruckCount is how often a kind of failure has happened.
type StruckCount struct {
	Struck
	Times int `json:"times"`
}

// Struck counts what has happened since the start, whatever was cleared since.
func (i *Injector) Struck() []StruckCount {
	i.mu.Lock()
	defer i.mu.Unlock()
	counts := make([]StruckCount, 0, len(i.struck))
	for kind, times := range maps.All(i.struck) {
		counts = append(counts, StruckCount{kind, times})
	}
	slices.SortFunc(counts, func(a, b StruckCount) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Do, b.Do), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Name, b.Name))
	})
	return counts
}

// count notes that a fault has fired. The caller holds the lock.
func (i *Injector) count(a *armed) {
	if i.struck == nil {
		i.struck = map[Struck]int{}
	}
	i.struck[Struck{Target: a.target, Do: a.Do, Status: a.Status, Name: a.Name}]++
}
