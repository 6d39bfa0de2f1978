"""Compare what the provider lists with a school's orders, and put right what differs, or say why not (wish 1)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lyceum.commerce.accounts_listed import Listed, books_of
from lyceum.commerce.errors import (
    OrderNotFound,
    PaidTwice,
    PaymentDiffers,
    PaymentOfAnotherOrder,
    PaymentsNotSetUp,
    RefundTooMuch,
    UnchargeableAmount,
)
from lyceum.commerce.events import OrderReopened
from lyceum.commerce.give_back import return_payment
from lyceum.commerce.hear_dispute import dispute_events
from lyceum.commerce.hear_refund import booked_events
from lyceum.commerce.model.dispute import decide, told_of
from lyceum.commerce.model.hook import Hook
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.reconciliation import Finding, FindingKind, Reconciliation
from lyceum.commerce.model.refund import Refund, RefundState, unwanted_id
from lyceum.commerce.model.told_refund import book, told_by
from lyceum.commerce.provider_list import ProviderList
from lyceum.commerce.refund import hand_out
from lyceum.commerce.settled import settled
from lyceum.commerce.store import inbox, orders, reconciliations, refunds
from lyceum.commerce.store.coupons import USE_GONE
from lyceum.commerce.stripe_webhook import amount_of, payment_of
from lyceum.commerce.telling import paid_event
from lyceum.kernel import observe
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import derived_id

WINDOW = timedelta(days=7)
"""How far back the nightly job looks: further than the provider tries to tell."""

FRESH = timedelta(hours=1)
"""What is younger may still be under way."""

MOST_FINDINGS = 200

FAILED = "refund-failed"
"""Why money did not go back, where the provider has no word for it."""
NOT_REACHED = "account-not-reached"
"""The account that an order was paid to cannot be looked at any more."""
PENDING = "pending"
"""The provider has not decided."""


@dataclass
class _Run:
    """One comparison with one account; those of one report share what they find."""

    tenant: str
    account: str | None
    books: ProviderList
    since: datetime
    at: datetime
    findings: list[Finding] = field(default_factory=list)
    payments: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: {"refunds": 0, "disputes": 0})
    unwanted: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Orders, and payments that they do not take."""

    def at_account(self, account: str | None, books: ProviderList) -> "_Run":
        """The same report, another account."""
        return replace(self, account=account, books=books, unwanted=[])

    def note(self, kind: FindingKind, about: str, order: str, why: str = "") -> None:
        """Write a difference down: put right, or not and why."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(kind, about, order, repaired=not why, why=why))


def reconcile_all(due_since: datetime) -> int:
    """The nightly job: each school that has an account or sold through the platform's; how many differences there were.

    A school whose report of this night is there is not looked at again; one at which the provider is down stops no
    other, and makes the run fail in the end, so that it is repeated.
    """
    found, after, failed = 0, None, False
    known: Listed = {}
    while True:
        page = reconciliations.tenants(after=after)
        for tenant in page.items:
            id = derived_id("reconciliation", tenant, due_since.isoformat())
            try:
                found += len(
                    reconcile(tenant, id, since=due_since - WINDOW, by=None, at=due_since, known=known).findings
                )
            except PaymentsNotSetUp:
                continue
            except Busy:
                failed = True
        after = page.next_key
        if after is None:
            break
    observe.count("DifferencesFound", found)
    if failed:
        raise Busy("The payment provider was down.")
    return found


def reconcile(
    tenant: str,
    id: str,
    *,
    since: datetime,
    by: str | None,
    at: datetime,
    known: Listed | None = None,
) -> Reconciliation:
    """The report, made or as it was made before under the same id. Every repair can be done twice.

    Orders are compared with the account that each was paid to, also where the school has another one by now. `known`:
    what accounts have listed already. Raises PaymentProviderDown, PaymentsNotSetUp, Busy.
    """
    before = reconciliations.maybe(tenant, id)
    if before is not None:
        return before
    books = books_of(tenant, since=since, at=at, known=known if known is not None else {})
    run = _Run(tenant, None, ProviderList([], [], [], complete=False), since, at)
    runs = {account: run.at_account(account, each) for account, each in books.lists.items()}
    for each in runs.values():
        _listed(each)
    _own(run, runs)
    made = Reconciliation(
        id=id,
        since=since,
        at=at,
        by=by,
        payments=len(run.payments),
        refunds=run.counts["refunds"],
        disputes=run.counts["disputes"],
        complete=books.complete,
        findings=run.findings,
    )
    reconciliations.add(tenant, made)
    return made


def _listed(run: _Run) -> None:
    """Everything that one account lists."""
    for intent in run.books.intents:
        _payment(run, intent)
    for refund in run.books.refunds:
        _refund(run, refund)
    for order, unwanted in run.unwanted:
        _unwanted(run, order, unwanted)
    for dispute in run.books.disputes:
        _dispute(run, dispute)


def _order_of(run: _Run, event: Hook) -> Order | None:
    """The school's order whose payment an object is about, or that gave a payment back which it does not take; or None.

    Raises OrderNotFound for one that is not there.
    """
    whose = event.named or (inbox.whose(event.intent) if event.intent else None)
    if whose is None or whose[0] != run.tenant:
        return None
    found = orders.find(*whose)
    is_its_own = found.payment is not None and event.intent == found.payment.id
    is_its_own = is_its_own or any(each.unwanted is not None for each in told_by(event))
    return found if is_its_own and found.sale.account == run.account else None


def _payment(run: _Run, about: Mapping[str, Any]) -> None:
    event = reconciliations.hook_of("payment_intent.succeeded", run.account, about)
    if about.get("status") != "succeeded" or event.named is None or event.named[0] != run.tenant:
        return
    id, order = str(about["id"]), event.named[1]
    run.payments.add(id)

    def act() -> FindingKind | None:
        before = orders.find(run.tenant, order)
        payment = payment_of(event, run.at) if before.sale.account == run.account else None
        if payment is None or (before.payment is not None and before.payment.id == payment.id):
            return None
        after = before.paid(payment)
        reconciliations.keep_payment(before, after, at=run.at, events=[paid_event(after)])
        return FindingKind.UNPAID

    try:
        kind = settled(act)
        if kind is not None:
            run.note(kind, id, order)
    except (PaidTwice, PaymentDiffers, UnchargeableAmount, *USE_GONE):
        run.unwanted.append((order, about))
    except PaymentOfAnotherOrder as refusal:
        run.note(FindingKind.UNPAID, id, order, type(refusal).slug())
    except OrderNotFound as missing:
        run.note(FindingKind.UNKNOWN_ORDER, id, order, type(missing).slug())


def _unwanted(run: _Run, order: str, about: Mapping[str, Any]) -> None:
    """What has not gone back does, once; what the provider refuses is reported until it has gone back all the same."""
    id = str(about["id"])
    kept = refunds.find(run.tenant, order, unwanted_id(run.tenant, order, id))
    if _went_back(run, about) or (kept is not None and kept.state is RefundState.SUCCEEDED):
        return
    if inbox.is_anothers(id, orders.find(run.tenant, order)):
        run.note(FindingKind.UNPAID, id, order, PaymentOfAnotherOrder.slug())
        return
    event = reconciliations.hook_of("payment_intent.succeeded", run.account, about)
    amount, currency = amount_of(event, run.at)
    done = return_payment(run.tenant, order, id, amount=amount, currency=currency, at=run.at)
    run.note(FindingKind.UNWANTED, id, order, _why_not(done))


def _why_not(refund: Refund) -> str:
    """Why money has not gone back; nothing where it has."""
    return PENDING if refund.state is RefundState.ASKED else _failure_of(refund)


def _failure_of(refund: Refund) -> str:
    return (refund.failure or FAILED) if refund.state is RefundState.FAILED else ""


def _went_back(run: _Run, about: Mapping[str, Any]) -> bool:
    back = [each for each in run.books.refunds if each.get("payment_intent") == about["id"]]
    good = sum(int(each["amount"]) for each in back if each.get("status") not in ("failed", "canceled"))
    return good >= int(about.get("amount_received", 0))


def _refund(run: _Run, about: Mapping[str, Any]) -> None:
    event = reconciliations.hook_of("refund.updated", run.account, about)
    (told,) = told_by(event) or (None,)
    with suppress(OrderNotFound):
        found = _order_of(run, event)
        if told is None or found is None:
            return
        run.counts["refunds"] += 1
        order = found.id

        def act() -> Refund | None:
            before = orders.find(run.tenant, order)
            kept = refunds.find(run.tenant, order, told.known_as(before))
            after, booked = book(before, told, kept, run.at)
            if booked is None:
                return None
            events = booked_events(before, after, booked)
            reconciliations.keep_booked(before, after, booked, at=run.at, events=events)
            return booked.after

        try:
            booked = settled(act)
            if booked is not None:
                run.note(FindingKind.REFUND, told.id, order, _failure_of(booked))
        except (RefundTooMuch, UnchargeableAmount) as refusal:
            run.note(FindingKind.REFUND, told.id, order, type(refusal).slug())


def _dispute(run: _Run, about: Mapping[str, Any]) -> None:
    event = reconciliations.hook_of("charge.dispute.updated", run.account, about)
    told = told_of(event)
    with suppress(OrderNotFound):
        found = _order_of(run, event)
        if told is None or found is None:
            return
        run.counts["disputes"] += 1
        order = found.id

        def act() -> bool:
            before = orders.find(run.tenant, order)
            taken = refunds.find(run.tenant, order, told.refund_id(before))
            after, booked = decide(before, told, taken, run.at)
            if after == before:
                return False
            events = dispute_events(before, after, told, booked)
            reconciliations.keep_booked(before, after, booked, at=run.at, events=events)
            return True

        try:
            if settled(act):
                run.note(FindingKind.DISPUTE, told.id, order)
        except UnchargeableAmount as refusal:
            run.note(FindingKind.DISPUTE, told.id, order, type(refusal).slug())


def _own(run: _Run, runs: Mapping[str | None, _Run]) -> None:
    """Orders that were paid since then: known to the provider, open or given back, their refunds asked for."""
    after: str | None = None
    while True:
        page = orders.paid(run.tenant, after=after, limit=50)
        for order in page.items:
            if (order.closed_at or order.placed_at) < run.since:
                return
            _own_order(runs.get(order.sale.account), run, order)
        after = page.next_key
        if after is None:
            return


def _own_order(there: _Run | None, run: _Run, order: Order) -> None:
    """`there`: the comparison with the account that it was paid to; None where nobody can look there."""
    if (order.closed_at or order.placed_at) > run.at - FRESH:
        return  # perhaps paid after the provider was asked for its list
    if order.payment is not None and there is None:
        run.note(FindingKind.UNKNOWN_PAYMENT, order.payment.id, order.id, NOT_REACHED)
    elif order.payment is not None and there is not None and there.books.complete:
        began = order.placed_at >= run.since
        if began and order.payment.id not in run.payments:
            run.note(FindingKind.UNKNOWN_PAYMENT, order.payment.id, order.id, "not-listed")
    if there is not None and any(line.refunding for line in order.lines):
        _ask_again(there, order)
    _open_again(run, orders.find(run.tenant, order.id))


def _ask_again(run: _Run, order: Order) -> None:
    for each in refunds.of_order(order):
        if each.state is not RefundState.ASKED or each.at > run.at - FRESH or _is_listed(run, each.id):
            continue
        done = hand_out(order, each, at=run.at)
        if done.state is not RefundState.ASKED:
            run.note(FindingKind.LOST_REFUND, each.id, order.id, _failure_of(done))


def _is_listed(run: _Run, refund: str) -> bool:
    """Whether the provider has it: then it is pending there."""
    return any((each.get("metadata") or {}).get("refund") == refund for each in run.books.refunds)


def _open_again(run: _Run, order: Order) -> None:
    waiting = [line.course for line in order.lines if not (line.opened or line.returned or line.refunding)]
    if order.state is not OrderState.PAID or order.disputes or not waiting:
        return
    failed = _failed_compensations(order)
    again = [course for course in waiting if course not in failed]
    for course in waiting:
        if course in failed:
            run.note(FindingKind.UNFULFILLED, course, order.id, failed[course])
    if again:
        told = OrderReopened(order=order.id, buyer=order.buyer, courses=again)
        settled(lambda: _tell(run, order.id, told))
        run.note(FindingKind.UNFULFILLED, again[0], order.id)


def _failed_compensations(order: Order) -> dict[str, str]:
    """Courses that could not be opened, and whose money the provider did not give back: why not.

    To begin again would refuse their buyer once more and ask once more for what was refused: a person decides.
    """
    return {
        course: each.failure or FAILED
        for each in refunds.of_order(order)
        if each.state is RefundState.FAILED and not each.reason.is_asked_for
        for course in each.amounts
    }


def _tell(run: _Run, order: str, told: OrderReopened) -> None:
    before = orders.find(run.tenant, order)
    orders.save(before, before, at=run.at, events=[told])
