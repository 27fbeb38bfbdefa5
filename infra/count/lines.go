package count

// LogOverhead is what CloudWatch Logs adds to the bytes of each line that it takes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const LogOverhead = 26

// What AWS writes besides the functions' own lines, in bytes: the beginning and the
// report of a run, which LoggingConfig asks for, and the line of the access log as
// the template words it. No stand-in writes them, so that they are assumed.
const (
	RunLogBytes    = 400
	AccessLogBytes = 340
)

// GB is that of logs and transfers, in bytes.
const GB = 1 << 30
