"""Where the emulator (ministack 1.5.33) differs from AWS in what this project needs, mended inside its own process.

Each mend says what was wrong. tests/contract/test_emulator_mends.py runs the emulator with and without each of them
and fails when one is no longer needed. Those about rights stand in tools/emulator_rights.py, those about
what nobody could handle in tools/emulator_parking.py. The templates know of none.
"""

import copy
import functools
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from ministack import app
from ministack.core import lambda_runtime
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudformation, cognito, dynamodb, eventbridge, lambda_svc, stepfunctions
from ministack.services.cloudformation import provisioners

from tools.emulator_parking import rules_park_what_they_cannot_deliver, streams_park_in_their_bucket
from tools.emulator_rights import (
    mail_is_authorized_on_its_sender,
    stream_readers_act_through_their_role,
    task_answers_are_authorized_on_their_workflow,
    workflows_act_through_their_role,
)

WORKERS_PER_FUNCTION = 3
WORKERS_IN_ALL = int(os.environ.get("EMULATOR_WORKERS", "24"))
_QUEUE_SECONDS = 60.0


def cors_in_lower_case() -> None:
    """A template's CorsConfiguration is stored with capitals (`AllowOrigins`), so every preflight is refused."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]

    def lowered(properties: dict[str, Any]) -> dict[str, Any]:
        cors = properties.get("CorsConfiguration") or {}
        return {**properties, "CorsConfiguration": {name[0].lower() + name[1:]: value for name, value in cors.items()}}

    @functools.wraps(create)
    def create_api(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        return create(logical_id, lowered(properties), stack)

    @functools.wraps(update)
    def update_api(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        return update(physical_id, lowered(old), lowered(new), *rest)

    handlers.update(create=create_api, update=update_api)


def nested_stacks_keep_attributes() -> None:
    """An update of a nested stack forgets the attributes of what it leaves unchanged: `!GetAtt Role.Arn` then fails."""
    update = provisioners._update_resource

    @functools.wraps(update)
    def update_resource(kind: str, physical_id: str, old: Any, new: Any, stack: str, *rest: Any) -> tuple[str, Any]:
        logical_id, known = (*rest, None, None)[:2]
        if known is None:
            resources = (cloudformation._stacks.get(stack) or {}).get("_resources", {})
            known = resources.get(logical_id, {}).get("Attributes") or {}
        now_id, attributes = update(kind, physical_id, old, new, stack, logical_id, known)
        return now_id, {**known, **attributes} if now_id == physical_id else attributes

    provisioners._update_resource = update_resource


def workers_are_bounded() -> None:
    """Every concurrent call starts a process of its own without limit: 32 clients took 7 GB.

    Here a call waits for one of its function's few workers; when all places are taken, the worker that has been idle
    longest ends first.
    """
    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    changed = threading.Condition()

    @functools.wraps(acquire)
    def acquire_in_turn(name: str, config: Any, code: bytes, qualifier: str = "$LATEST", **_: Any) -> tuple[Any, str]:
        end = time.monotonic() + _QUEUE_SECONDS
        with changed:
            while True:
                if _room_for(lambda_runtime._worker_key(name, config, qualifier)):
                    limit = WORKERS_PER_FUNCTION
                    worker, how = acquire(name, config, code, qualifier=qualifier, max_concurrency=limit)
                    if worker is not None:
                        return worker, how
                if not changed.wait(timeout=end - time.monotonic()):
                    return None, "func_cap"

    @functools.wraps(release)
    def release_and_tell(worker: Any) -> None:
        release(worker)
        with changed:
            changed.notify_all()

    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker, module.release_worker = acquire_in_turn, release_and_tell


def _room_for(key: str) -> bool:
    """Whether a worker for `key` may run: one is idle, or there is a place, if need be after ending an idle one."""
    with lambda_runtime._lock:
        pools = lambda_runtime._workers
        if any(not worker.in_use for worker in pools.get(key, ())):
            return True
        everyone = [(worker, pool) for pool in pools.values() for worker in pool]
        if len(everyone) < WORKERS_IN_ALL:
            return True
        idle = [(worker, pool) for worker, pool in everyone if not worker.in_use]
        if not idle or len(pools.get(key, ())) >= WORKERS_PER_FUNCTION:
            return False
        oldest, pool = min(idle, key=lambda entry: entry[0].last_used)
        pool.remove(oldest)
    lambda_runtime.kill_workers([oldest])
    return True


def errors_have_names() -> None:
    """A raised CourseFull reaches Step Functions and callers as `Runtime.HandlerError`, and its worker is thrown away.

    AWS reports the class's name, and the execution environment lives on.
    """
    plain = '{"status": "error", "error": str(e), "trace": traceback.format_exc()}'
    named = (
        '{"status": "ok", "result": {"__raised__": {"errorMessage": str(e), "errorType": type(e).__name__, '
        '"stackTrace": traceback.format_tb(e.__traceback__)}}}'
    )
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    replaced = script.replace(f"json.dumps({plain})", f"traceback.print_exc() or json.dumps({named})")
    if replaced == script:
        raise RuntimeError("The emulator's worker has changed: errors_have_names must be looked at.")
    lambda_runtime._PYTHON_WORKER_SCRIPT = replaced
    execute = lambda_svc._execute_function_warm

    @functools.wraps(execute)
    def execute_named(*arguments: Any) -> dict[str, Any]:
        result: dict[str, Any] = execute(*arguments)
        body = result.get("body")
        if isinstance(body, dict) and "__raised__" in body:
            return {**result, "body": body["__raised__"], "error": True, "function_error": "Unhandled"}
        return result

    lambda_svc._execute_function_warm = execute_named


def failed_events_are_retried() -> None:
    """A function that a rule or schedule invokes is tried once; its retries and failure destination are ignored.

    They hang on the alias, where the emulator's own retries (of other invocations) do not look either.
    """

    def dispatch(arn: str, payload: str) -> None:
        function, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            raise LookupError(f"no function {name}")
        _, qualifier = lambda_svc._lambda_function_name_and_qualifier_from_arn(arn)
        published, _, _ = lambda_svc._get_base_func_record_for_ref(arn)
        asynchronous = lambda_svc._event_invoke_config(published, qualifier)
        record = lambda_svc._execution_record_for_config(function, config)
        lambda_svc.invoke_async_with_retry({**record, "event_invoke_config": asynchronous}, json.loads(payload))

    eventbridge._dispatch_to_lambda = dispatch


def partial_batches_are_retried() -> None:
    """A stream reader's `batchItemFailures` count as success: the records it could not handle are lost.

    Here the lowest failed record is where the next batch starts, as with ReportBatchItemFailures.
    """
    execute = lambda_svc._execute_function

    @functools.wraps(execute)
    def execute_batch(function: dict[str, Any], event: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        result: dict[str, Any] = execute(function, event, *rest, **named)
        failed = _lowest_failure(event, result)
        if failed is None:
            return result
        record = event["Records"][failed]
        _go_back_to(function, record)
        message = f"stopped at record {record['dynamodb']['SequenceNumber']}"
        return {"error": True, "body": {"errorType": "PartialBatch", "errorMessage": message}, "log": ""}

    lambda_svc._execute_function = execute_batch


def _lowest_failure(event: Any, result: dict[str, Any]) -> int | None:
    records = event.get("Records") if isinstance(event, dict) else None
    if result.get("error") or not records or records[0].get("eventSource") != "aws:dynamodb":
        return None
    body = result.get("body")
    answer = json.loads(body) if isinstance(body, str) and body else body
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if not failures:
        return None
    names = {failure.get("itemIdentifier") for failure in failures}
    found = (index for index, record in enumerate(records) if record["dynamodb"]["SequenceNumber"] in names)
    return next(found, 0)


def _go_back_to(function: dict[str, Any], record: dict[str, Any]) -> None:
    """Move the reader of this function to the record. The poller calls under the reader's account and region."""
    name = (function.get("config") or function)["FunctionName"]
    for _, _, reader in lambda_svc._iter_all_esms():
        if reader["EventSourceArn"] != record["eventSourceARN"] or reader["FunctionName"] != name:
            continue
        table = reader["EventSourceArn"].split(":table/")[1].split("/")[0]
        live = dynamodb.stream_live_records(table)
        index = next(i for i, candidate in enumerate(live) if candidate["eventID"] == record["eventID"])
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[reader["UUID"]] = dynamodb.stream_start_position(table) + index


