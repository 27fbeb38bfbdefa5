package bench

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value  float64
		target string
		want   bool
	}{
		"below the most":                {1.19, "<= 1.2", true},
		"the most":                      {5, "<= 5", true},
		"the most, as it is shown":      {1.2043, "<= 1.2", true},
		"more than the most":            {1.21, "<= 1.2", false},
		"the bound that must not be":    {10, "< 10", false},
		"below the bound":               {2.65, "< 10", true},
		"exactly that":                  {1, "1", true},
		"less than exactly that":        {0.9, "1", false},
		"thousands, which have a comma": {1200, "<= 1000", false},
	} {
		if got := (Figure{Value: test.value, Target: test.target}).Kept(); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestPages_showFiguresAndWhatMissesItsTarget(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	err := Keep(folder, "message: ", []Figure{
		{Name: "message: customer's text: table requests", Value: 5, Unit: "requests", Target: "<= 5"},
		{Name: "message: a million <round> trips: cost", Value: 31.4, Unit: "USD", Target: "<= 28"},
		{Name: "message: customer's text: read units", Value: 2, Unit: "units"},
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(folder, Page))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 of 2 targets are kept.", "**What a message takes** misses a million <round> trips: cost, 31.40 for <= 28. Two thirds",
		"| customer's text: table requests | 5.00 | requests | <= 5 | yes |", "| customer's text: read units | 2.00 | units |  |  |", "](message.svg)",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("want %q in:\n%s", want, page)
		}
	}
	if strings.Contains(string(page), "Hot paths") {
		t.Error("the page has a chapter of what was not measured")
	}
	chart, err := os.ReadFile(filepath.Join(folder, "message.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if got := elements(t, string(chart), "line"); got != 1 {
		t.Errorf("got %d lines, want the target's", got)
	}
	if got := elements(t, string(chart), "rect"); got != 3 {
		t.Errorf("got %d rectangles, want two bars and the ground", got)
	}
}

func elements(t *testing.T, chart, name string) (count int) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(chart))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
		if element, ok := token.(xml.StartElement); ok && element.Name.Local == name {
			count++
		}
	}
}

func TestPart_barsAreAsLongAsTheirShare(t *testing.T) {
	t.Parallel()
	got := newChart(part{Title: "x", Figures: []Figure{
		{Name: "half", Value: 0.6, Target: "<= 1.2"}, {Name: "without"}, {Name: "three times", Value: 3.6, Target: "<= 1.2"},
	}})
	if len(got.Bars) != 2 || got.Bars[0].Width != chartWidth/3 || got.Bars[1].Width != chartWidth || got.Bars[0].Colour == got.Bars[1].Colour {
		t.Errorf("got %+v", got)
	}
	if got.Line-chartLeft <= got.Bars[0].Width || got.Line-chartLeft >= got.Bars[1].Width {
		t.Errorf("the target's line is at %g", got.Line)
	}
}

// TestPage_isWhatTheFiguresMake: the recorded page and its charts show the recorded
// figures; `ventana bench page` writes them anew.
func TestPage_isWhatTheFiguresMake(t *testing.T) {
	t.Parallel()
	const folder = "../../docs/bench"
	files, err := Pages(folder)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s: run ventana bench page (-of the figures +as it stands):\n%s", name, diff)
		}
	}
}

// TestFigures_recordedAreOfAPart: one that no chapter shows is shown nowhere.
func TestFigures_recordedAreOfAPart(t *testing.T) {
	t.Parallel()
	figures, err := Figures("../../docs/bench/" + File)
	if err != nil {
		t.Fatal(err)
	}
	for _, figure := range figures {
		shown := 0
		for _, one := range parts() {
			if strings.HasPrefix(figure.Name, one.Prefix) {
				shown++
			}
		}
		if shown != 1 || figure.Unit == "" {
			t.Errorf("%q in %q is of %d chapters", figure.Name, figure.Unit, shown)
		}
	}
}
