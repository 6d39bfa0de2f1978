"""Probes of the emulator in who may what: each tries one right that AWS asks for, under AUTH=true."""

import json
import uuid
from pathlib import Path
from typing import Any

from tests.contract.emulator_probes import (
    create_function,
    create_refusing_reader,
    create_stream_reader,
    create_workflow,
    put,
    read,
    within,
)
from tools.local_stack import client

NOTHING = "sts:GetCallerIdentity"


def create_role(endpoint: str, *actions: str) -> str:
    """A role that may do these actions on everything; its ARN."""
    iam, name = client("iam", endpoint), f"probe-{uuid.uuid4().hex[:8]}"
    services = {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}
    trust = {"Effect": "Allow", "Principal": services, "Action": "sts:AssumeRole"}
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
    iam.put_role_policy(
        RoleName=name,
        PolicyName="may",
        PolicyDocument=document({"Effect": "Allow", "Action": list(actions), "Resource": "*"}),
    )
    return str(made["Role"]["Arn"])


def document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def workflow_is_refused_what_its_role_lacks(endpoint: str, *, patience: float) -> bool:
    """Whether a workflow that may not invoke its task's function fails for that reason."""
    states = client("stepfunctions", endpoint)
    function = create_function(endpoint, "def handler(event, _):\n    return {}", role=create_role(endpoint, "*"))
    workflow = create_workflow(endpoint, function, create_role(endpoint, NOTHING))
    execution = states.start_execution(stateMachineArn=workflow)["executionArn"]

    def refused() -> bool:
        found = states.describe_execution(executionArn=execution)
        return (found["status"], found.get("error")) == ("FAILED", "States.Permissions")

    return within(patience, refused)


def stream_is_read_by_who_may(endpoint: str, folder: Path, *, patience: float) -> bool:
    """Whether a function gets records only while its role may read the stream."""
    stream = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")
    role = create_role(endpoint, NOTHING)
    table = create_stream_reader(endpoint, folder, role=role)
    put(endpoint, table, "a")
    if within(patience, lambda: read(folder) != []):
        return False
    policy = document({"Effect": "Allow", "Action": list(stream), "Resource": "*"})
    client("iam", endpoint).put_role_policy(RoleName=role.rpartition("/")[2], PolicyName="may", PolicyDocument=policy)
    return within(15, lambda: read(folder) == ["a"])


def rule_parks_what_it_cannot_deliver(endpoint: str, *, patience: float) -> bool:
    """Whether an event for a function that is gone ends in the rule's queue, where the queue lets rules send."""
    events, sqs, found = client("events", endpoint), client("sqs", endpoint), []
    for number, allowed in enumerate(("events.amazonaws.com", "sns.amazonaws.com")):
        name = f"probe-{uuid.uuid4().hex[:8]}"
        queue = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        lets = {"Effect": "Allow", "Principal": {"Service": allowed}, "Action": "sqs:SendMessage", "Resource": arn}
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": document(lets)})
        events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
        gone = "arn:aws:lambda:us-east-1:000000000000:function:gone"
        events.put_targets(Rule=name, Targets=[{"Id": "probe", "Arn": gone, "DeadLetterConfig": {"Arn": arn}}])
        events.put_events(Entries=[{"Source": name, "DetailType": "Probe", "Detail": "{}"}])
        seconds = patience if number == 0 else 2
        found.append(
            within(seconds, lambda queue=queue: bool(sqs.receive_message(QueueUrl=queue).get("Messages")))  # type: ignore[misc]
        )
    return found == [True, False]


def mail_is_sent_by_who_may(endpoint: str) -> bool:
    """Whether somebody whose one policy names the sender's identity can send, and only as that sender."""
    import boto3

    iam, mail = client("iam", endpoint), client("sesv2", endpoint)
    for identity in ("example.org", "example.com"):
        mail.create_email_identity(EmailIdentity=identity)
    iam.create_user(UserName="writer")
    allowed = {
        "Effect": "Allow",
        "Action": "ses:SendEmail",
        "Resource": "arn:aws:ses:us-east-1:000000000000:identity/example.org",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="writer", PolicyName="writes", PolicyDocument=document)
    key = iam.create_access_key(UserName="writer")["AccessKey"]
    writer = boto3.client(
        "sesv2",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )

    def sends(sender: str) -> bool:
        body = {"Text": {"Data": "text"}}
        content: Any = {"Simple": {"Subject": {"Data": "subject"}, "Body": body}}
        to: Any = {"ToAddresses": ["reader@example.net"]}
        try:
            writer.send_email(FromEmailAddress=sender, Destination=to, Content=content)
        except writer.exceptions.ClientError:
            return False
        return True

    return sends("school@example.org") and not sends("school@example.com")


def task_is_answered_by_who_may(endpoint: str, folder: Path) -> bool:
    """Whether somebody whose one policy names the workflow can answer its task, and who names another cannot."""
    import boto3

    folder.mkdir()
    iam = client("iam", endpoint)
    role = create_role(endpoint, "*")
    source = """
        import os, pathlib
        def handler(event, _):
            pathlib.Path(os.environ["TOKEN"]).write_text(event["token"])
    """
    token = folder / "token"
    workflow = create_workflow(endpoint, create_function(endpoint, source, {"TOKEN": str(token)}, role), role)
    client("stepfunctions", endpoint).start_execution(stateMachineArn=workflow)
    assert within(10, lambda: token.exists() and bool(token.read_text()))

    def answers(name: str, resource: str) -> bool:
        iam.create_user(UserName=name)
        allowed = {"Effect": "Allow", "Action": "states:SendTaskSuccess", "Resource": resource}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_user_policy(UserName=name, PolicyName="answers", PolicyDocument=document)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        states = boto3.client(
            "stepfunctions",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )
        try:
            states.send_task_success(taskToken=token.read_text(), output="{}")
        except states.exceptions.ClientError as error:
            if "AccessDenied" not in str(error):
                raise
            return False
        return True

    return not answers("stranger", f"{workflow}-other") and answers("grader", workflow)


def stream_parks_in_its_bucket(endpoint: str, *, patience: float) -> bool:
    """Whether a batch that a function refuses to the end lies in the mapping's bucket, where its role may put it."""
    buckets = client("s3", endpoint)

    def parks(seconds: float, *rights: str) -> bool:
        role = create_role(endpoint, "dynamodb:*", *rights)
        bucket = f"probe-{uuid.uuid4().hex[:8]}"
        buckets.create_bucket(Bucket=bucket)
        table = create_refusing_reader(endpoint, role, f"arn:aws:s3:::{bucket}")
        put(endpoint, table, "a")
        if not within(seconds, lambda: "Contents" in buckets.list_objects_v2(Bucket=bucket)):
            return False
        (parked,) = buckets.list_objects_v2(Bucket=bucket)["Contents"]
        record = json.loads(buckets.get_object(Bucket=bucket, Key=parked["Key"])["Body"].read())
        (lost,) = json.loads(record["payload"])["Records"]
        return bool(lost["dynamodb"]["Keys"] == {"PK": {"S": "a"}})

    return parks(patience, "s3:PutObject", "s3:ListBucket") and not parks(4, "s3:PutObject")
