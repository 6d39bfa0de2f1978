"""Probes of the emulator: each tries one thing that AWS does, and says whether the emulator does it too."""

import io
import json
import textwrap
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tools.local_stack import Emulator, client, create_table, start_emulator

ROLE = "arn:aws:iam::000000000000:role/probe"


def preflight_is_answered(endpoint: str) -> bool:
    cors = {"AllowOrigins": ["https://learn.example"], "AllowMethods": ["GET"], "ExposeHeaders": ["ETag"]}
    api = {"Name": "probe", "ProtocolType": "HTTP", "CorsConfiguration": cors}
    template = {"Resources": {"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": api}}}
    stack = create_stack(endpoint, template)
    found = client("cloudformation", endpoint).describe_stack_resources(StackName=stack)["StackResources"]
    request = urllib.request.Request(
        f"{endpoint}/_aws/execute-api/{found[0]['PhysicalResourceId']}/v1",
        method="OPTIONS",
        headers={"Origin": "https://learn.example", "Access-Control-Request-Method": "GET"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return bool(answer.headers.get("Access-Control-Expose-Headers") == "ETag")
    except urllib.error.HTTPError:
        return False


def nested_stack_is_updated_twice(endpoint: str) -> bool:
    s3 = client("s3", endpoint)
    s3.create_bucket(Bucket="probe")
    told = {"Fn::Sub": "${Queue.Arn} ${Round}"}
    child = {
        "Parameters": {"Round": {"Type": "String"}},
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Told": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": told}},
        },
    }
    s3.put_object(Bucket="probe", Key="child.json", Body=json.dumps(child))
    nested = {"TemplateURL": f"{endpoint}/probe/child.json", "Parameters": {"Round": {"Ref": "Round"}}}
    parent = {
        "Parameters": {"Round": {"Type": "String", "Default": "0"}},
        "Resources": {"Child": {"Type": "AWS::CloudFormation::Stack", "Properties": nested}},
    }
    stack = create_stack(endpoint, parent)
    cloudformation = client("cloudformation", endpoint)
    for number in ("1", "2"):
        values = [{"ParameterKey": "Round", "ParameterValue": number}]
        cloudformation.update_stack(StackName=stack, UsePreviousTemplate=True, Parameters=values)
        if settled(endpoint, stack) != "UPDATE_COMPLETE":
            return False
    return True


def processes_of_eight_calls_at_once(endpoint: str) -> int:
    name = create_function(
        endpoint, "import os, time\ndef handler(event, _):\n    time.sleep(0.5)\n    return os.getpid()"
    )
    with ThreadPoolExecutor(8) as pool:
        return len(set(pool.map(lambda _: invoke(endpoint, name)["answer"], range(8))))


def raised_error(endpoint: str) -> tuple[str, str]:
    source = """
        import os
        class CourseFull(Exception): ...
        def handler(event, _):
            if event.get("full"): raise CourseFull("no seat left")
            return os.getpid()
    """
    name = create_function(endpoint, source)
    before = invoke(endpoint, name)["answer"]
    raised = invoke(endpoint, name, {"full": True})
    assert raised["failed"]
    lives = invoke(endpoint, name)["answer"] == before
    return raised["answer"]["errorType"], "the process lives on" if lives else "another process"


def confirmed_address_is_verified(endpoint: str) -> bool:
    cognito, name = client("cognito-idp", endpoint), f"{uuid.uuid4().hex}@probe.example"
    pool = cognito.create_user_pool(PoolName="probe", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="probe")["UserPoolClient"]["ClientId"]
    email = [{"Name": "email", "Value": name}]
    cognito.sign_up(ClientId=app, Username=name, UserAttributes=email, Password=f"P1!{uuid.uuid4().hex}")
    cognito.confirm_sign_up(ClientId=app, Username=name, ConfirmationCode="123456")
    found = cognito.admin_get_user(UserPoolId=pool, Username=name)["UserAttributes"]
    return {"Name": "email_verified", "Value": "true"} in found


