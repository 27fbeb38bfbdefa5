package rules

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ventana/shared/policy"
)

// SetRollout is a policy document with another roll-out, and everything else as it
// is written, comments and all. Only comments inside the former roll-out go. A
// document that is one flow mapping is written anew.
func SetRollout(text string, rollout policy.Rollout) (string, error) {
	var tree yaml.Node
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil || len(tree.Content) == 0 || tree.Content[0].Kind != yaml.MappingNode {
		return "", fmt.Errorf("read policy: it is no mapping: %w", err)
	}
	section, err := yaml.Marshal(map[string]policy.Rollout{"rollout": rollout})
	if err != nil {
		return "", fmt.Errorf("write roll-out: %w", err)
	}
	root := tree.Content[0]
	if root.Style&yaml.FlowStyle != 0 {
		return rewritten(root, rollout)
	}
	lines := strings.SplitAfter(strings.TrimRight(text, "\n")+"\n", "\n")
	lines = lines[:len(lines)-1] // what is behind the last line end
	begin, end := placeOf(root, lines)
	return strings.Join(slices.Concat(lines[:begin], []string{string(section)}, lines[end:]), ""), nil
}

// placeOf is the lines of the roll-out, from begin to before end; both the end of
// the document where there is none.
func placeOf(root *yaml.Node, lines []string) (begin, end int) {
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value != "rollout" {
			continue
		}
		begin, end = root.Content[i].Line-1, len(lines)
		if i+2 < len(root.Content) {
			end = root.Content[i+2].Line - 1
		}
		for end > begin+1 && belongsBelow(lines[end-1]) { // to the next section
			end--
		}
		return begin, end
	}
	return len(lines), len(lines)
}

func belongsBelow(line string) bool {
	return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#")
}

// rewritten is the document of a flow mapping.
func rewritten(root *yaml.Node, rollout policy.Rollout) (string, error) {
	var section yaml.Node
	if err := section.Encode(rollout); err != nil {
		return "", fmt.Errorf("write roll-out: %w", err)
	}
	section.Style = yaml.FlowStyle
	at := slices.IndexFunc(root.Content, func(n *yaml.Node) bool { return n.Value == "rollout" })
	if at < 0 {
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "rollout"}, &section)
	} else {
		root.Content[at+1] = &section
	}
	text, err := yaml.Marshal(root)
	if err != nil {
		return "", fmt.Errorf("write policy: %w", err)
	}
	return string(text), nil
}