def streams_survive_a_restart() -> None:
    """Readers' positions are kept over a restart but the stream is not: readers wait for a place that never comes.

    Here the records that some reader has not had yet are kept too, in their place.
    """
    get_state, load = dynamodb.get_state, dynamodb.load_persisted_state

    @functools.wraps(get_state)
    def state_with_streams() -> dict[str, Any]:
        streams, trimmed = AccountRegionScopedDict(), AccountRegionScopedDict()
        for account, region, table in list(dynamodb._stream_records._data):
            scope = {"account_id": account, "region": region}
            start = _first_unread(account, region, table, dynamodb.stream_end_position(table, **scope))
            streams.set_scoped(account, region, table, dynamodb.stream_records_since(table, start, 10**9, **scope))
            trimmed.set_scoped(account, region, table, start)
        return {**get_state(), "streams": streams, "streams_trimmed": trimmed}

    @functools.wraps(load)
    def load_with_streams(data: dict[str, Any]) -> None:
        load(data)
        dynamodb._stream_records.update(data.get("streams") or {})
        dynamodb._stream_trimmed.update(data.get("streams_trimmed") or {})

    dynamodb.get_state, dynamodb.load_persisted_state = state_with_streams, load_with_streams


def _first_unread(account: str, region: str, table: str, end: int) -> int:
    readers = [
        reader["UUID"]
        for reader_account, reader_region, reader in lambda_svc._iter_all_esms()
        if (reader_account, reader_region) == (account, region) and f":table/{table}/" in reader["EventSourceArn"]
    ]
    positions = lambda_svc._dynamodb_stream_positions
    return min((int(positions.get_scoped(account, region, uuid, end)) for uuid in readers), default=end)


