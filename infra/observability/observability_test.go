package observability

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/price"
)

// The flag is a package variable because the testing package reads flags so.
var update = flag.Bool("update", false, "write template.yaml's dashboard and grafana/")

const templatePath = "../../template.yaml"

// described is the template and the board of the repository.
func described(t *testing.T) (*Stack, Board) {
	t.Helper()
	stack, err := ReadStackFile(templatePath)
	if err != nil {
		t.Fatal(err)
	}
	prices, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	board, err := VentanaBoard(stack, prices)
	if err != nil {
		t.Fatal(err)
	}
	return stack, board
}

// TestCommitted_isWhatTheDescriptionMakes: `ventana dashboards --update` or
// `go test ./infra/observability -update` writes it.
func TestCommitted_isWhatTheDescriptionMakes(t *testing.T) {
	stack, board := described(t)
	source, err := os.ReadFile(templatePath)
	if err != nil {
		t.Fatal(err)
	}
	body, err := stack.CloudWatch(board)
	if err != nil {
		t.Fatal(err)
	}
	want, err := IntoTemplate(string(source), body)
	if err != nil {
		t.Fatal(err)
	}
	files, err := stack.Files(board)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(templatePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := WriteFiles("grafana", files); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(source), "\n")); diff != "" {
		t.Errorf("template.yaml: the dashboard is not the one described; run ventana dashboards --update (-want +got):\n%s", diff)
	}
	for _, file := range files {
		got, err := os.ReadFile(filepath.Join("grafana", filepath.FromSlash(file.Path)))
		if err != nil || string(got) != file.Text {
			t.Errorf("grafana/%s is not the one described (%v); run ventana dashboards --update", file.Path, err)
		}
	}
}

func TestIntoTemplate_replacesTheBodyAndNothingElse(t *testing.T) {
	t.Parallel()
	const before, after = "Resources:\n  D:\n    Properties:\n      DashboardName: d\n", "\nOutputs:\n  Url: x\n"
	body := Body{Text: "{\n\"new\":[1${AAlarms}${BAlarms}]}", Conditional: map[string][]string{"B": {"Y"}, "A": {"X", "Z"}}}
	got, err := IntoTemplate(before+bodyLine+"        - {\"old\":\n          1}\n"+after, body)
	want := before + bodyLine + "        - |-\n          {\n          \"new\":[1${AAlarms}${BAlarms}]}\n" +
		"        - AAlarms: !If [A, !Sub ',\"${X.Arn}\",\"${Z.Arn}\"', '']\n          BAlarms: !If [B, !Sub ',\"${Y.Arn}\"', '']\n" + after
	if err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if _, err := IntoTemplate(before, Body{}); err == nil {
		t.Error("a template without a dashboard was accepted")
	}
}

func TestBoard_describesEachPanel(t *testing.T) {
	t.Parallel()
	_, board := described(t)
	titles := map[string]bool{}
	for _, row := range board.Rows {
		if row.Says == "" || len(row.Panels) == 0 {
			t.Errorf("row %q says nothing or shows nothing", row.Title)
		}
		for _, panel := range row.Panels {
			if panel.Title == "" || len(panel.Says) < 20 {
				t.Errorf("panel %q of %q does not say what is normal", panel.Title, row.Title)
			}
			if full := row.Title + "/" + panel.Title; titles[full] {
				t.Errorf("two panels are called %q", full)
			} else {
				titles[full] = true
			}
			visible := 0
			for _, series := range panel.Series {
				if !series.Hidden {
					visible++
				}
				if !series.Hidden && series.Label == "" {
					t.Errorf("panel %q has a series without a label", panel.Title)
				}
			}
			if visible == 0 && panel.Kind != Alarms {
				t.Errorf("panel %q shows nothing", panel.Title)
			}
		}
	}
}
