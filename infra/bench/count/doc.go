// Package count counts what functions ask of DynamoDB: requests by kind, and the
// units that the table itself reports for each (ConsumedCapacity). It stands
// before the table as an http.Handler and changes nothing that the function
// sees but for that report.
//
// The wish for the report changes the body and so breaks the request's
// signature, which stand-ins do not look at; AWS would refuse it.
package count
