"""GET and PUT /v1/{tenant}/courses/{course}/prices, GET …/price, GET /v1/{tenant}/countries and …/currencies."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.commerce.api.prices import (
    CountryList,
    CountryView,
    CurrencyList,
    CurrencyView,
    NewPriceList,
    OwnPriceView,
    PriceListView,
)
from lyceum.commerce.charge_limits import least
from lyceum.commerce.errors import (
    CourseHasNoPriceYet,
    CourseIsFree,
    CourseNotFound,
    UnchargeableAmount,
    UnknownCountry,
    UnknownCurrency,
)
from lyceum.commerce.model.amounts import step
from lyceum.commerce.model.prices import CoursePrices
from lyceum.commerce.price import course_prices, own_price, set_prices
from lyceum.commerce.taxes import taxes
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.countries import CountryCode, countries
from lyceum.kernel.currencies import currencies
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.money import Currency
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("price.manage", scope="course:{course}"))]
Member = Annotated[Caller, Depends(allowed("member"))]


def _answer(found: CoursePrices) -> Response[PriceListView]:
    return Response(
        status_code=200,
        content_type="application/json",
        body=PriceListView.of(found),
        headers={"ETag": etag(found.number)},
    )


@app.get(
    "/v1/<tenant>/courses/<course>/prices",
    operation_id="getPrices",
    tags=["commerce"],
    summary="Everything that a course costs",
    responses={
        200: {"description": "With its ETag.", "content": {"application/json": {"model": PriceListView}}},
        **problems(*REFUSALS, CourseNotFound, CourseHasNoPriceYet),
    },
)
def get(tenant: Annotated[TenantId, Path()], course: Annotated[Id, Path()], caller: Manager) -> Response[PriceListView]:
    """The published price, and others for some countries and currencies."""
    del tenant  # the permission was asked for it
    return _answer(course_prices(caller, course))


@app.put(
    "/v1/<tenant>/courses/<course>/prices",
    operation_id="putPrices",
    tags=["commerce"],
    summary="Set prices for countries and currencies",
    responses={
        200: {"description": "Kept, with its ETag.", "content": {"application/json": {"model": PriceListView}}},
        **problems(
            *(
                *REFUSALS,
                CourseNotFound,
                CourseHasNoPriceYet,
                CourseIsFree,
                UnknownCountry,
                UnknownCurrency,
                UnchargeableAmount,
            ),
            ChangedInTheMeantime,
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[NewPriceList, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[PriceListView]:
    """In the place of those there are. The published price is changed with the course. Orders keep their amounts."""
    del tenant
    expected = expected_revision(if_match)
    return _answer(set_prices(caller, course, wish.domain(), expected=expected, at=clock.now()))


@app.get(
    "/v1/<tenant>/courses/<course>/price",
    operation_id="getMyPrice",
    tags=["commerce"],
    summary="What a course costs me",
    responses={
        200: {"description": "The price.", "content": {"application/json": {"model": OwnPriceView}}},
        **problems(*REFUSALS, CourseNotFound, CourseHasNoPriceYet, UnknownCountry, UnknownCurrency),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Member,
    country: Annotated[CountryCode | None, Query(description="Else that of the billing address.")] = None,
    currency: Annotated[Currency | None, Query(description="To pay in, where there is a price in it.")] = None,
) -> OwnPriceView:
    """Before discounts, with the tax of the country. What is charged is what the order says."""
    del tenant
    return OwnPriceView.of(own_price(caller, course, country=country, currency=currency))


@app.get(
    "/v1/<tenant>/countries",
    operation_id="listCountries",
    tags=["commerce"],
    summary="Countries, and the tax that the school takes there",
    responses={
        200: {"description": "All.", "content": {"application/json": {"model": CountryList}}},
        **problems(*REFUSALS),
    },
)
def listed_countries(tenant: Annotated[TenantId, Path()], caller: Member) -> CountryList:
    """Reference data of ISO 3166-1."""
    del caller
    policy = taxes(tenant)
    return CountryList(items=[CountryView.of(country, policy) for country in countries().values()])


@app.get(
    "/v1/<tenant>/currencies",
    operation_id="listCurrencies",
    tags=["commerce"],
    summary="Currencies, and what is charged in them",
    responses={
        200: {"description": "All.", "content": {"application/json": {"model": CurrencyList}}},
        **problems(*REFUSALS),
    },
)
def listed_currencies(tenant: Annotated[TenantId, Path()], caller: Member) -> CurrencyList:
    """Reference data of ISO 4217."""
    del tenant, caller
    return CurrencyList(
        items=[
            CurrencyView(code=code, digits=digits, step=step(code), least=least().get(code, step(code)))
            for code, digits in currencies().items()
        ]
    )


handler = http_entry_point(app)
