// Package alarm evaluates the alarms of template.yaml as CloudWatch does, on the
// metrics of a local system.
//
// Contract: Parse reads every alarm of a resolved template; Board evaluates them at
// one moment after another and remembers their states. A property, a statistic, a
// function of the metric math or a word of a composite's rule that this package does
// not know stops it with its name: an alarm that is evaluated otherwise here than in
// CloudWatch would prove nothing.
//
// What is kept of CloudWatch's ways, from its user guide ("Alarm evaluation",
// "Configuring how alarms treat missing data", "Combining alarms", "Metric math"):
//
//   - an alarm of a minute or longer is evaluated each minute, over the periods that
//     end then; the last, unfinished minute is left out;
//   - it looks at more periods than EvaluationPeriods; where enough of them have data
//     the newest of those count, and only else TreatMissingData stands in. CloudWatch
//     does not say for each alarm how many more; its examples have two, and so has this;
//   - an expression has no value in a period in which a metric of it has none, unless
//     FILL gives one;
//   - a composite follows its rule; while its ActionsSuppressor is in alarm, and for
//     the extension period after it, it changes its state and tells nobody.
//
// Not imitated: the delay with which AWS's services publish (a minute or two, which
// comes on top), anomaly detection, and alarms of less than a minute.
package alarm
