package cloudapi

import (
	"encoding/json"
	"testing"

	"ventana/shared/envelope"
)

func TestCategoryToCome(t *testing.T) {
	t.Parallel()
	const named = `{"message_template_id":1,"message_template_name":"news","message_template_language":"es-ES",`
	for name, tt := range map[string]struct {
		field, raw string
		want       Coming
	}{
		"announced":           {"template_category_update", named + `"new_category":"UTILITY","correct_category":"MARKETING","category_update_timestamp":1}`, Coming{"news", "es_ES", "MARKETING"}},
		"done":                {"template_category_update", named + `"previous_category":"UTILITY","new_category":"MARKETING"}`, Coming{}},
		"done, and told both": {"template_category_update", named + `"previous_category":"UTILITY","new_category":"MARKETING","correct_category":"MARKETING"}`, Coming{}},
		"of another field":    {"message_template_status_update", named + `"correct_category":"MARKETING"}`, Coming{}},
		"of no template":      {"template_category_update", `{"correct_category":"MARKETING"}`, Coming{}},
		"of no value":         {"template_category_update", ``, Coming{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, announced := CategoryToCome(envelope.Notice{Field: tt.field, Raw: json.RawMessage(tt.raw)})
			if announced != (tt.want != Coming{}) || announced && got != tt.want {
				t.Errorf("got %+v, %t, want %+v", got, announced, tt.want)
			}
		})
	}
}
