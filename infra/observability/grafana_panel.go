package observability

import (
	"strconv"

	"github.com/grafana/grafana-foundation-sdk/go/cloudwatch"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// grafanaPanel is a panel without its place and number.
func (s *Stack) grafanaPanel(panel Panel, alarms []alarm) (dashboard.Panel, error) {
	drawn := dashboard.Panel{Title: new(panel.Title), Description: new(panel.Says)}
	if panel.Kind == Alarms {
		drawn.Type, drawn.Options, drawn.Datasource = "alertlist", alertList(), &common.DataSourceRef{Type: new("datasource"), Uid: new("grafana")}
		return drawn, nil
	}
	limits, err := thresholds(panel, alarms)
	if err != nil {
		return drawn, err
	}
	drawn.Datasource = source()
	if drawn.Targets, err = s.targets(panel); err != nil {
		return drawn, err
	}
	if panel.Kind == Numbers {
		drawn.Type, drawn.Options, drawn.FieldConfig = "stat", numberOptions(panel), numberFields(panel)
		return drawn, nil
	}
	drawn.Type, drawn.Options, drawn.FieldConfig = "timeseries", lineOptions(), lineFields(panel, limits)
	return drawn, nil
}

// targets are a panel's queries, each under the name by which expressions know it.
func (s *Stack) targets(panel Panel) ([]variants.Dataquery, error) {
	var all []variants.Dataquery
	for i, series := range panel.Series {
		id := series.ID
		if id == "" {
			id = "q" + strconv.Itoa(i+1)
		}
		query := cloudwatch.MetricsQuery{
			QueryMode: "Metrics", MetricQueryType: new(cloudwatch.MetricQueryTypeSearch), MetricEditorMode: new(cloudwatch.MetricEditorModeBuilder),
			Id: id, RefId: new(refID(i)), Region: "default", Period: new(strconv.Itoa(series.Metric.period())), Label: new(series.Label), Datasource: source(),
		}
		if series.Hidden {
			query.Hide = new(true)
		}
		if series.Expression != "" {
			query.MetricEditorMode, query.Expression = new(cloudwatch.MetricEditorModeCode), new(series.Expression)
		} else {
			named, err := s.physical(series.Metric, s.grafana())
			if err != nil {
				return nil, err
			}
			dimensions := cloudwatch.Dimensions{}
			for _, one := range named {
				dimensions[one.name] = cloudwatch.StringOrArrayOfString{ArrayOfString: []string{one.value}}
			}
			query.Namespace, query.MetricName, query.Statistic = s.namespace(series.Metric, "${stack}"), new(series.Metric.Name), new(series.Metric.Stat)
			query.Dimensions, query.MatchExact = &dimensions, new(true)
		}
		all = append(all, cloudwatch.MetricsQueryOrLogsQueryOrAnnotationQuery{MetricsQuery: &query})
	}
	return all, nil
}

// refID is A to Z, then AA and so on, as Grafana numbers queries.
func refID(i int) string {
	letter := string(rune('A' + i%26))
	if i < 26 {
		return letter
	}
	return refID(i/26-1) + letter
}

// alertList shows the rules that are made from the template's alarms.
func alertList() map[string]any {
	return map[string]any{
		"viewMode": "list", "groupMode": "default", "groupBy": []string{}, "maxItems": 50, "sortOrder": 3, // the loudest first
		"dashboardAlerts": false, "alertName": "", "alertInstanceLabelFilter": `{app="ventana"}`,
		"stateFilter": map[string]any{"firing": true, "pending": true, "noData": true, "error": true, "normal": true},
	}
}

func numberOptions(panel Panel) stat.Options {
	calc := "lastNotNull" // how many there are
	if panel.summed() {
		calc = "sum" // how many there were
	}
	return stat.Options{
		GraphMode: common.BigValueGraphModeArea, ColorMode: common.BigValueColorModeValue, JustifyMode: common.BigValueJustifyModeAuto,
		TextMode: common.BigValueTextModeValueAndName, WideLayout: true, PercentChangeColorMode: common.PercentChangeColorModeStandard,
		Orientation: common.VizOrientationAuto, ReduceOptions: common.ReduceDataOptions{Calcs: []string{calc}},
	}
}

// numberFields colours a count that should be zero; money has no good and bad.
func numberFields(panel Panel) *dashboard.FieldConfigSource {
	steps := []dashboard.Threshold{{Color: "green"}}
	if panel.Unit == Count {
		steps = append(steps, dashboard.Threshold{Color: "red", Value: new(1.0)})
	}
	return &dashboard.FieldConfigSource{Overrides: []dashboard.DashboardFieldConfigSourceOverrides{}, Defaults: dashboard.FieldConfig{
		Unit: new(grafanaUnit(panel.Unit)), NoValue: new("0"), Color: &dashboard.FieldColor{Mode: "thresholds"},
		Thresholds: &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps},
	}}
}

func lineOptions() timeseries.Options {
	return timeseries.Options{
		Legend:  common.VizLegendOptions{DisplayMode: common.LegendDisplayModeList, Placement: common.LegendPlacementBottom, ShowLegend: true, Calcs: []string{}},
		Tooltip: common.VizTooltipOptions{Mode: common.TooltipDisplayModeMulti, Sort: common.SortOrderDescending},
	}
}

// lineFields draws the lines, and dashed ones where the panel's alarms ring.
func lineFields(panel Panel, limits []annotation) *dashboard.FieldConfigSource {
	steps := []dashboard.Threshold{{Color: "transparent"}}
	for _, limit := range limits {
		if last := steps[len(steps)-1].Value; last == nil || *last < limit.Value {
			steps = append(steps, dashboard.Threshold{Color: "red", Value: new(limit.Value)})
		}
	}
	custom := common.GraphFieldConfig{
		DrawStyle: new(common.GraphDrawStyleLine), LineWidth: new(1.0), FillOpacity: new(8.0), ShowPoints: new(common.VisibilityModeNever),
		SpanNulls: &common.BoolOrFloat64{Float64: new(600_000.0)}, // milliseconds: our own counts are written only when there is something to count
	}
	if panel.Kind == Stacked {
		custom.FillOpacity, custom.Stacking = new(40.0), &common.StackingConfig{Mode: new(common.StackingModeNormal), Group: new("A")}
	}
	if len(limits) > 0 {
		custom.ThresholdsStyle = &common.GraphThresholdsStyleConfig{Mode: common.GraphThresholdsStyleModeDashed}
	}
	return &dashboard.FieldConfigSource{Overrides: []dashboard.DashboardFieldConfigSourceOverrides{}, Defaults: dashboard.FieldConfig{
		Unit: new(grafanaUnit(panel.Unit)), Min: new(0.0), Custom: custom, Color: &dashboard.FieldColor{Mode: "palette-classic"},
		Thresholds: &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps},
	}}
}

// grafanaUnit is a unit by Grafana's id of it.
func grafanaUnit(unit Unit) string {
	return map[Unit]string{
		Count: "short", Seconds: "s", Milliseconds: "ms", Percent: "percent", Minutes: "m", Days: "d", Dollars: "currencyUSD",
	}[unit]
}
