"""The root template: the API's edge, who signs in and how, the table's shape."""

from typing import Any

import pytest

from lyceum.kernel.table.items import Item
from tools.checks.house import root
from tools.checks.templates import Resource, references

CLIENTS = list(root().of_type("AWS::Cognito::UserPoolClient"))


def only(type_: str) -> dict[str, Any]:
    (found,) = root().of_type(type_)
    return found.properties


# ── the API ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_browsers_may_send_and_read_the_headers_of_the_house() -> None:
    cors = only("AWS::ApiGatewayV2::Api")["CorsConfiguration"]

    assert {"Authorization", "Content-Type", "Accept-Language", "Idempotency-Key"} | {
        "If-Match",
        "If-None-Match",
        "Lyceum-Impersonation",
    } == set(cors["AllowHeaders"])
    assert set(cors["ExposeHeaders"]) == {"ETag", "Location", "Retry-After", "X-Request-Id"} | {
        f"RateLimit-{name}" for name in ("Limit", "Remaining", "Reset")
    }
    assert set(cors["AllowMethods"]) == {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert cors["AllowOrigins"] == {"Ref": "AllowedOrigins"}


def test_no_template_opens_the_api_to_every_origin() -> None:
    assert "*" not in root().section("Parameters")["AllowedOrigins"]["Default"]


def test_the_stage_throttles_as_it_is_told_and_keeps_a_log() -> None:
    stage = only("AWS::ApiGatewayV2::Stage")

    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": "ThrottleRate"}
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == {"Ref": "ThrottleBurst"}
    assert stage["AccessLogSettings"]["DestinationArn"]


@pytest.mark.parametrize("private", ["sourceIp", "queryString", "path.", "header.", "claims.email", "userAgent"])
def test_the_access_log_tells_nothing_about_a_person(private: str) -> None:
    assert private not in only("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"]


def test_tokens_of_the_public_clients_are_taken_and_no_others() -> None:
    given = only("AWS::ApiGatewayV2::Authorizer")

    assert given["AuthorizerType"] == "JWT"
    condition, others, ours = given["JwtConfiguration"]["Audience"]["Fn::If"]
    assert (condition, others) == ("HasOtherIssuer", {"Fn::Split": [",", {"Ref": "OidcAudience"}]})
    assert set(references(ours)) == {client.name for client in CLIENTS}
    condition, other, pool = given["JwtConfiguration"]["Issuer"]["Fn::If"]
    assert (condition, other) == ("HasOtherIssuer", {"Ref": "OidcIssuer"})
    assert "${UserPool}" in pool["Fn::Sub"]


def test_functions_know_the_issuer_and_clients_that_the_gateway_checks() -> None:
    gateway = only("AWS::ApiGatewayV2::Authorizer")["JwtConfiguration"]["Issuer"]
    stacks = [stack.properties["Parameters"] for stack in root().of_type("AWS::Serverless::Application")]
    told = [parameters for parameters in stacks if "Issuer" in parameters]
    assert len(told) >= 10
    assert all(parameters["Issuer"] == gateway for parameters in told)
    assert all(parameters["ClientIds"]["Fn::If"][0] == "HasOtherIssuer" for parameters in told)


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_sign_in_with_a_verified_address() -> None:
    pool = only("AWS::Cognito::UserPool")

    assert pool["AliasAttributes"] == ["email"]
    assert "UsernameAttributes" not in pool  # SignUp would tell which addresses have an account
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UserPoolTier"] == {"Ref": "PoolTier"}
    assert root().section("Parameters")["PoolTier"]["Default"] == "ESSENTIALS"


def test_the_smallest_tier_takes_the_first_version_of_the_trigger() -> None:
    version = only("AWS::Cognito::UserPool")["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"]
    assert version == {"Fn::If": ["SmallestTier", "V1_0", "V2_0"]}
    assert root().section("Conditions")["SmallestTier"] == {"Fn::Equals": [{"Ref": "PoolTier"}, "LITE"]}


def test_passwords_are_long() -> None:
    assert only("AWS::Cognito::UserPool")["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_public_client_keeps_no_secret_and_uses_codes(client: Resource) -> None:
    given = client.properties

    assert given["GenerateSecret"] is False
    assert given["AllowedOAuthFlows"] == ["code"]
    assert given["PreventUserExistenceErrors"] == "ENABLED"
    assert given["EnableTokenRevocation"] is True
    condition, smallest, rotated = given["RefreshTokenRotation"]["Fn::If"]
    assert (condition, smallest) == ("SmallestTier", {"Ref": "AWS::NoValue"})
    assert rotated["Feature"] == "ENABLED"
    assert list(references(given["CallbackURLs"]))
    assert list(references(given["LogoutURLs"]))


def test_there_are_clients_for_web_and_mobile() -> None:
    assert {client.properties["ClientName"] for client in CLIENTS} == {"web", "mobile"}


def test_passwords_are_sent_only_where_a_parameter_says_so() -> None:
    condition, allowed, normal = root().resources["WebClient"].properties["ExplicitAuthFlows"]["Fn::If"]

    assert root().section("Conditions")[condition] == {"Fn::Equals": [{"Ref": "PasswordSignIn"}, "true"]}
    assert root().section("Parameters")["PasswordSignIn"]["Default"] == "false"
    assert "ALLOW_USER_PASSWORD_AUTH" in allowed
    assert normal == ["ALLOW_USER_SRP_AUTH"]


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_has_the_keys_of_the_code() -> None:
    table = only("AWS::DynamoDB::Table")
    attributes = {attribute.attr_name for attribute in Item.get_attributes().values()}
    declared = {definition["AttributeName"] for definition in table["AttributeDefinitions"]}

    assert [part["AttributeName"] for part in table["KeySchema"]] == ["PK", "SK"]
    assert declared <= attributes
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_indexes_project_no_more_than_their_lists_show() -> None:
    """Projections cannot be changed in place (DATA, key grammar)."""
    indexes = {index["IndexName"]: index for index in only("AWS::DynamoDB::Table")["GlobalSecondaryIndexes"]}

    assert set(indexes) == {"GSI1", "GSI2"}
    assert indexes["GSI1"]["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["card"]}
    assert indexes["GSI2"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    for name, index in indexes.items():
        assert [part["AttributeName"] for part in index["KeySchema"]] == [f"{name}PK", f"{name}SK"]


def test_the_table_can_be_restored_and_is_not_lost_with_its_stack() -> None:
    (table,) = root().of_type("AWS::DynamoDB::Table")

    assert table.properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table.properties["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table.body["DeletionPolicy"] == "Retain"
    assert table.body["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("name", ["Table", "UserPool", "ContentBucket", "FailureBucket"])
def test_what_people_made_outlives_the_stack(name: str) -> None:
    resource = root().resources[name]

    assert resource.body["DeletionPolicy"] == "Retain"
    assert resource.body["UpdateReplacePolicy"] == "Retain"


ONLY_ON_AWS = {
    "BusArchive": "the emulator takes archives by API only",
    "ContentBucketPolicy": "the emulator speaks plain HTTP, which the policy refuses",
    "FailureBucketPolicy": "the same",
    "SealsBucketPolicy": "the same",
    "UploadsBucketPolicy": "the same",
}
"""What stands under the condition OnAws, each with the reason; everything else is the same on a laptop and in AWS."""


def test_what_the_emulator_cannot_take_stands_under_one_condition() -> None:
    under = {resource.name for resource in root().resources.values() if resource.body.get("Condition") == "OnAws"}

    assert root().section("Conditions")["OnAws"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "local"]}]}
    assert under == ONLY_ON_AWS.keys()


def test_settings_of_the_function_are_those_that_the_code_reads() -> None:
    from lyceum.kernel.settings import Settings
    from tools.checks.house import context_stacks, functions

    given = set(context_stacks()[0].section("Globals")["Function"]["Environment"]["Variables"])
    for function in functions():
        given |= set(function.properties.get("Environment", {}).get("Variables", {}))
    read = {name.upper() for name in Settings.model_fields}
    others = {name for name in given if name.startswith(("POWERTOOLS_", "LOG_", "FAILURE_"))}

    assert given - others <= read
    assert read - {"VERSION"} <= given
