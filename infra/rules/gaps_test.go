package rules_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/rules"
	"ventana/shared/policy"
	"ventana/shared/template"
)

func made(name, language, status, body string) template.Template {
	return template.Template{
		Name: name, Language: language, Status: status, Category: template.CategoryUtility, Named: true,
		Components: []template.Component{{Type: template.TypeBody, Text: body}},
	}
}

// tapped has a button whose answer may be named, and need not.
func tapped() template.Template {
	one := made("tapped", "en", template.StatusApproved, "News for you to tap.")
	one.Components = append(one.Components, template.Component{Type: template.TypeButtons, Buttons: []template.Button{{Type: template.ButtonQuickReply, Text: "Read"}}})
	return one
}

// accounts are two: the first has all that a rule may want, the second little.
func accounts() []rules.Account {
	return []rules.Account{
		{WABA: "one", Numbers: []string{"main", "shop"}, Templates: template.NewCatalogue([]template.Template{
			made("news", "en", template.StatusApproved, "News in case {{case}}, about {{topic}}, for you."),
			made("news", "es", template.StatusApproved, "Novedades en el caso {{case}}, sobre {{topic}}, para usted."),
			made("plain", "en", template.StatusApproved, "News for you."),
			tapped(),
			made("late", "en", template.StatusPaused, "It is late."),
			made("gone", "en", template.StatusDeleted, "It is gone."),
		})},
		{WABA: "two", Numbers: []string{"support"}, Templates: template.NewCatalogue([]template.Template{
			made("plain", "en", template.StatusApproved, "News for you."),
		})},
	}
}

func gaps(t *testing.T, text string) []string {
	t.Helper()
	p, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, gap := range rules.Gaps([]byte(text), p, accounts()) {
		told = append(told, gap.String())
	}
	return told
}

func TestGaps_tellsWhatNobodyHas(t *testing.T) {
	t.Parallel()
	const head = "version: 1\ntemplates:\n  rules:\n"
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"nothing is missing": {head + "    - {name: a, when: {purpose: reply, number: main}, template: news, values: {case: '{{ticket.id}}', topic: x}}\n", nil},
		"an account that the rule does not concern": {
			head + "    - {name: a, when: {purpose: reply}, template: plain}\n", nil,
		},
		"a template of one account only": {
			head + "    - name: a\n      when: {purpose: reply}\n      template: news\n      values: {case: a, topic: b}\n",
			[]string{"line 6, column 7: templates.rules[0].template: account two has no template news: nothing is sent there by it until it has"},
		},
		"a name with a slip": {
			head + "    - name: a\n      when: {purpose: reply, number: main}\n      template: newz\n",
			[]string{"line 6, column 7: templates.rules[0].template: account one has no template newz (did you mean news?): nothing is sent there by it until it has"},
		},
		"one that is gone": {
			head + "    - name: a\n      when: {purpose: reply, number: main}\n      template: gone\n",
			[]string{"line 6, column 7: templates.rules[0].template: account one has no template gone: nothing is sent there by it until it has"},
		},
		"one that is paused": {
			head + "    - name: a\n      when: {purpose: reply, number: main}\n      template: late\n",
			[]string{"line 6, column 7: templates.rules[0].template: account one has late in no state to be sent: en PAUSED"},
		},
		"values, each told once for all languages": {
			head + "    - name: a\n      when: {purpose: reply, number: main}\n      template: news\n      values:\n        case: a\n        tropic: b\n",
			[]string{
				"line 7, column 7: templates.rules[0].values: template news wants a value for topic: without it the template is not sent",
				"line 9, column 9: templates.rules[0].values.tropic: template news takes no tropic, it takes case, topic: with it the template is not sent",
			},
		},
		"a template without parameters": {
			head + "    - name: a\n      when: {purpose: reply, number: main}\n      template: plain\n      values: {case: a}\n",
			[]string{"line 7, column 16: templates.rules[0].values.case: template plain takes no case, it takes none: with it the template is not sent"},
		},
		"a button's answer, left out": {head + "    - {name: a, when: {purpose: reply, number: main}, template: tapped}\n", nil},
		"a button's answer, given":    {head + "    - {name: a, when: {purpose: reply, number: main}, template: tapped, values: {button.1: x}}\n", nil},
		"a number": {
			head + "    - name: a\n      when:\n        purpose: reply\n        number: [main, mian]\n      template: plain\n",
			[]string{"line 7, column 24: templates.rules[0].when.number[1]: there is no number mian in the call document: it has main, shop, support"},
		},
		"the survey's and the reminder's own": {
			"version: 1\nsurvey:\n  template: how\nwindow:\n  reminder:\n    before: 2h\n    template: plain\n",
			[]string{
				"line 3, column 3: survey.template: account one has no template how: nothing is sent there by it until it has",
				"line 3, column 3: survey.template: account two has no template how: nothing is sent there by it until it has",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, gaps(t, tt.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
