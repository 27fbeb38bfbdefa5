package sweep

import "ventana/infra/price"

// Counts is what some runs used.
type Counts struct {
	Runs     int
	BilledMS float64 // without cold starts
	Peak     int64   // bytes, the process's highest

	Queries int // of the index
	Reads   int // of items: gets, and queries of a contact's collection
	Writes  int // also those whose condition failed
	// Failed is how many of the writes had a condition that failed. The stand-in
	// tells no units for them; one each is counted, as DynamoDB bills.
	Failed     int
	ReadUnits  float64
	WriteUnits float64
	IndexUnits float64 // of the write units, those of the index
	LogBytes   int

	Calls   int // to the helpdesk
	Updates int // of the calls, those that change a ticket
	Limited int // of the calls, those that were refused for being too many
}

// plus adds what other runs used.
func (c Counts) plus(o Counts) Counts {
	c.Runs, c.BilledMS, c.Peak = c.Runs+o.Runs, c.BilledMS+o.BilledMS, max(c.Peak, o.Peak)
	c.Queries, c.Reads, c.Writes, c.Failed = c.Queries+o.Queries, c.Reads+o.Reads, c.Writes+o.Writes, c.Failed+o.Failed
	c.ReadUnits, c.WriteUnits, c.IndexUnits = c.ReadUnits+o.ReadUnits, c.WriteUnits+o.WriteUnits, c.IndexUnits+o.IndexUnits
	c.LogBytes += o.LogBytes
	c.Calls, c.Updates, c.Limited = c.Calls+o.Calls, c.Updates+o.Updates, c.Limited+o.Limited
	return c
}

// Requests are those of the table.
func (c Counts) Requests() int { return c.Queries + c.Reads + c.Writes }

// use is what AWS charges for, of a function with so much memory: the schedule
// that starts each run, the runs and their time, the table, the logs.
func (c Counts) use(memoryMB int, architecture string) price.Use {
	return price.Use{
		price.SchedulerInvocation:          float64(c.Runs),
		price.LambdaRequest:                float64(c.Runs),
		price.LambdaGBSecond(architecture): c.BilledMS / 1000 * float64(memoryMB) / 1024,
		price.DynamoDBReadUnit:             c.ReadUnits,
		price.DynamoDBWriteUnit:            c.WriteUnits,
		price.LogGB:                        float64(c.LogBytes) / (1 << 30),
	}
}
