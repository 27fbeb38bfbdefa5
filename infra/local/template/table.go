package template

func (e *evaluator) table(described Resource, line int, properties *node) (Table, error) {
	r := e.read(described.LogicalID, properties)
	t := Table{LogicalID: described.LogicalID, Name: described.Name, Line: line}
	t.BillingMode = r.text("BillingMode", "PROVISIONED")
	r.each("AttributeDefinitions", func(a *reader) {
		t.Attributes = append(t.Attributes, Attribute{Name: a.need("AttributeName"), Type: a.need("AttributeType")})
	})
	t.Keys = keySchema(r)
	r.each("GlobalSecondaryIndexes", func(i *reader) { t.Indexes = append(t.Indexes, index(i)) })
	r.child("TimeToLiveSpecification", func(ttl *reader) {
		name := ttl.need("AttributeName")
		if ttl.flag("Enabled", false) {
			t.TTLAttribute = name
		}
	})
	// Protection and backup are AWS's.
	r.ignore("DeletionProtectionEnabled", "OnDemandThroughput", "PointInTimeRecoverySpecification", "SSESpecification",
		"TableClass", "TableName", "Tags")
	return t, r.done()
}

func keySchema(r *reader) []Key {
	var keys []Key
	r.each("KeySchema", func(k *reader) {
		keys = append(keys, Key{Name: k.need("AttributeName"), Kind: k.need("KeyType")})
	})
	return keys
}

func index(r *reader) Index {
	i := Index{Name: r.need("IndexName"), Keys: keySchema(r)}
	r.child("Projection", func(p *reader) {
		i.Projection = p.need("ProjectionType")
		for _, name := range p.list("NonKeyAttributes") {
			i.NonKeys = append(i.NonKeys, name.text)
		}
	})
	return i
}
