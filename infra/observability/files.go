package observability

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// bodyLine is where the dashboard's body begins in template.yaml. What follows
// and is indented deeper is made.
const bodyLine = "      DashboardBody: !Sub\n"

// IntoTemplate is the template with the body in its place.
func IntoTemplate(template string, body Body) (string, error) {
	const item, indent = "        ", "          "
	head, rest, found := strings.Cut(template, bodyLine)
	if !found {
		return "", fmt.Errorf("template: no line %q", strings.TrimSpace(bodyLine))
	}
	for strings.HasPrefix(rest, item) {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	variables := ""
	for _, condition := range slices.Sorted(maps.Keys(body.Conditional)) {
		variables += item + "- " + condition + "Alarms: !If [" + condition + ", !Sub '" + listed(body.Conditional[condition]) + "', '']\n"
	}
	// Of several, the first begins the mapping and the others go on with it.
	if first, more, several := strings.Cut(variables, "\n"); several {
		variables = first + "\n" + strings.ReplaceAll(more, item+"- ", indent)
	}
	return head + bodyLine + item + "- |-\n" + indent + strings.ReplaceAll(body.Text, "\n", "\n"+indent) + "\n" + variables + rest, nil
}

// File is one that Grafana reads, by its path below the folder of all.
type File struct{ Path, Text string }

// Files are all of Grafana's: data source, dashboard, rules.
func (s *Stack) Files(board Board) ([]File, error) {
	drawn, err := s.Grafana(board)
	if err != nil {
		return nil, err
	}
	dashboard, err := json.MarshalIndent(drawn, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write dashboard: %w", err)
	}
	rules, without, err := s.rules()
	if err != nil {
		return nil, err
	}
	comment := "# Made from the alarms of template.yaml by ventana dashboards; change them there.\n"
	if len(without) > 0 {
		comment += "# Without a rule, because only CloudWatch can tell: " + strings.Join(without, ", ") + ".\n"
	}
	written, err := written(rules)
	if err != nil {
		return nil, err
	}
	return []File{
		{"dashboards/ventana.json", string(dashboard) + "\n"},
		{"provisioning/alerting/ventana.yaml", comment + written},
		{"provisioning/dashboards/ventana.yaml", dashboardProvider},
		{"provisioning/datasources/ventana.yaml", dataSource},
	}, nil
}

func written(value any) (string, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return "", fmt.Errorf("write YAML: %w", err)
	}
	return out.String(), nil
}

// WriteFiles puts files below a folder, which is made when it is not there.
func WriteFiles(folder string, files []File) error {
	var problems []error
	for _, file := range files {
		path := filepath.Join(folder, filepath.FromSlash(file.Path))
		problems = append(problems, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(file.Text), 0o644))
	}
	return errors.Join(problems...)
}

const dataSource = `# The stack's metrics. Grafana signs with its own AWS credentials, see docs/dashboards.md.
apiVersion: 1
datasources:
  - name: Ventana CloudWatch
    uid: ` + dataSourceUID + `
    type: cloudwatch
    access: proxy
    jsonData:
      authType: default
      defaultRegion: ${AWS_REGION}
      customMetricsNamespaces: Ventana/${VENTANA_STACK}
`

const dashboardProvider = `# Where Grafana finds the dashboard: the folder dashboards/ beside this one, at this path.
apiVersion: 1
providers:
  - name: Ventana
    orgId: 1
    folder: Ventana
    type: file
    disableDeletion: false
    allowUiUpdates: false
    updateIntervalSeconds: 60
    options:
      path: /etc/grafana/dashboards
`
