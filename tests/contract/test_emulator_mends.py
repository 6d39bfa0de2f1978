"""Each mend of the emulator does what it says, and the emulator without it still needs it.

A failure of the second kind is good news: the emulator has learnt it, and the mend is to be removed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.emulator_probes import (
    confirmed_address_is_verified,
    create_function,
    failed_event_is_parked,
    handled,
    invoke,
    nested_stack_is_updated_twice,
    preflight_is_answered,
    processes_of_eight_calls_at_once,
    raised_error,
    state_survives_a_crash,
    stream_is_read_after_a_restart,
    transaction_is_sent_twice,
    waiting_task_fails_by_name,
)
from tests.contract.emulator_right_probes import (
    mail_is_sent_by_who_may,
    rule_parks_what_it_cannot_deliver,
    stream_is_read_by_who_may,
    stream_parks_in_its_bucket,
    task_is_answered_by_who_may,
    workflow_is_refused_what_its_role_lacks,
)
from tools.local_stack import start_emulator

# The names stand here and not in the import: importing the mends would import the emulator into the test's process.
MENDS = (
    "cors_in_lower_case",
    "nested_stacks_keep_attributes",
    "workers_are_bounded",
    "errors_have_names",
    "failed_events_are_retried",
    "partial_batches_are_retried",
    "streams_survive_a_restart",
    "mail_is_authorized_on_its_sender",
    "callback_tasks_fail_with_their_function",
    "task_answers_are_authorized_on_their_workflow",
    "workflows_act_through_their_role",
    "stream_readers_act_through_their_role",
    "rules_park_what_they_cannot_deliver",
    "streams_park_in_their_bucket",
    "transactions_can_be_sent_again",
    "confirmed_addresses_are_verified",
    "state_is_saved_often",
)
ALL = ",".join(MENDS)


@pytest.fixture(scope="module")
def mended() -> Iterator[str]:
    with start_emulator() as emulator:
        yield emulator.endpoint_url


@pytest.fixture(scope="module")
def unmended() -> Iterator[str]:
    with start_emulator(without=ALL) as emulator:
        yield emulator.endpoint_url


def still_needed(result: bool) -> None:
    assert not result, "the emulator does this by itself now: remove the mend"


def test_every_mend_is_probed_here() -> None:
    source = (Path(__file__).parents[2] / "tools/emulator_mends.py").read_text()
    listed = source.split("MENDS: ")[1].split("= (")[1].split(")")[0]
    assert tuple(line.strip(" ,") for line in listed.split("\n") if line.strip()) == MENDS


def test_callback_tasks_fail_with_their_function(mended: str, unmended: str) -> None:
    assert waiting_task_fails_by_name(mended, patience=10)
    still_needed(waiting_task_fails_by_name(unmended, patience=4))


def test_cors_in_lower_case(mended: str, unmended: str) -> None:
    assert preflight_is_answered(mended)
    still_needed(preflight_is_answered(unmended))


def test_nested_stacks_keep_attributes(mended: str, unmended: str) -> None:
    assert nested_stack_is_updated_twice(mended)
    still_needed(nested_stack_is_updated_twice(unmended))


def test_workers_are_bounded(mended: str, unmended: str) -> None:
    assert processes_of_eight_calls_at_once(mended) <= 3
    still_needed(processes_of_eight_calls_at_once(unmended) <= 3)


def test_errors_have_names(mended: str, unmended: str) -> None:
    assert raised_error(mended) == ("CourseFull", "the process lives on")
    name, process = raised_error(unmended)
    still_needed(name == "CourseFull")
    still_needed(process == "the process lives on")


def test_transactions_can_be_sent_again(mended: str, unmended: str) -> None:
    assert transaction_is_sent_twice(mended)
    still_needed(transaction_is_sent_twice(unmended))


def test_confirmed_addresses_are_verified(mended: str, unmended: str) -> None:
    assert confirmed_address_is_verified(mended)
    still_needed(confirmed_address_is_verified(unmended))


def test_failed_events_are_retried(mended: str, unmended: str) -> None:
    assert failed_event_is_parked(mended, patience=15)
    still_needed(failed_event_is_parked(unmended, patience=5))


def test_partial_batches_are_retried(mended: str, unmended: str, tmp_path: Path) -> None:
    expected = ["a", "b", "c"]
    assert handled(mended, tmp_path / "mended", expected, patience=15) == expected
    still_needed(handled(unmended, tmp_path / "unmended", expected, patience=4) == expected)


def test_streams_survive_a_restart(tmp_path: Path) -> None:
    assert stream_is_read_after_a_restart(tmp_path / "mended", without="", patience=15)
    still_needed(stream_is_read_after_a_restart(tmp_path / "unmended", without=ALL, patience=4))


def test_functions_run_however_deep_the_data_lies(tmp_path: Path) -> None:
    """Processes of functions speak over sockets, whose paths are short."""
    deep = tmp_path / ("deep" * 20)
    with start_emulator(data_dir=deep) as emulator:
        name = create_function(emulator.endpoint_url, "def handler(event, _):\n    return 'here'")
        assert invoke(emulator.endpoint_url, name) == {"answer": "here", "failed": False}
        scratch = (deep / "tmp").resolve()
        assert scratch.is_dir()
    assert not scratch.exists()


def test_state_is_saved_often(tmp_path: Path) -> None:
    assert state_survives_a_crash(tmp_path / "mended", without="")
    still_needed(state_survives_a_crash(tmp_path / "unmended", without=ALL))


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    with start_emulator(auth=True) as emulator:
        yield emulator.endpoint_url


@pytest.fixture(scope="module")
def guarded_unmended() -> Iterator[str]:
    with start_emulator(auth=True, without=ALL) as emulator:
        yield emulator.endpoint_url


def test_mail_is_authorized_on_its_sender(guarded: str, guarded_unmended: str) -> None:
    assert mail_is_sent_by_who_may(guarded)
    still_needed(mail_is_sent_by_who_may(guarded_unmended))


def test_task_answers_are_authorized_on_their_workflow(guarded: str, guarded_unmended: str, tmp_path: Path) -> None:
    assert task_is_answered_by_who_may(guarded, tmp_path / "mended")
    still_needed(task_is_answered_by_who_may(guarded_unmended, tmp_path / "unmended"))


def test_workflows_act_through_their_role(guarded: str, guarded_unmended: str) -> None:
    assert workflow_is_refused_what_its_role_lacks(guarded, patience=15)
    still_needed(workflow_is_refused_what_its_role_lacks(guarded_unmended, patience=3))


def test_stream_readers_act_through_their_role(guarded: str, guarded_unmended: str, tmp_path: Path) -> None:
    assert stream_is_read_by_who_may(guarded, tmp_path / "mended", patience=3)
    still_needed(stream_is_read_by_who_may(guarded_unmended, tmp_path / "unmended", patience=15))


def test_rules_park_what_they_cannot_deliver(guarded: str, guarded_unmended: str) -> None:
    assert rule_parks_what_it_cannot_deliver(guarded, patience=10)
    still_needed(rule_parks_what_it_cannot_deliver(guarded_unmended, patience=3))


def test_streams_park_in_their_bucket(guarded: str, guarded_unmended: str) -> None:
    assert stream_parks_in_its_bucket(guarded, patience=15)
    still_needed(stream_parks_in_its_bucket(guarded_unmended, patience=5))