def failed_event_is_parked(endpoint: str, *, patience: float) -> bool:
    name = create_function(endpoint, "def handler(event, _):\n    raise RuntimeError('always')")
    functions, events, sqs = (client(service, endpoint) for service in ("lambda", "events", "sqs"))
    version = functions.publish_version(FunctionName=name)["Version"]
    alias = functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)["AliasArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    parked = {"OnFailure": {"Destination": arn}}
    functions.put_function_event_invoke_config(
        FunctionName=name, Qualifier="live", MaximumRetryAttempts=1, DestinationConfig=parked
    )
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "probe", "Arn": alias}])
    events.put_events(Entries=[{"Source": name, "DetailType": "Probe", "Detail": "{}"}])
    return within(patience, lambda: bool(sqs.receive_message(QueueUrl=queue).get("Messages")))


def handled(endpoint: str, folder: Path, expected: list[str], *, patience: float) -> list[str]:
    """What a stream reader handles that at first refuses `b` and what comes after it."""
    table = create_stream_reader(endpoint, folder, refuse_once="b")
    for name in expected:
        put(endpoint, table, name)
    within(patience, lambda: read(folder) == expected)
    return read(folder)


def stream_is_read_after_a_restart(folder: Path, *, without: str, patience: float) -> bool:
    """Whether a reader that stood still when the emulator ended gets afterwards what it had not had yet."""
    with start_emulator(data_dir=folder, without=without) as emulator:
        table = create_stream_reader(emulator.endpoint_url, folder)
        put(emulator.endpoint_url, table, "a")
        assert within(60, lambda: read(folder) == ["a"]), _state_of(emulator.endpoint_url, table, folder)
        let_read(emulator.endpoint_url, table, enabled=False)
        put(emulator.endpoint_url, table, "b")
    with start_emulator(data_dir=folder, without=without) as emulator:
        let_read(emulator.endpoint_url, table, enabled=True)
        put(emulator.endpoint_url, table, "c")
        return within(patience, lambda: set(read(folder)) == {"a", "b", "c"})


def _state_of(endpoint: str, function: str, folder: Path) -> str:
    """What was read, what the reader says of itself, and what the emulator said: why a reader does not come forward."""
    readers = client("lambda", endpoint).list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    said = (folder / "emulator.log").read_text(encoding="utf-8", errors="replace")
    return f"read {read(folder)}\n{json.dumps(readers, default=str)}\n{said[-4000:]}"


def let_read(endpoint: str, function: str, *, enabled: bool) -> None:
    """Switch the function's stream reader on or off."""
    functions = client("lambda", endpoint)
    (reader,) = functions.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=reader["UUID"], Enabled=enabled)


def state_survives_a_crash(folder: Path, *, without: str) -> bool:
    emulator: Emulator = start_emulator(data_dir=folder, without=without)
    client("sqs", emulator.endpoint_url).create_queue(QueueName="probe")
    time.sleep(5)
    assert emulator.process
    emulator.process.kill()
    emulator.process.wait()
    emulator.stop()
    with start_emulator(data_dir=folder, without=without) as again:
        return bool(client("sqs", again.endpoint_url).list_queues().get("QueueUrls"))


# ── What the probes are made of ──────────────────────────────────────────────────────────────────────────────────────


def create_stack(endpoint: str, template: dict[str, Any]) -> str:
    name = f"probe-{uuid.uuid4().hex[:8]}"
    client("cloudformation", endpoint).create_stack(StackName=name, TemplateBody=json.dumps(template))
    assert settled(endpoint, name) == "CREATE_COMPLETE"
    return name


def settled(endpoint: str, stack: str) -> str:
    cloudformation = client("cloudformation", endpoint)

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

    within(20, lambda: not status().endswith("_IN_PROGRESS"))
    return status()


def create_function(endpoint: str, source: str, variables: dict[str, str] | None = None, role: str = ROLE) -> str:
    name = f"probe-{uuid.uuid4().hex[:8]}"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("probe.py", textwrap.dedent(source))
    client("lambda", endpoint).create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role,
        Handler="probe.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=10,
        Environment={"Variables": variables or {}},
    )
    return name


