package bench

import (
	"testing"

	"ventana/infra/local/template"
)

func TestEnvironment_hasWhatTheTemplateGives(t *testing.T) {
	t.Parallel()
	system, err := template.Load("../../template.yaml", nil, template.Local{Stack: "bench", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://sqs"})
	if err != nil {
		t.Fatal(err)
	}
	known := environment()
	for _, function := range system.Functions {
		for name := range function.Environment {
			if _, given := known[name]; !given {
				t.Errorf("%s wants %s, and no cold start is given it", function.Name, name)
			}
		}
	}
	measured := map[string]bool{}
	for _, one := range subjects() {
		measured[one.folder] = true
	}
	for _, function := range system.Functions {
		if !measured[function.CodeURI] {
			t.Errorf("%s is not measured", function.CodeURI)
		}
	}
}
