// Package sweep measures the minute's sweep: what the function window asks of
// the table and of the helpdesk when a thousand conversations are due in one
// minute, beside 1 to 100,000 that are not, and what it costs at rest.
//
// What runs is real: the function's own binary before the Lambda Runtime API,
// the table of template.yaml in DynamoDB's stand-in, the simulated Zendesk over
// HTTP. Requests are counted at both edges; units are those that the stand-in
// reports for each request (ConsumedCapacity). Time follows a shifted clock: a
// run takes as long as it takes, the rest of its minute is skipped.
//
// Counts repeat exactly. Milliseconds are this machine's and are told as ratios;
// dollars take them as they are, with the prices of package price.
package sweep
