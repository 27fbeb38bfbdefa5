package rollout_test

import (
	"fmt"
	"testing"

	"ventana/shared/policy"
	"ventana/shared/rollout"
)

func rules(t *testing.T, text string) policy.Rollout {
	t.Helper()
	p, err := policy.Parse([]byte("version: 1\nrollout: " + text))
	if err != nil {
		t.Fatal(err)
	}
	return p.Rollout
}

func TestDecide_listsAndShare(t *testing.T) {
	t.Parallel()
	ana := rollout.Person{Contact: "c1", BSUID: "ES.1", Phone: "34600000001"}
	for name, tt := range map[string]struct {
		rules string
		who   rollout.Person
		in    bool
		why   rollout.Reason
	}{
		"nothing is limited":                      {"{}", ana, true, rollout.Everyone},
		"another number takes part":               {"{numbers: [shop]}", ana, false, rollout.Number},
		"its number takes part":                   {"{numbers: [main]}", ana, true, rollout.Everyone},
		"nobody is in":                            {"{share: 0}", ana, false, rollout.Share},
		"a listed user id":                        {"{share: 0, allow: [ES.1]}", ana, true, rollout.Allowed},
		"a listed phone":                          {`{share: 0, allow: ["+34600000001"]}`, ana, true, rollout.Allowed},
		"a listed phone on a number without":      {`{numbers: [shop], share: 0, allow: ["+34600000001"]}`, ana, true, rollout.Allowed},
		"a listed phone in its other spelling":    {`{share: 0, allow: ["+5511987654321"]}`, rollout.Person{Contact: "c2", Phone: "551187654321"}, true, rollout.Allowed},
		"somebody else's":                         {`{share: 0, allow: ["+34600000002", ES.2]}`, ana, false, rollout.Share},
		"a person without a phone or a user id":   {`{share: 0, allow: ["+34600000002"]}`, rollout.Person{Contact: "c3"}, false, rollout.Share},
		"shadow says who would be in, by a share": {"{mode: shadow}", ana, true, rollout.Everyone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rollout.Decide(rules(t, tt.rules), "main", tt.who)
			if got.In != tt.in || got.Why != tt.why {
				t.Errorf("got %+v, want in %v because of %s", got, tt.in, tt.why)
			}
		})
	}
}

// TestDecide_largerShareMovesNobodyOut: and each share takes about its part.
func TestDecide_largerShareMovesNobodyOut(t *testing.T) {
	t.Parallel()
	const people = 4000
	before := map[string]bool{}
	for _, percent := range []int{0, 1, 10, 33, 50, 99, 100} {
		limits := policy.Rollout{Mode: policy.Live, Share: float64(percent) / 100}
		in := 0
		for i := range people {
			contact := fmt.Sprintf("contact-%d", i)
			for range 2 { // whoever asks, and however often
				verdict := rollout.Decide(limits, "main", rollout.Person{Contact: contact, Phone: fmt.Sprint(34600000000 + i)})
				if before[contact] && !verdict.In {
					t.Fatalf("%s was in below %d per cent, and is out", contact, percent)
				}
				before[contact] = verdict.In
			}
			if before[contact] {
				in++
			}
		}
		if off := in - people*percent/100; off < -people/40 || off > people/40 {
			t.Errorf("at %d per cent %d of %d are in", percent, in, people)
		}
	}
}

// TestDecide_isTheSameInEveryRelease: another digest would move people.
func TestDecide_isTheSameInEveryRelease(t *testing.T) {
	t.Parallel()
	for contact, want := range map[string]string{"a": "0.9851", "b": "0.6459", "c": "0.0234"} {
		got := fmt.Sprintf("%.4f", rollout.Decide(policy.Rollout{Share: 0.5}, "main", rollout.Person{Contact: contact}).Place)
		if got != want {
			t.Errorf("%s stands at %s, want %s", contact, got, want)
		}
	}
}

func TestLimited_whatKeepsAnybodyOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"{}": false, "{share: 1}": false, "{allow: [ES.1]}": false, "{share: 0.99}": true, "{numbers: [main]}": true, "{mode: shadow}": true,
	} {
		if got := rollout.Limited(rules(t, text)); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
