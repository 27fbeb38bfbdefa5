#!/usr/bin/env python3
"""Translate template.yaml as AWS does and lint the result.

cfn-lint on a SAM template checks what is written; this checks what CloudFormation
will get: the roles, versions, aliases, mappings and permissions that SAM adds.

    infra/lint/translate.py [template.yaml] [--write FILE]

For each stage it translates, runs cfn-lint on the JSON and compares with what the
project relies on: SAM makes no role for a function, and queues, API and schedule
point at the alias. No network and no AWS account are used. Exit 0 = clean,
1 = findings, 2 = the template cannot be translated.

Needs cfn-lint 1.51 or later, which brings aws-sam-translator and boto3.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import boto3
from cfnlint.decode import cfn_yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

REGION = "eu-west-1"  # any; translation only writes it into names
# sam build and sam deploy put an S3 address here before AWS sees the template.
UPLOADED = "s3://ventana-artifacts/function.zip"
STAGES = {
    "dev": {},
    "staging": {},
    "prod": {"AlarmEmail": "oncall@example.com", "AlarmTopicKey": "stack", "Tracing": "on", "MonthlyBudgetUsd": "250"},
    # As docs/deploy.md says for the fix of an alarm that rings.
    "prod without a shift": {"Stage": "prod", "TrafficShift": "false"},
}
# CodeDeploy's own role is the one that SAM may add: it comes with DeploymentPreference.
EXPECTED_EXTRA_ROLES = {"CodeDeployServiceRole"}


def translate(path, stage):
    """Return the CloudFormation template for stage as a dict."""
    document = json.loads(json.dumps(cfn_yaml.load(path)))
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = UPLOADED
    defaults = {name: p["Default"] for name, p in document["Parameters"].items() if "Default" in p}
    values = {**defaults, "Stage": stage, **STAGES[stage]}
    session = boto3.Session(region_name=REGION)
    return Translator({}, Parser(), boto_session=session).translate(document, values)


def problems(written, translated, shifts):
    """Say where the translation differs from what the project relies on."""
    resources = translated["Resources"]
    deployed_by_codedeploy = {name for name, resource in resources.items() if "CodeDeployLambdaAliasUpdate" in resource.get("UpdatePolicy", {})}
    if not shifts and deployed_by_codedeploy:
        yield f"{', '.join(sorted(deployed_by_codedeploy))}: traffic is shifted, although TrafficShift is false"
    if shifts and not deployed_by_codedeploy:
        yield "no traffic is shifted, although TrafficShift is true"
    for name in names(resources, "AWS::IAM::Role") - names(written, "AWS::IAM::Role") - EXPECTED_EXTRA_ROLES:
        yield f"{name}: SAM added a role, which is broader than ours; set Role on the function"
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::EventSourceMapping" and "Alias" not in target(resource, "FunctionName"):
            yield f"{name}: the queue feeds the function itself; it must feed the alias live"
        if resource["Type"] == "AWS::Scheduler::Schedule":
            if "Alias" not in json.dumps(resource["Properties"]["Target"]["Arn"]):
                yield f"{name}: the schedule starts the function itself; it must start the alias live"
        if resource["Type"] == "AWS::Lambda::Permission" and "Alias" not in target(resource, "FunctionName"):
            yield f"{name}: the API calls the function itself; it must call the alias live"
    for name in names(written, "AWS::Serverless::Function"):
        if f"{name}Aliaslive" not in resources:
            yield f"{name}: no alias live was made"


def names(resources, kind):
    return {name for name, resource in resources.items() if resource["Type"] == kind}


def target(resource, member):
    return json.dumps(resource["Properties"].get(member, ""))


def lint(translated):
    """Run cfn-lint on the translation; return its exit code."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as out:
        json.dump(translated, out)
    try:
        # I rules and W rules speak about the text that people write: they ran on
        # template.yaml. Here only errors count.
        return subprocess.run(
            ["cfn-lint", "-t", out.name, "--regions", REGION, "--ignore-checks", "W", "--non-zero-exit-code", "error"],
            check=False,
        ).returncode
    finally:
        os.unlink(out.name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("template", nargs="?", default="template.yaml")
    parser.add_argument("--write", metavar="FILE", help="keep the translation for prod in FILE")
    arguments = parser.parse_args()
    written = json.loads(json.dumps(cfn_yaml.load(arguments.template)))["Resources"]
    failed = False
    for stage in STAGES:
        try:
            translated = translate(arguments.template, stage)
        except InvalidDocumentException as error:
            print(f"{arguments.template}: stage {stage}: {error.message}", file=sys.stderr)
            for cause in error.causes:
                print(f"  {cause.message}", file=sys.stderr)
            return 2
        found = list(problems(written, translated, STAGES[stage].get("TrafficShift") != "false"))
        for problem in found:
            print(f"stage {stage}: {problem}", file=sys.stderr)
        failed = failed or bool(found) or lint(translated) != 0
        print(f"stage {stage}: {len(written)} resources written, {len(translated['Resources'])} deployed")
        if arguments.write and stage == "prod":
            with open(arguments.write, "w", encoding="utf-8") as out:
                json.dump(translated, out, indent=2)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
