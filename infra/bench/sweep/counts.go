package sweep

import (
	"ventana/infra/count"
	"ventana/infra/price"
)

// Counts is what some runs used.
type Counts struct {
	Runs     int
	BilledMS float64 // without cold starts
	Peak     int64   // bytes, the process's highest

	count.Table
	LogBytes int

	Calls   int // to the helpdesk
	Updates int // of the calls, those that change a ticket
	Limited int // of the calls, those that were refused for being too many
}

// plus adds what other runs used.
func (c Counts) plus(o Counts) Counts {
	c.Runs, c.BilledMS, c.Peak = c.Runs+o.Runs, c.BilledMS+o.BilledMS, max(c.Peak, o.Peak)
	c.Table = c.Table.Plus(o.Table)
	c.LogBytes += o.LogBytes
	c.Calls, c.Updates, c.Limited = c.Calls+o.Calls, c.Updates+o.Updates, c.Limited+o.Limited
	return c
}

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
