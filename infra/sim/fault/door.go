package fault

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// door is a target's host: shut, it refuses connections.
type door struct{ shut, open func() error }

// Door gives a target a host that can refuse connections. Both functions have
// done their work when they return, and may be called again.
func (i *Injector) Door(target string, shut, open func() error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.doors == nil {
		i.doors = map[string]door{}
	}
	i.doors[target] = door{shut, open}
}

// refuse shuts a target's door. The caller holds the lock.
func (i *Injector) refuse(target string) error {
	d, known := i.doors[target]
	if !known {
		hosts := strings.Join(slices.Sorted(maps.Keys(i.doors)), ", ")
		return fmt.Errorf("do: %q has no host of its own that could refuse connections, use %s", target, cmp.Or(hosts, "another fault"))
	}
	return d.shut()
}
