// Package gateway is an Amazon API Gateway HTTP API with Lambda proxy
// integrations, for the routes of the template.
//
// Contract: a request is matched to a route, turned into an event of payload
// format 2.0, and given to the route's function; its answer becomes the
// response by the rules of "Create AWS Lambda proxy integrations for HTTP
// APIs" in the API Gateway Developer Guide. Among several matches the most
// literal path wins, then the named method before ANY, then $default.
//
// Answers of the gateway itself, as JSON {"message":"…"}: 404 Not Found for no
// route, 413 Request Entity Too Large above 10 MB or above what Lambda takes,
// 429 Too Many Requests above the throttle, 431 Request Header Fields Too Large
// above 10,240 bytes, 500 Internal Server Error for a function error or a
// malformed answer (a function timeout is such an error), 503 Service
// Unavailable when the integration timeout passes first.
//
// Limits: the integration timeout is at most 30 s. A body is text when its
// content type is text/*, JSON, XML or JavaScript and it is valid UTF-8;
// everything else, also a body without a type or a form, arrives in base64.
// Left out: authorizers, CORS, stage variables, parameter mapping, access logs.
package gateway
