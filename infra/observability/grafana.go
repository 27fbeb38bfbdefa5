package observability

//lint:file-ignore SA1019 Grafana 9 to 13 read this format from files; only the newest read its successor.

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

const (
	// schema is the version of Grafana's dashboard format that the SDK writes; newer
	// Grafanas migrate it when they read it.
	schema = 42
	// dashboardUID makes the dashboard's address, and lets a changed file replace it.
	dashboardUID = "ventana"
	// refresh is how often an open dashboard asks CloudWatch again, which charges
	// for each metric that it is asked for.
	refresh = "5m"
)

// Grafana is the dashboard as Grafana reads it from a file.
func (s *Stack) Grafana(board Board) (dashboard.Dashboard, error) {
	alarms, err := s.alarms()
	if err != nil {
		return dashboard.Dashboard{}, err
	}
	d := dashboard.Dashboard{
		Uid: new(dashboardUID), Title: new(board.Title), SchemaVersion: schema, Version: new(uint32(1)), Tags: []string{"ventana", "whatsapp"},
		Description:  new("Made from infra/observability of Ventana; change it there. The same rows stand on the stack's CloudWatch dashboard."),
		Timezone:     new("browser"),
		Editable:     new(false),
		GraphTooltip: new(dashboard.DashboardCursorSyncCrosshair),
		Refresh:      new(refresh),
		Time:         &dashboard.DashboardDashboardTime{From: "now-8h", To: "now"},
		Templating:   dashboard.DashboardDashboardTemplating{List: s.variables()},
	}
	id := uint32(0)
	for i, places := range board.layout() {
		row := board.Rows[i]
		id++
		d.Panels = append(d.Panels, dashboard.PanelOrRowPanel{RowPanel: &dashboard.RowPanel{
			Type: "row", Id: id, Title: new(row.Title + " · " + row.Says), GridPos: gridPos(places[0]), Panels: []dashboard.Panel{},
		}})
		for j, panel := range row.Panels {
			drawn, err := s.grafanaPanel(panel, alarms)
			if err != nil {
				return d, fmt.Errorf("%s: %w", panel.Title, err)
			}
			id++
			drawn.Id, drawn.GridPos = new(id), gridPos(places[j+1])
			d.Panels = append(d.Panels, dashboard.PanelOrRowPanel{Panel: &drawn})
		}
	}
	return d, nil
}

func gridPos(p place) *dashboard.GridPos {
	return &dashboard.GridPos{X: uint32(p.x), Y: uint32(p.y), W: uint32(p.w), H: uint32(p.h)} // all are small and not negative
}

// source is the data source that the reader chooses.
func source() *common.DataSourceRef {
	return &common.DataSourceRef{Type: new("cloudwatch"), Uid: new("${datasource}")}
}

// grafana names by the dashboard's variables.
func (s *Stack) grafana() naming {
	return naming{stack: "${stack}", of: func(_, id string) string {
		if name := s.written(id, "${stack}"); name != "" {
			return name
		}
		return "${" + id + "}"
	}}
}

// variables are what the reader chooses, data source, stack and API, and names
// that CloudFormation made up, which are found by their beginning.
func (s *Stack) variables() []dashboard.VariableModel {
	all := []dashboard.VariableModel{
		{Type: dashboard.VariableTypeDatasource, Name: "datasource", Label: new("Data source"), Query: &dashboard.StringOrMap{String: new("cloudwatch")}},
		{Type: dashboard.VariableTypeTextbox, Name: "stack", Label: new("Stack"), Query: &dashboard.StringOrMap{String: new("ventana-prod")}},
	}
	for _, kind := range []struct{ of, metric, key string }{
		{typeAPI, "Count", "ApiId"}, {typeFunction, "Invocations", "FunctionName"}, {typeTable, "ConsumedWriteCapacityUnits", "TableName"},
	} {
		for _, id := range s.of(kind.of) {
			variable := dashboard.VariableModel{
				Type: dashboard.VariableTypeQuery, Name: id, Datasource: source(), Refresh: new(dashboard.VariableRefreshOnDashboardLoad),
				Hide: new(dashboard.VariableHideHideVariable), Regex: new("/^${stack}-" + id + "-.*$/"),
				Query: &dashboard.StringOrMap{String: new(fmt.Sprintf("dimension_values(default,%s,%s,%s)", namespaceOf(kind.of), kind.metric, kind.key))},
			}
			if kind.of == typeAPI { // its id says nothing of the stack
				variable.Label, variable.Hide, variable.Regex = new("API id"), new(dashboard.VariableHideDontHide), new("")
			}
			all = append(all, variable)
		}
	}
	return all
}
