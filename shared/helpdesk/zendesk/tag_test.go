package zendesk

import "testing"

// Tags are added and taken away one by one: a ticket's list is agents' as well.
func TestTags_leaveTheOthers(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{want: `PUT /api/v2/tickets/35/tags {"tags":["wa_rated","wa_rating_1"]}`, answer: `{"tags":["vip","wa_rated","wa_rating_1","wa_rating_3"]}`},
		exchange{want: `DELETE /api/v2/tickets/35/tags {"tags":["wa_rating_3"]}`, answer: `{"tags":["vip","wa_rated","wa_rating_1"]}`},
	)
	if err := client.AddTags(t.Context(), "35", []string{"wa_rated", "wa_rating_1"}); err != nil {
		t.Fatal(err)
	}
	for _, tags := range [][]string{{"wa_rating_3"}, nil} {
		if err := client.RemoveTags(t.Context(), "35", tags); err != nil {
			t.Fatal(err)
		}
	}
}
