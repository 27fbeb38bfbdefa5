package template

// Load reads the template at path. Parameters override the template's defaults;
// resolve supplies physical values. An error names file and line, and all
// problems of one kind are reported together; no part of a System is returned
// with it.
func Load(path string, parameters map[string]string, resolve Resolver) (*System, error) {
	d, err := parse(path)
	if err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	values, err := d.parameterValues(parameters)
	if err != nil {
		return nil, err
	}
	e := &evaluator{document: d, parameters: values, conditions: map[string]bool{}, busy: map[string]bool{}, resolve: resolve}
	if err := e.rules(); err != nil {
		return nil, err
	}
	return e.system()
}

// system builds what exists under the present conditions.
func (e *evaluator) system() (*System, error) {
	s := &System{}
	for _, f := range e.section("Resources").fields {
		exists, err := e.exists(f.value)
		if err != nil {
			return nil, err
		}
		if !exists {
			continue
		}
		if err := e.add(s, f); err != nil {
			return nil, err
		}
	}
	ordered, err := e.deadLettersFirst(s.Queues)
	s.Queues = ordered
	return s, err
}

// add puts one resource where it belongs.
func (e *evaluator) add(s *System, f field) error {
	described, err := e.resource(f.line, f.name)
	if err != nil {
		return err
	}
	properties := f.value.member("Properties")
	switch described.Type {
	case "AWS::Serverless::Function":
		return e.function(s, described, f, e.withGlobals(properties))
	case "AWS::SQS::Queue":
		queue, err := e.queue(described, f.line, properties)
		s.Queues = append(s.Queues, queue)
		return err
	case "AWS::DynamoDB::Table":
		table, err := e.table(described, f.line, properties)
		s.Tables = append(s.Tables, table)
		return err
	case "AWS::Serverless::HttpApi":
		throttle, err := e.throttle(described, properties)
		s.Throttle, s.API = throttle, described.Name
		return err
	case "AWS::SecretsManager::Secret":
		secret, err := e.secret(described, f.line, properties)
		s.Secrets = append(s.Secrets, secret)
		return err
	case alarmType, compositeType:
		alarm, err := e.alarm(described, f.line, properties)
		s.Alarms = append(s.Alarms, alarm)
		return err
	}
	if !passive(described.Type) {
		return e.errorf(f.line, "%s has type %s, which the local host neither runs nor knows to be safe to leave out: teach it to infra/local/template/load.go or list it in resource.go", f.name, described.Type)
	}
	return nil
}

func (e *evaluator) secret(described Resource, line int, properties *node) (Secret, error) {
	r := e.read(described.LogicalID, properties)
	secret := Secret{LogicalID: described.LogicalID, Name: described.Name, Value: r.text("SecretString", ""), Line: line}
	r.ignore("Description", "KmsKeyId", "Name", "Tags")
	return secret, r.done()
}
