package week

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// asItHasToBe is a ticket as it has to be: a customer of Portugal's wrote at at(0), and
// nobody answered.
func asItHasToBe(t *testing.T) (*conversation, ticket) {
	t.Helper()
	c := &conversation{talk: talk{person: person{who: "PT.week1", firstName: "Inês", language: "pt"}}, ticket: 7}
	c.events = []event{{at: at(0), do: writes, token: "w1-1."}}
	r, err := newRules("")
	if err != nil {
		t.Fatal(err)
	}
	c.fates = r.fates(c.events, at(100))
	of := ticket{ID: 7, Comments: []comment{
		{AuthorRole: "end-user", Body: "w1-1.", Public: true, CreatedAt: at(0)},
		{AuthorRole: "agent", Body: "I look into it.", CreatedAt: at(1)},
		closing(at(20).Add(40*time.Second), "3 h 59 min", "week_update pt_PT"),
		closing(at(23), "1 h 0 min", "week_update pt_PT"),
		closing(at(23.75).Add(2*time.Minute), "13 min", "week_last pt_BR"),
		{AuthorRole: "admin", Body: "La ventana de atención se cerró el 2026-11-24 10:00 UTC y el cliente aún no tiene respuesta. WhatsApp ya solo admite…\n" + offer("week_last pt_BR"), CreatedAt: at(24)},
	}}
	return c, of
}

func offer(template string) string {
	return "Hay una plantilla aprobada que encaja. Para enviarla, escriba esto como nota interna: /wa template " + template + " 1=Inês 2=7"
}

func closing(written time.Time, left, template string) comment {
	return comment{AuthorRole: "admin", CreatedAt: written, Body: fmt.Sprintf(
		"La ventana de atención se cierra en %s, el 2026-11-24 10:00 UTC, salvo que el cliente escriba antes. Hasta entonces…\n%s", left, offer(template))}
}

func TestCompare_everyFaultIsFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(of *ticket)
		want  string // which lists have how many
	}{
		"nothing": {func(*ticket) {}, ""},
		"one is missing": {func(of *ticket) {
			of.Comments = slices.Delete(of.Comments, 3, 4)
		}, "missing 1"},
		"one stands twice": {func(of *ticket) {
			of.Comments = slices.Insert(of.Comments, 4, closing(at(23).Add(time.Minute), "59 min", "week_update pt_PT"))
		}, "doubled 1"},
		"one comes too early": {func(of *ticket) {
			of.Comments[2].CreatedAt = at(20).Add(-time.Minute)
		}, "missing 1, unexpected 1"},
		"one comes too late": {func(of *ticket) {
			of.Comments[2] = closing(at(20).Add(4*time.Minute), "3 h 56 min", "week_update pt_PT")
		}, "too late 1"},
		"another language": {func(of *ticket) {
			of.Comments[2].Body = "The customer service window closes in 3 h 59 min, at 2026-11-24 10:00 UTC, unless…\n" + offer("week_update pt_PT")
		}, "wrong 1"},
		"a template in another language": {func(of *ticket) {
			of.Comments[2] = closing(at(20), "4 h 0 min", "week_update es")
		}, "wrong 1"},
		"one that is not approved": {func(of *ticket) {
			of.Comments[4] = closing(at(23.75), "15 min", "week_last pt_PT")
		}, "wrong 1"},
		"no template": {func(of *ticket) {
			of.Comments[2].Body, _, _ = strings.Cut(of.Comments[2].Body, "\n")
		}, "wrong 1"},
		"another time left": {func(of *ticket) {
			of.Comments[3] = closing(at(23), "3 h 59 min", "week_update pt_PT")
		}, "wrong 1"},
		"another window's": {func(of *ticket) {
			of.Comments[2].Body = strings.Replace(of.Comments[2].Body, "10:00", "11:00", 1)
		}, "missing 1, unexpected 1"},
		"a note about something else": {func(of *ticket) {
			of.Comments = append(of.Comments, comment{AuthorRole: "admin", Body: "WhatsApp did not confirm your reply.", CreatedAt: at(25)})
		}, "unexpected 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, of := asItHasToBe(t)
			test.spoil(&of)
			verdict := Verdict{Commands: map[string]int{}}
			verdict.compare(newReader(), c, of, "es")
			report := Report{Verdict: verdict}
			var got []string
			for _, fault := range report.faults() {
				if len(fault.list) > 0 {
					got = append(got, fmt.Sprintf("%s %d", fault.name, len(fault.list)))
				}
			}
			if joined := strings.Join(got, ", "); joined != test.want {
				t.Errorf("got %q, want %q: %+v", joined, test.want, verdict)
			}
			if held := report.Err() == nil; held != (test.want == "") {
				t.Errorf("held is %t: %v", held, report.Err())
			}
			if verdict.Expected != 4 || verdict.Closed != 1 {
				t.Errorf("%d expected, %d that it has closed, want 4 and 1", verdict.Expected, verdict.Closed)
			}
		})
	}
}

func TestErr_weekWithoutWarningsProvesNothing(t *testing.T) {
	t.Parallel()
	if err := (Report{}).Err(); err == nil {
		t.Error("got no error for a week in which nothing was due")
	}
}

// What may stand or not by chance counts as neither, but never stands twice.
func TestCompare_chanceStandsAtMostOnce(t *testing.T) {
	t.Parallel()
	for _, times := range []int{0, 1, 2} {
		c, of := asItHasToBe(t)
		c.fates[1].fate = chance
		notes := slices.Repeat([]comment{of.Comments[3]}, times)
		of.Comments = slices.Replace(of.Comments, 3, 4, notes...)
		verdict := Verdict{Commands: map[string]int{}}
		verdict.compare(newReader(), c, of, "es")
		if verdict.Chance != 1 || verdict.ByChance != min(times, 1) || verdict.Expected != 3 || verdict.Held() != (times < 2) {
			t.Errorf("%d times: %+v", times, verdict)
		}
	}
}

func TestLate_ranksOfAList(t *testing.T) {
	t.Parallel()
	report := Report{}
	for i := range 200 {
		report.Verdict.Late = append(report.Verdict.Late, time.Duration(i+1)*time.Second)
	}
	got := []time.Duration{report.late(50), report.late(99), report.late(100), Report{}.late(50)}
	if want := []time.Duration{100 * time.Second, 198 * time.Second, 200 * time.Second, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if chart := report.chart(); !strings.Contains(chart, "later") || strings.Count(chart, "\n") != int(Bound/(15*time.Second))+1 {
		t.Errorf("got\n%s", chart)
	}
}
