package template

// withGlobals is a function's properties on top of Globals.Function, as SAM
// merges them: mappings member by member, lists one after the other with the
// global items first, anything else replaced.
func (e *evaluator) withGlobals(own *node) *node {
	return merged(e.section("Globals").member("Function"), own)
}

func merged(global, own *node) *node {
	switch {
	case own == nil:
		return global
	case global == nil || global.kind != own.kind:
		return own
	case own.kind == list:
		both := &node{kind: list, line: own.line}
		both.items = append(append(both.items, global.items...), own.items...)
		return both
	case own.kind == mapping:
		return mergedMapping(global, own)
	}
	return own
}

func mergedMapping(global, own *node) *node {
	both := &node{kind: mapping, line: own.line}
	for _, f := range global.fields {
		if own.member(f.name) == nil {
			both.fields = append(both.fields, f)
		}
	}
	for _, f := range own.fields {
		f.value = merged(global.member(f.name), f.value)
		both.fields = append(both.fields, f)
	}
	return both
}
