package smoke

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	queue "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/infra/redrive"
)

// AlarmAPI is the subset of CloudWatch that this package uses.
type AlarmAPI interface {
	DescribeAlarms(ctx context.Context, in *cloudwatch.DescribeAlarmsInput, options ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error)
}

// deadLetters looks how many letters are parked, without touching one.
func (r *run) deadLetters(ctx context.Context) {
	const check = "no dead letters"
	if r.Stack == "" || r.Queues == nil {
		r.skip(check, errors.New("no stack was given"))
		return
	}
	queues, err := redrive.Open(ctx, r.Queues, r.Stack, "")
	var parked []string
	for _, one := range queues {
		var count int
		if count, err = r.count(ctx, one.DLQ); err != nil {
			break
		}
		if count > 0 {
			parked = append(parked, fmt.Sprintf("%d of %s", count, one.Name))
		}
	}
	switch {
	case isDenied(err):
		r.skip(check, err)
	case err == nil && len(parked) > 0:
		r.note(check, errors.New(strings.Join(parked, ", ")+" are parked"), "Were they before? See what they are: ventana redrive list.")
	default:
		r.note(check, err, "Is the stack's name right, and the region?")
	}
}

// count is how many messages a queue has, in anybody's hands or none.
func (r *run) count(ctx context.Context, url string) (int, error) {
	names := []queue.QueueAttributeName{queue.QueueAttributeNameApproximateNumberOfMessages, queue.QueueAttributeNameApproximateNumberOfMessagesNotVisible}
	out, err := r.Queues.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(url), AttributeNames: names})
	if err != nil {
		return 0, fmt.Errorf("count the letters of %s: %w", url, err)
	}
	total := 0
	for _, name := range names {
		number, err := strconv.Atoi(out.Attributes[string(name)])
		if err != nil {
			return 0, fmt.Errorf("count the letters of %s: %w", url, err)
		}
		total += number
	}
	return total, nil
}

// alarms looks whether one of the stack's rings.
func (r *run) alarms(ctx context.Context) {
	const check = "no alarm rings"
	if r.Stack == "" || r.Alarms == nil {
		r.skip(check, errors.New("there are none here, or no stack was given"))
		return
	}
	var ringing []string
	pages := cloudwatch.NewDescribeAlarmsPaginator(r.Alarms, &cloudwatch.DescribeAlarmsInput{
		AlarmNamePrefix: aws.String(r.Stack + "-"), StateValue: types.StateValueAlarm,
		AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if isDenied(err) {
			r.skip(check, err)
			return
		}
		if err != nil {
			r.note(check, fmt.Errorf("read the alarms: %w", err), "Is the region right?")
			return
		}
		for _, alarm := range page.MetricAlarms {
			ringing = append(ringing, aws.ToString(alarm.AlarmName))
		}
		for _, alarm := range page.CompositeAlarms {
			ringing = append(ringing, aws.ToString(alarm.AlarmName))
		}
	}
	if len(ringing) > 0 {
		r.note(check, errors.New("ringing: "+strings.Join(ringing, ", ")), "Each alarm's description names its runbook. Did it begin with the deployment? Roll back: docs/deploy.md.")
		return
	}
	r.note(check, nil, "")
}

// isDenied reports whether AWS refused because the caller may not.
func isDenied(err error) bool {
	var coded interface{ ErrorCode() string }
	return errors.As(err, &coded) && strings.Contains(coded.ErrorCode(), "AccessDenied")
}
