"""POST, GET and PATCH /v1/{tenant}/banks, …/banks/{bank}/questions and their versions: for authors."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.banks import (
    BankList,
    BankQuestionCard,
    BankQuestionList,
    BankQuestionVersionView,
    BankQuestionView,
    BankView,
    ChangedBank,
    ChangedBankQuestion,
    NewBank,
    NewBankQuestion,
    Tag,
    VersionNumber,
)
from lyceum.assessment.banks.errors import (
    BankNotFound,
    BankNotYours,
    BankQuestionNotFound,
    BankRetired,
    UnknownFiles,
)
from lyceum.assessment.errors import InvalidQuestionSet, QuestionSetTooLarge
from lyceum.assessment.manage_bank import (
    Wanted,
    add_question,
    change_bank,
    change_question,
    find_bank,
    find_question,
    find_version,
    list_banks,
    list_questions,
    make_bank,
)
from lyceum.assessment.model.bank import Bank, BankQuestion, Difficulty
from lyceum.content.questions import AuthoredQuestion, Question
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import (
    REFUSALS,
    Cursor,
    Flag,
    IfMatch,
    Limit,
    allowed,
    etag,
    expected_revision,
    http_entry_point,
)
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

# Request and answer hold both: built once here, they are taken as they are by whatever has them within.
Question.model_rebuild()
AuthoredQuestion.model_rebuild()

app = APIGatewayHttpResolver(enable_validation=True)

Author = Annotated[Caller, Depends(allowed("assessment.author"))]
Retired = Annotated[Flag, Query(description="Those alone that were retired.")]
CONTENT = (InvalidQuestionSet, UnknownFiles, QuestionSetTooLarge)


def _bank(status: int, bank: Bank, location: str | None = None) -> Response[BankView]:
    headers = {"ETag": etag(bank.rev)} | ({"Location": location} if location else {})
    return Response(status_code=status, content_type="application/json", body=BankView.of(bank), headers=headers)


def _question(status: int, question: BankQuestion, location: str | None = None) -> Response[BankQuestionView]:
    headers = {"ETag": etag(question.rev)} | ({"Location": location} if location else {})
    view = BankQuestionView.of(question)
    return Response(status_code=status, content_type="application/json", body=view, headers=headers)


@app.post(
    "/v1/<tenant>/banks",
    operation_id="createQuestionBank",
    tags=["assessment"],
    summary="Make a question bank",
    status_code=201,
    responses={
        201: {"description": "Made.", "content": {"application/json": {"model": BankView}}},
        **problems(*REFUSALS, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewBank, Body()],
    caller: Author,
    idempotency_key: IdempotencyKey = None,
) -> Response[BankView]:
    """The caller owns it, and says who else may use it or work on it."""
    body, person = wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="bank", body=body)
    made = make_bank(
        caller,
        title=wish.title.text(),
        difficulty=wish.difficulty,
        tags=wish.tags,
        sharing=wish.sharing,
        shared_with=wish.shared_with,
        creation=creation,
        at=clock.now(),
    )
    return _bank(201, made, f"/v1/{tenant}/banks/{made.id}")


@app.get(
    "/v1/<tenant>/banks",
    operation_id="listQuestionBanks",
    tags=["assessment"],
    summary="Question banks that one may use",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": BankList}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    caller: Author,
    retired: Retired = False,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> BankList:
    """One's own and those that are shared. A page can hold fewer than `limit` and still have a next one."""
    name = f"banks:{retired}"
    after = signer().read(cursor, tenant=tenant, of=name)
    page = list_banks(caller, retired=retired, after=after, limit=limit, at=clock.now())
    return BankList(
        items=[BankView.of(bank) for bank in page.banks],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/banks/<bank>",
    operation_id="getQuestionBank",
    tags=["assessment"],
    summary="A question bank",
    responses={
        200: {"description": "The bank.", "content": {"application/json": {"model": BankView}}},
        **problems(*REFUSALS, BankNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    caller: Author,
) -> Response[BankView]:
    """Retired or not."""
    del tenant  # the permission was asked for it
    return _bank(200, find_bank(caller, bank, at=clock.now()))


@app.patch(
    "/v1/<tenant>/banks/<bank>",
    operation_id="changeQuestionBank",
    tags=["assessment"],
    summary="Change, share, retire or hand over a question bank",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": BankView}}},
        **problems(*REFUSALS, BankNotFound, BankNotYours, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    wish: Annotated[ChangedBank, Body()],
    caller: Author,
    if_match: IfMatch = None,
) -> Response[BankView]:
    """For its owner, and for who manages the school. What was made of its questions stays."""
    del tenant
    expected = expected_revision(if_match)
    return _bank(200, change_bank(caller, bank, wish.named(), expected_revision=expected, at=clock.now()))


@app.post(
    "/v1/<tenant>/banks/<bank>/questions",
    operation_id="addBankQuestion",
    tags=["assessment"],
    summary="Add a question to a bank",
    status_code=201,
    responses={
        201: {"description": "Added, as version 1.", "content": {"application/json": {"model": BankQuestionView}}},
        **problems(
            *REFUSALS, BankNotFound, BankNotYours, BankRetired, *CONTENT, IdempotencyKeyReused, ChangedInTheMeantime
        ),
    },
)
def post_question(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    wish: Annotated[NewBankQuestion, Body()],
    caller: Author,
    idempotency_key: IdempotencyKey = None,
) -> Response[BankQuestionView]:
    """With its key. Its versions never change."""
    body, person = bank + wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="bank-question", body=body)
    at = clock.now()
    made = add_question(caller, bank, wish.content, difficulty=wish.difficulty, creation=creation, at=at)
    return _question(201, made, f"/v1/{tenant}/banks/{bank}/questions/{made.id}")


@app.get(
    "/v1/<tenant>/banks/<bank>/questions",
    operation_id="listBankQuestions",
    tags=["assessment"],
    summary="Questions of a bank",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": BankQuestionList}}},
        **problems(*REFUSALS, BankNotFound, InvalidCursor),
    },
)
def list_of_bank(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    caller: Author,
    tag: Annotated[Tag | None, Query(description="Only those with this tag.")] = None,
    difficulty: Annotated[Difficulty | None, Query(description="Only those as hard as this.")] = None,
    retired: Retired = False,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> BankQuestionList:
    """Without their contents. A page can hold fewer than `limit` and still have a next one."""
    name = f"bank-questions:{bank}"
    after, wanted = signer().read(cursor, tenant=tenant, of=name), Wanted(tag, difficulty, retired)
    page = list_questions(caller, bank, wanted, after=after, limit=limit, at=clock.now())
    return BankQuestionList(
        items=[BankQuestionCard.of(head) for head in page.questions],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/banks/<bank>/questions/<bank_question>",
    operation_id="getBankQuestion",
    tags=["assessment"],
    summary="A question of a bank",
    responses={
        200: {"description": "The question.", "content": {"application/json": {"model": BankQuestionView}}},
        **problems(*REFUSALS, BankNotFound, BankQuestionNotFound),
    },
)
def get_question(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    bank_question: Annotated[Id, Path()],
    caller: Author,
) -> Response[BankQuestionView]:
    """At its newest version, with its key."""
    del tenant
    return _question(200, find_question(caller, bank, bank_question, at=clock.now()))


@app.get(
    "/v1/<tenant>/banks/<bank>/questions/<bank_question>/versions/<version>",
    operation_id="getBankQuestionVersion",
    tags=["assessment"],
    summary="A version of a question",
    responses={
        200: {"description": "The version.", "content": {"application/json": {"model": BankQuestionVersionView}}},
        **problems(*REFUSALS, BankNotFound, BankQuestionNotFound),
    },
)
def get_version(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    bank_question: Annotated[Id, Path()],
    version: Annotated[VersionNumber, Path()],
    caller: Author,
) -> BankQuestionVersionView:
    """For ever as it was."""
    del tenant
    content = find_version(caller, bank, bank_question, int(version), at=clock.now())
    return BankQuestionVersionView(version=int(version), content=content)


@app.patch(
    "/v1/<tenant>/banks/<bank>/questions/<bank_question>",
    operation_id="changeBankQuestion",
    tags=["assessment"],
    summary="Change or retire a question of a bank",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": BankQuestionView}}},
        **problems(
            *REFUSALS, BankNotFound, BankQuestionNotFound, BankNotYours, BankRetired, *CONTENT, ChangedInTheMeantime
        ),
    },
)
def patch_question(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    bank_question: Annotated[Id, Path()],
    wish: Annotated[ChangedBankQuestion, Body()],
    caller: Author,
    if_match: IfMatch = None,
) -> Response[BankQuestionView]:
    """Other content is a new version; the same content is none."""
    del tenant
    changed = change_question(
        caller,
        bank,
        bank_question,
        wish.change(),
        expected_revision=expected_revision(if_match),
        at=clock.now(),
    )
    return _question(200, changed)


handler = http_entry_point(app)
