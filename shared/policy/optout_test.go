package policy_test

import (
	"testing"

	"ventana/shared/policy"
)

func TestOptedOut(t *testing.T) {
	t.Parallel()
	survey := []policy.Purpose{policy.PurposeSurvey}
	general := policy.Rule{Name: "general", Template: "a", When: policy.When{Purpose: survey, Tags: policy.Tags{None: []string{"vip", "no_survey"}}}}
	special := policy.Rule{Name: "special", Template: "b", When: policy.When{Purpose: survey, Tags: policy.Tags{Any: []string{"vip"}}}}
	reply := policy.Rule{Name: "reply", Template: "c", When: policy.When{Purpose: []policy.Purpose{policy.PurposeReply}, Tags: policy.Tags{None: []string{"no_survey"}}}}
	tests := []struct {
		name  string
		rules []policy.Rule
		tags  []string
		want  bool
	}{
		{"without a rule nobody is", nil, []string{"no_survey"}, false},
		{"without the tag a ticket is not", []policy.Rule{general}, []string{"whatsapp"}, false},
		{"with it a ticket is", []policy.Rule{general}, []string{"whatsapp", "no_survey"}, true},
		{"unless another rule takes it", []policy.Rule{general, special}, []string{"vip"}, false},
		{"rules of another purpose say nothing", []policy.Rule{reply}, []string{"no_survey"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := policy.Default()
			p.Templates.Rules = tt.rules
			if got := policy.OptedOut(p, policy.Facts{Purpose: policy.PurposeSurvey, Tags: tt.tags}); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
