package alarm

import (
	"testing"
	"time"

	"ventana/infra/meter"
)

func TestMath_namesBuildOnEachOther(t *testing.T) {
	t.Parallel()
	var source meter.Meter
	at := time.Unix(1_795_300_020, 0).Truncate(time.Minute)
	sent := meter.Of("AWS/SQS", "NumberOfMessagesSent", "QueueName", "q")
	source.Add(sent, at, 2)
	source.Add(sent, at, 4)
	var math Math
	for _, err := range []error{math.Metric("sent", sent, "Sum"), math.Metric("most", sent, "Maximum"), math.Expression("both", "SUM([sent * 10,most])")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if value, known, err := math.Value("both", &source, at, at.Add(time.Minute)); value != 64 || !known || err != nil {
		t.Errorf("got %v, %t, %v, want 64", value, known, err)
	}
	if _, known, err := math.Value("both", &source, at.Add(time.Hour), at.Add(2*time.Hour)); known || err != nil {
		t.Errorf("an hour without samples has a value (%v)", err)
	}
	if _, _, err := math.Value("nobody", &source, at, at.Add(time.Minute)); err == nil {
		t.Error("an unknown name has a value")
	}
	if math.Expression("e", "nobody + 1") == nil || math.Metric("m", sent, "Median") == nil {
		t.Error("an unknown name or statistic was taken")
	}
}