def invoke(endpoint: str, name: str, event: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client("lambda", endpoint).invoke(FunctionName=name, Payload=json.dumps(event or {}))
    return {"answer": json.loads(answer["Payload"].read()), "failed": "FunctionError" in answer}


def create_stream_reader(endpoint: str, folder: Path, refuse_once: str = "", role: str = ROLE) -> str:
    """A table and a function that writes the keys of its stream into `folder`."""
    folder.mkdir(exist_ok=True)
    source = """
        import os, pathlib
        FOLDER, REFUSED = pathlib.Path(os.environ["FOLDER"]), os.environ["REFUSED"]
        def handler(event, _):
            for record in event["Records"]:
                key = record["dynamodb"]["Keys"]["PK"]["S"]
                mark = FOLDER / "refused"
                if key == REFUSED and not mark.exists():
                    mark.touch()
                    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
                with (FOLDER / "read").open("a") as file:
                    file.write(key + "\\n")
            return {"batchItemFailures": []}
    """
    name = create_function(endpoint, source, {"FOLDER": str(folder), "REFUSED": refuse_once}, role)
    _read_stream(endpoint, name)
    return name


def create_refusing_reader(endpoint: str, role: str, destination: str) -> str:
    """A table and a function that refuses whatever its stream holds, for a second: then it goes to `destination`."""
    name = create_function(endpoint, "def handler(event, _):\n    raise ValueError", role=role)
    _read_stream(
        endpoint, name, MaximumRecordAgeInSeconds=1, DestinationConfig={"OnFailure": {"Destination": destination}}
    )
    return name


def _read_stream(endpoint: str, name: str, **more: Any) -> None:
    """A table of a function's name, whose stream the function reads."""
    stream = client("dynamodb", endpoint).create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]["LatestStreamArn"]
    client("lambda", endpoint).create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=["ReportBatchItemFailures"],
        **more,
    )


def put(endpoint: str, table: str, key: str) -> None:
    client("dynamodb", endpoint).put_item(TableName=table, Item={"PK": {"S": key}})


def read(folder: Path) -> list[str]:
    file = folder / "read"
    return file.read_text().split() if file.exists() else []


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def transaction_is_sent_twice(endpoint: str) -> bool:
    """As a client does whose first answer was lost."""
    item = {"PK": {"S": "P"}, "SK": {"S": "S"}, "n": {"M": {"part": {"N": "1.0"}}}}
    puts = [{"Put": {"TableName": create_table(endpoint), "Item": item | {"SK": {"S": sort}}}} for sort in "ab"]
    dynamodb = client("dynamodb", endpoint)
    try:
        for _ in range(2):
            dynamodb.transact_write_items(TransactItems=puts, ClientRequestToken="the same token")
    except dynamodb.exceptions.IdempotentParameterMismatchException:
        return False
    return True


def create_workflow(endpoint: str, function: str, role: str = ROLE) -> str:
    """A workflow of one task that waits for its token; its ARN."""
    payload = {"FunctionName": function, "Payload": {"token.$": "$$.Task.Token"}}
    resource = "arn:aws:states:::lambda:invoke.waitForTaskToken"
    task = {"Type": "Task", "Resource": resource, "Parameters": payload, "TimeoutSeconds": 60, "End": True}
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": task}})
    created = client("stepfunctions", endpoint).create_state_machine(
        name=f"probe-{uuid.uuid4().hex[:8]}", definition=definition, roleArn=role
    )
    return str(created["stateMachineArn"])


def waiting_task_fails_by_name(endpoint: str, *, patience: float) -> bool:
    source = """
        class Refused(Exception): ...
        def handler(event, _):
            raise Refused("no")
    """
    states = client("stepfunctions", endpoint)
    workflow = create_workflow(endpoint, create_function(endpoint, source))
    execution = states.start_execution(stateMachineArn=workflow)["executionArn"]

    def failed() -> bool:
        found = states.describe_execution(executionArn=execution)
        return (found["status"], found.get("error")) == ("FAILED", "Refused")

    return within(patience, failed)
