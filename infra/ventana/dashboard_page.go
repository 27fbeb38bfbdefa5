package main

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"ventana/infra/alarm"
	"ventana/infra/local"
	"ventana/infra/meter"
	"ventana/infra/observability"
	"ventana/infra/observability/view"
	"ventana/infra/price"
)

// withDashboard has a local system measure itself, and show the dashboards of its
// template at /dashboard. Why one cannot be shown is shown there instead: nothing
// else depends on it.
func withDashboard(options *local.Options) {
	source := &meter.Meter{}
	options.Meter = source
	options.Dashboard = func(of local.Watched) http.Handler {
		page, err := dashboardPage(options.Template, of, source)
		if err != nil {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, "No dashboard of this template: "+err.Error(), http.StatusInternalServerError)
			})
		}
		return page
	}
}

func dashboardPage(template string, of local.Watched, source *meter.Meter) (http.Handler, error) {
	stack, err := observability.ReadStackFile(template)
	if err != nil {
		return nil, err
	}
	prices, err := price.AWS()
	if err != nil {
		return nil, err
	}
	board, err := observability.VentanaBoard(stack, prices)
	if err != nil {
		return nil, err
	}
	cloudWatch, grafana, err := stack.Filled(board, of.Stack)
	if err != nil {
		return nil, err
	}
	var sources []alarm.Source
	for _, one := range of.Alarms {
		sources = append(sources, alarm.Source{ID: one.LogicalID, Name: one.Name, Composite: one.Composite, Properties: one.Properties, Line: one.Line})
	}
	alarms, err := alarm.Parse(sources)
	if err != nil {
		return nil, err
	}
	watch := &watch{alarms: alarms, board: alarm.NewBoard(alarms, source)}
	return view.Handler(view.Options{CloudWatch: cloudWatch, Grafana: grafana, Meter: source, Now: of.Now, States: watch.states})
}

// watch judges alarms when somebody looks. It may be used by many goroutines.
type watch struct {
	alarms []*alarm.Alarm

	mu    sync.Mutex
	board *alarm.Board
}

func (w *watch) states(at time.Time) []view.State {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.board.Evaluate(at)
	var all []view.State
	for _, one := range w.alarms {
		all = append(all, view.State{Name: one.ID, Is: string(w.board.State(one)), Says: strings.TrimSpace(one.Description)})
	}
	return all
}
