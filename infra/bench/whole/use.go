package whole

import (
	"ventana/infra/count"
	"ventana/infra/price"
)

// Use is what something asked for.
type Use struct {
	Table count.Table
	API   int // requests that reached the HTTP API
	Runs  int // of functions
	// FIFO and Standard are requests of the queues by kind: sends and waits of the
	// functions, and the receive and the delete of each batch, which Lambda makes.
	FIFO, Standard int
	Helpdesk       int // calls
	Provider       int // calls of WhatsApp's API and its host of files
	Out            int // bytes in the bodies of those calls
	Logs           int // bytes of the functions' own lines
	// RunMS is how long the runs took here, in milliseconds.
	RunMS float64
}

func (u Use) plus(o Use) Use {
	return Use{
		Table: u.Table.Plus(o.Table), API: u.API + o.API, Runs: u.Runs + o.Runs, FIFO: u.FIFO + o.FIFO, Standard: u.Standard + o.Standard,
		Helpdesk: u.Helpdesk + o.Helpdesk, Provider: u.Provider + o.Provider, Out: u.Out + o.Out, Logs: u.Logs + o.Logs, RunMS: u.RunMS + o.RunMS,
	}
}

// What the stand-ins of this machine do not take and the real ones do, in
// milliseconds a request: what a table and a queue of the same region, Zendesk and
// WhatsApp take to answer. They only decide for how long a run is paid.
const (
	tableMS    = 4
	queueMS    = 8
	helpdeskMS = 150
	providerMS = 150
)

// billed is what AWS charges for, with functions of so much memory. sent is how
// many of the queues' requests functions wait for.
func (u Use) billed(memoryMB int, architecture string) price.Use {
	ms := u.RunMS + float64(u.Table.Requests()*tableMS+(u.FIFO+u.Standard)/receiveSendDelete*queueMS+u.Helpdesk*helpdeskMS+u.Provider*providerMS)
	return price.Use{
		price.HTTPAPIRequest:               float64(u.API),
		price.LambdaRequest:                float64(u.Runs),
		price.LambdaGBSecond(architecture): ms / 1000 * float64(memoryMB) / 1024,
		price.SQSFIFORequest:               float64(u.FIFO),
		price.SQSStandardRequest:           float64(u.Standard),
		price.DynamoDBReadUnit:             u.Table.ReadUnits,
		price.DynamoDBWriteUnit:            u.Table.WriteUnits,
		price.LogGB:                        float64(u.Logs+u.Runs*count.RunLogBytes+u.API*count.AccessLogBytes) / count.GB,
		price.DataOutGB:                    float64(u.Out) / count.GB,
	}
}

// receiveSendDelete: of three requests of a queue a function waits for the send.
const receiveSendDelete = 3
