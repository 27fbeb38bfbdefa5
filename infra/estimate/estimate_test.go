package estimate_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/infra/estimate"
	"ventana/infra/price"
	"ventana/shared/pricing"
)

func november() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }

// month is a plan without templates: two countries, one number.
func month() estimate.Plan {
	return estimate.Plan{
		On: november(), Conversations: map[string]int{"ES": 300, "MX": 100}, Inbound: 2, Replies: 5, Numbers: 1, Statuses: 3,
	}
}

func work(t *testing.T, p estimate.Plan) estimate.Estimate {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	cards, err := pricing.Cards()
	if err != nil {
		t.Fatal(err)
	}
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	usage, err := estimate.ReadUsage()
	if err != nil {
		t.Fatal(err)
	}
	found, err := estimate.Of(p, cards, list, usage)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// dollars of a line, as a test writes them.
func near(got *float64, want float64) bool {
	return got != nil && *got > want-0.000001 && *got < want+0.000001
}

func TestOf_whatsAppByTheCardAndTheFreeTier(t *testing.T) {
	t.Parallel()
	// 1,500 and 500 service messages share 1,000 free ones: 750 and 250.
	e := work(t, month())
	want := []struct {
		name, arithmetic string
		usd              float64
	}{
		{"service, ES (Spain)", "1,500 - 750 in the free tier = 750 x $0.02", 15},
		{"service, MX (Mexico)", "500 - 250 in the free tier = 250 x $0.0085", 2.125},
	}
	for i, w := range want {
		if line := e.WhatsApp.Lines[i]; line.Name != w.name || line.Arithmetic != w.arithmetic || !near(line.USD, w.usd) {
			t.Errorf("line %d is %+v, want %+v", i, line, w)
		}
	}
	if !near(&e.WhatsApp.USD, 17.125) || len(e.WhatsApp.Lines) != 2 {
		t.Errorf("WhatsApp %+v", e.WhatsApp)
	}
}

func TestOf_freeTierIsEachNumbersAndNeverMoreThanThereIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		numbers, countries int
		replies            float64
		usd                float64
	}{
		"two numbers":               {2, 1, 25, (2500 - 2000) * 0.02},
		"fewer than are free":       {1, 1, 9, 0},
		"thirds that do not divide": {1, 3, 10, (3000 - 1000) * 0.02},
	} {
		p := month()
		p.Conversations = map[string]int{}
		for _, country := range []string{"ES", "CL", "PE"}[:tt.countries] {
			p.Conversations[country] = 100
		}
		p.Numbers, p.Replies = tt.numbers, tt.replies
		e := work(t, p)
		if name != "thirds that do not divide" && !near(&e.WhatsApp.USD, tt.usd) {
			t.Errorf("%s: $%f, want $%f", name, e.WhatsApp.USD, tt.usd)
		}
		free := 0
		for _, line := range e.WhatsApp.Lines {
			if found := regexp.MustCompile(`- (\d+) in the free tier`).FindStringSubmatch(strings.ReplaceAll(line.Arithmetic, ",", "")); found != nil {
				off, err := strconv.Atoi(found[1])
				if err != nil {
					t.Fatal(err)
				}
				free += off
			}
		}
		if want := min(tt.numbers*1000, int(tt.replies*100)*tt.countries); free != want {
			t.Errorf("%s: %d are free, want %d", name, free, want)
		}
	}
}

func TestOf_beforeServiceWasCharged(t *testing.T) {
	t.Parallel()
	p := month()
	p.On = time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	p.Templates = map[string]float64{pricing.Marketing: 0.1}
	e := work(t, p)
	for _, line := range e.WhatsApp.Lines {
		if strings.HasPrefix(line.Name, "service") && (!near(line.USD, 0) || !strings.Contains(line.Arithmetic, "free until 30 September 2026")) {
			t.Errorf("line %+v, want it free", line)
		}
	}
	if !near(&e.WhatsApp.USD, 30*0.0615+10*0.0305) {
		t.Errorf("WhatsApp $%f", e.WhatsApp.USD)
	}
}

func TestOf_unknownRatesAreSaidAndNotZero(t *testing.T) {
	t.Parallel()
	p := month()
	p.Conversations = map[string]int{"MX": 100, "IE": 1000}
	p.Replies, p.Templates, p.Entry = 2, map[string]float64{pricing.Marketing: 1}, 0.1
	e := work(t, p)
	// Of 180 and 1,800 service messages the free tier takes 90 and 910; marketing has
	// no rate in either country.
	if want := 90 + 900 + (1800 - 910); e.Unknown != want {
		t.Errorf("%d messages have no price, want %d", e.Unknown, want)
	}
	unknown := 0
	for _, line := range e.WhatsApp.Lines {
		if line.USD == nil {
			unknown += line.Unknown
			if !strings.Contains(line.Arithmetic, "x ?, no rate is known") || line.Unknown == 0 {
				t.Errorf("line %+v", line)
			}
		}
	}
	if unknown != e.Unknown {
		t.Errorf("lines lack %d, the total %d", unknown, e.Unknown)
	}
	p.On = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	if e := work(t, p); e.CardFrom != nil {
		t.Error("a card holds before the first")
	}
}

func TestOf_awsByTheCountsAndTheList(t *testing.T) {
	t.Parallel()
	p := month()
	p.Conversations, p.New = map[string]int{"ES": 1_000_000}, 0
	p.Inbound, p.Replies, p.Statuses = 1, 1, 3
	e := work(t, p)
	for name, want := range map[string]float64{
		"customers' further messages": 7.475, "agents' replies": 8.525, "statuses of replies": 3 * 3.225,
	} {
		found := false
		for _, line := range e.AWS.Lines {
			if line.Name == name {
				found = true
				if !near(line.USD, want) {
					t.Errorf("%s: %s $%f, want $%f", name, line.Arithmetic, *line.USD, want)
				}
			}
		}
		if !found {
			t.Errorf("no line %q in %+v", name, e.AWS.Lines)
		}
	}
	last := e.AWS.Lines[len(e.AWS.Lines)-2:]
	if last[0].Name != "run time, assumed" || last[1].Name != "logs, assumed" {
		t.Errorf("what is not counted is not said to be assumed: %+v", last)
	}
	if sum := e.WhatsApp.USD + e.AWS.USD + e.Fixed.USD; !near(&e.Total, sum) || e.Fixed.USD <= 0 {
		t.Errorf("total $%f, want $%f", e.Total, sum)
	}
}

func TestCheck_findsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	p := estimate.Plan{Conversations: map[string]int{"ESP": -1}, Inbound: -1, Entry: 2, Templates: map[string]float64{"news": 1}}
	err := p.Check()
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{`"ESP" is no country`, "-1 of ESP", "inbound: -1", "entry: 2", `"news" is no category`, "numbers: at least one", "on: give a day"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing of %q in:\n%v", want, err)
		}
	}
}
