package zendesk

import (
	"context"
	"slices"
	"strings"

	"ventana/shared/helpdesk"
)

// viewObject is a list of tickets in the agents' workspace.
// https://developer.zendesk.com/api-reference/ticketing/business-rules/views/
type viewObject struct {
	ID     id                 `json:"id,omitempty"`
	Title  string             `json:"title"`
	All    []triggerCondition `json:"all,omitempty"`
	Output *viewOutput        `json:"output,omitempty"`
}

type viewOutput struct {
	Columns []string `json:"columns"`
	SortBy  string   `json:"sort_by"`
	Order   string   `json:"sort_order"`
}

// wantedViews are the tickets that are not solved, by their windows. until is the
// id of the field with the time, and a column where there is one.
func wantedViews(until string) []viewObject {
	columns := []string{"status", "requester", "subject", "assignee", "updated"}
	if until != "" {
		columns = append(columns, until)
	}
	var views []viewObject
	for _, view := range []struct{ title, tag string }{
		{"WhatsApp: closing soon", helpdesk.WindowClosing},
		{"WhatsApp: open", helpdesk.WindowOpen},
		{"WhatsApp: closed, template needed", helpdesk.WindowClosed},
	} {
		views = append(views, viewObject{
			Title: view.title,
			All: []triggerCondition{
				{"status", "less_than", text("solved")},
				{"current_tags", "includes", text(view.tag)},
			},
			Output: &viewOutput{Columns: columns, SortBy: "updated", Order: "asc"},
		})
	}
	return views
}

// views makes the views that are missing. One that is there stays as it is:
// whoever changed it or switched it off wanted it so.
func (s Setup) views(ctx context.Context, report *Report) {
	const what = "views"
	list, err := listAll[viewObject](ctx, s.Client, "/api/v2/views", "views")
	if err != nil {
		report.refused(what, err)
		return
	}
	var made []string
	for _, wanted := range wantedViews(report.Fields.OpenUntil) {
		if slices.ContainsFunc(list, func(v viewObject) bool { return strings.EqualFold(v.Title, wanted.Title) }) {
			continue
		}
		if !s.DryRun {
			var answer viewObject
			if err := s.Client.create(ctx, "zendesk make view", "/api/v2/views", "view", wanted, &answer); err != nil {
				report.refused("view “"+wanted.Title+"”", err)
				return
			}
		}
		made = append(made, "“"+wanted.Title+"”")
	}
	if len(made) == 0 {
		report.add(Fine, what+" of the windows", "")
		return
	}
	report.add(Made, what+" "+strings.Join(made, ", "), "")
}
