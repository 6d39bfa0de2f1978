"""Mends of the emulator in who may what: rights that AWS asks for and the emulator does not (see tools.emulator_mends).

They hold with AUTH=true alone, as the emulator's own checks do.
"""

import functools
import json
import threading
from email.utils import parseaddr
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, ses_v2, stepfunctions

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")


def may(role: str, action: str, resource: str) -> bool:
    """Whether a role's own policies allow it."""
    account = role.split(":")[4]
    policies = iam_evaluator._gather_role_policies(role.rpartition("/")[2], account)
    wish = iam_evaluator.EvalContext(role, "AssumedRole", account, action, resource, get_region())
    return bool(iam_evaluator.evaluate(wish, policies).decision == "Allow")


def mail_is_authorized_on_its_sender() -> None:
    """SES v2 authorizes SendEmail on `*`: a policy that names the sender's identity, as AWS has it, allows nothing."""
    extract = iam_actions.extract_resource_arn

    @functools.wraps(extract)
    def resource_arn(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service != "ses" or method != "POST" or not path.endswith("/outbound-emails"):
            return str(extract(service, method, path, headers, body, *rest))
        sender = parseaddr(json.loads(body or b"{}").get("FromEmailAddress", ""))[1]
        identity = sender if sender in ses_v2._identities else sender.rpartition("@")[2]
        _, region, account = rest
        return f"arn:aws:ses:{region}:{account}:identity/{identity}"

    iam_actions.extract_resource_arn = resource_arn


def task_answers_are_authorized_on_their_workflow() -> None:
    """SendTaskSuccess is authorized on `*`: a policy that names the state machine, as AWS has it, allows nothing."""
    workflows: dict[str, str] = {}
    running = threading.local()
    add_event, invoke = stepfunctions._add_event, stepfunctions._invoke_with_callback
    extract = iam_actions.extract_resource_arn

    @functools.wraps(add_event)
    def add(execution: Any, *rest: Any) -> Any:
        running.workflow = execution.get("stateMachineArn", "*")
        return add_event(execution, *rest)

    @functools.wraps(invoke)
    def invoke_with_callback(resource: str, input_data: Any, token: str, state_def: Any) -> Any:
        workflows[token] = running.workflow
        return invoke(resource, input_data, token, state_def)

    @functools.wraps(extract)
    def resource_arn(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service == "states" and b'"taskToken"' in (body or b""):
            return workflows.get(json.loads(body)["taskToken"], "*")
        return str(extract(service, method, path, headers, body, *rest))

    stepfunctions._add_event, stepfunctions._invoke_with_callback = add, invoke_with_callback
    iam_actions.extract_resource_arn = resource_arn


def workflows_act_through_their_role() -> None:
    """A workflow's tasks call whatever they name: its role is asked nothing."""
    if not app.AUTH:
        return
    running = threading.local()
    execute = stepfunctions._execute_task

    @functools.wraps(execute)
    def execute_task(state: Any, raw_input: Any, execution: Any, context: Any) -> Any:
        machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) or {}
        running.role = machine.get("roleArn", "")
        return execute(state, raw_input, execution, context)

    def guarded(call: Any) -> Any:
        @functools.wraps(call)
        def ask(resource: str, given: Any, *rest: Any) -> Any:
            # A task with a timeout goes on in a thread of its own, which was let through before it began.
            role = getattr(running, "role", "")
            action, target = _task_right(resource, given)
            if role and action and not may(role, action, target):
                cause = f"{role} is not authorized to perform {action} on {target}"
                raise stepfunctions._ExecutionError("States.Permissions", cause)
            return call(resource, given, *rest)

        return ask

    stepfunctions._execute_task = execute_task
    for name in ("_invoke_resource", "_invoke_with_callback", "_invoke_resource_with_timeout"):
        setattr(stepfunctions, name, guarded(getattr(stepfunctions, name)))


def _task_right(resource: str, given: Any) -> tuple[str, str]:
    """Action and resource that a task needs; empty for kinds of task that no workflow here has."""
    if "states:::lambda:invoke" in resource:
        return "lambda:InvokeFunction", str(given["FunctionName"])
    if "states:::sqs:sendMessage" in resource:
        queue = str(given["QueueUrl"]).rpartition("/")[2]
        return "sqs:SendMessage", f"arn:aws:sqs:{get_region()}:{get_account_id()}:{queue}"
    return "", ""


def stream_readers_act_through_their_role() -> None:
    """A stream's records are handed to any function: Lambda reads them with the right of the function's role."""
    if not app.AUTH:
        return
    polling = threading.local()
    poll, execute = lambda_svc._poll_dynamodb_streams, lambda_svc._execute_function

    @functools.wraps(poll)
    def poll_streams() -> Any:
        polling.now = True
        try:
            return poll()
        finally:
            polling.now = False

    @functools.wraps(execute)
    def execute_batch(function: dict[str, Any], event: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        if getattr(polling, "now", False):
            role, stream = (function.get("config") or function)["Role"], event["Records"][0]["eventSourceARN"]
            lacking = [action for action in READ_STREAM if not may(role, action, stream)]
            if lacking:
                why = {"errorType": "AccessDenied", "errorMessage": f"{role} lacks {', '.join(lacking)} on {stream}"}
                return {"error": True, "body": why, "log": ""}
        result: dict[str, Any] = execute(function, event, *rest, **named)
        return result

    lambda_svc._poll_dynamodb_streams, lambda_svc._execute_function = poll_streams, execute_batch