def callback_tasks_fail_with_their_function() -> None:
    """A function that raises in a `.waitForTaskToken` task leaves the execution waiting until its timeout.

    AWS fails the task at once, so that Retry and Catch see the error.
    """
    invoke, call = stepfunctions._invoke_with_callback, stepfunctions._call_lambda
    waiting = threading.local()

    @functools.wraps(call)
    def call_and_tell(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except stepfunctions._ExecutionError as error:
            task = stepfunctions._task_tokens.get(getattr(waiting, "token", None) or "")
            if task is not None:
                task["error"] = {"Error": error.error, "Cause": error.cause}
                task["event"].set()
            raise

    @functools.wraps(invoke)
    def invoke_with_callback(resource: str, input_data: Any, token: str, state_def: Any) -> Any:
        waiting.token = token
        try:
            return invoke(resource, input_data, token, state_def)
        finally:
            waiting.token = None

    stepfunctions._call_lambda = call_and_tell
    stepfunctions._invoke_with_callback = invoke_with_callback


def transactions_can_be_sent_again() -> None:
    """A transaction's token is kept with the items themselves, whose numbers are then rewritten (`1.0` becomes `1`):
    the same transaction sent again is refused as another one.
    """
    write = dynamodb._transact_write_items

    @functools.wraps(write)
    def transact_write_items(data: dict[str, Any]) -> Any:
        token = data.get("ClientRequestToken")
        sent = copy.deepcopy({name: value for name, value in data.items() if name != "ClientRequestToken"})
        answer = write(data)
        kept = dynamodb._txn_token_lookup(token) if token else None
        if kept is not None and answer[0] == 200:
            kept["signature"] = sent
        return answer

    dynamodb._transact_write_items = transact_write_items


def confirmed_addresses_are_verified() -> None:
    """Who confirms a sign-up with the code that was mailed has an address that is not verified.

    Cognito verifies it where the pool says so (`AutoVerifiedAttributes`), and invitations ask for that.
    """
    confirm = cognito._confirm_sign_up

    @functools.wraps(confirm)
    def confirm_sign_up(data: dict[str, Any]) -> Any:
        answer = confirm(data)
        pools = [pool for pool in cognito._user_pools.values() if data.get("ClientId") in pool["_clients"]]
        if answer[0] == 200 and pools and "email" in pools[0].get("AutoVerifiedAttributes", ()):
            user, _ = cognito._resolve_user(pools[0], data.get("Username"))
            verified = [{"Name": "email_verified", "Value": "true"}]
            user["Attributes"] = cognito._merge_attributes(user.get("Attributes", []), verified)
        return answer

    cognito._confirm_sign_up = confirm_sign_up


def state_is_saved_often() -> None:
    """State is saved when the emulator ends cleanly and never before: a crash loses everything since the start."""
    seconds = float(os.environ.get("EMULATOR_AUTOSAVE_SECONDS", "0"))
    if not seconds:
        return

    def save_for_ever() -> None:
        pause = seconds
        while True:
            time.sleep(pause)
            started = time.monotonic()
            app.save_all(app._build_persistence_save_dict())
            # Saving takes the interpreter's lock: a big state is saved less often.
            pause = max(seconds, 10 * (time.monotonic() - started))

    threading.Thread(target=save_for_ever, daemon=True, name="autosave").start()


MENDS: tuple[Callable[[], None], ...] = (
    cors_in_lower_case,
    nested_stacks_keep_attributes,
    workers_are_bounded,
    errors_have_names,
    failed_events_are_retried,
    partial_batches_are_retried,
    streams_survive_a_restart,
    mail_is_authorized_on_its_sender,
    callback_tasks_fail_with_their_function,
    task_answers_are_authorized_on_their_workflow,
    workflows_act_through_their_role,
    stream_readers_act_through_their_role,
    rules_park_what_they_cannot_deliver,
    streams_park_in_their_bucket,
    transactions_can_be_sent_again,
    confirmed_addresses_are_verified,
    state_is_saved_often,
)


def apply(without: Iterable[str] = ()) -> None:
    """Apply every mend but those named in `without`. Called once, before the emulator serves."""
    left_out = frozenset(without)
    for mend in MENDS:
        if mend.__name__ not in left_out:
            mend()
