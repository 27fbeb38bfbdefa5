package count

// Table is what some requests of the table were and consumed.
type Table struct {
	Queries int // of an index
	Reads   int // of items: gets, and queries of a contact's collection
	Writes  int // also those whose condition failed
	// Failed is how many of the writes had a condition that failed. The stand-in
	// tells no units for them; one each is counted, as DynamoDB bills, and of a
	// transaction two for each of its items.
	Failed     int
	ReadUnits  float64
	WriteUnits float64
	IndexUnits float64 // of the write units, those of the index
	IndexReads float64 // of the read units, those of the index
}

// Plus adds what other requests were.
func (t Table) Plus(o Table) Table {
	return Table{
		t.Queries + o.Queries, t.Reads + o.Reads, t.Writes + o.Writes, t.Failed + o.Failed,
		t.ReadUnits + o.ReadUnits, t.WriteUnits + o.WriteUnits, t.IndexUnits + o.IndexUnits, t.IndexReads + o.IndexReads,
	}
}

// Requests are all of them.
func (t Table) Requests() int { return t.Queries + t.Reads + t.Writes }
