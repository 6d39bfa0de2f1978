"""Mends of the emulator in where things go that nobody could handle (see tools.emulator_mends).

With AUTH=true they ask for the rights that AWS asks for.
"""

import functools
import json
import threading
import time
from datetime import UTC, datetime
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import eventbridge, lambda_svc, s3, sqs

from tools.emulator_rights import may


def rules_park_what_they_cannot_deliver() -> None:
    """A rule's target that cannot be called loses the event: DeadLetterConfig and the queue's policy are ignored."""
    invoke = eventbridge._invoke_target
    calling = threading.local()

    @functools.wraps(invoke)
    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        calling.target, calling.rule = target, rule
        try:
            invoke(target, event, rule, view)
        finally:
            calling.target = calling.rule = None

    def dispatch(arn: str, payload: str) -> None:
        try:
            call(arn, payload)
        except LookupError as error:
            _park_event(calling.target or {}, calling.rule or {}, payload, str(error))

    call = eventbridge._dispatch_to_lambda
    eventbridge._invoke_target, eventbridge._dispatch_to_lambda = invoke_target, dispatch


def _park_event(target: dict[str, Any], rule: dict[str, Any], payload: str, why: str) -> None:
    arn = (target.get("DeadLetterConfig") or {}).get("Arn", "")
    queue = sqs._queue_by_arn(arn)
    if queue is None or not _rule_may_send(queue, arn, str(rule.get("Arn", ""))):
        return
    facts = {"RULE_ARN": rule.get("Arn", ""), "TARGET_ARN": target["Arn"], "ERROR_CODE": "NO_PERMISSIONS"}
    attributes = {
        name: {"DataType": "String", "StringValue": str(value)}
        for name, value in {**facts, "ERROR_MESSAGE": why, "RETRY_ATTEMPTS": "0"}.items()
    }
    now = time.time()
    queue["messages"].append(
        {
            "id": new_uuid(),
            "body": payload,
            "sent_at": now,
            "visible_at": now,
            "message_attributes": attributes,
            "sys": {"SenderId": "events.amazonaws.com", "SentTimestamp": str(int(now * 1000))},
        }
    )
    sqs._ensure_msg_fields(queue["messages"][-1])


def _rule_may_send(queue: dict[str, Any], arn: str, rule: str) -> bool:
    if not app.AUTH:
        return True
    context = {"aws:sourcearn": rule}
    wish = iam_evaluator.EvalContext(
        rule, "Service", get_account_id(), "sqs:SendMessage", arn, get_region(), service_context=context
    )
    policy = queue.get("attributes", {}).get("Policy")
    return bool(iam_evaluator.evaluate_resource_policy(policy, wish, "events.amazonaws.com").decision == "Allow")


def streams_park_in_their_bucket() -> None:
    """A batch of a stream that failed to the end is lost where the mapping's destination is a bucket."""
    send = lambda_svc._send_ddb_stream_failure_record

    @functools.wraps(send)
    def park(mapping: Any, function: Any, batch: Any, stream: str, result: Any, condition: str) -> None:
        bucket = str(((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination", ""))
        if not bucket.startswith("arn:aws:s3:::"):
            send(mapping, function, batch, stream, result, condition)
        elif _may_park((function.get("config") or function)["Role"], bucket):
            _park_batch(mapping["UUID"], function.get("config") or function, batch, bucket, condition)

    lambda_svc._send_ddb_stream_failure_record = park


def _may_park(role: str, bucket: str) -> bool:
    """Lambda writes into the bucket in the function's name, and looks whether it is there."""
    rights = {"s3:PutObject": f"{bucket}/*", "s3:ListBucket": bucket}
    return not app.AUTH or all(may(role, action, resource) for action, resource in rights.items())


def _park_batch(mapping: str, function: dict[str, Any], batch: list[Any], bucket: str, condition: str) -> None:
    """A bucket gets the batch itself, unlike a queue, which gets the places of its records in the stream."""
    moment = datetime.now(UTC)
    context = {"requestId": new_uuid(), "functionArn": function["FunctionArn"], "condition": condition}
    record = {
        "requestContext": context,
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": moment.isoformat(),
        "payload": json.dumps({"Records": batch}),
    }
    key = f"aws/lambda/{mapping}/shardId-0/{moment:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{new_uuid()}"
    s3._put_object(bucket.rpartition(":")[2], key, json.dumps(record).encode(), {})
