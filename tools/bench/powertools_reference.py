"""The second reference: the same answer saved the way the usual tutorial does, boto3 with Powertools and nothing more.

Validation by pydantic, the OpenAPI-capable resolver, Logger and Metrics, the boto3 client: what a team would write
without thinking of cold starts. It runs on the very layers that the product runs on, trimmed data included.
"""

import os
from typing import Annotated, Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, Field

logger = Logger()
metrics = Metrics(namespace="Reference")
app = APIGatewayHttpResolver(enable_validation=True)
dynamodb = boto3.client("dynamodb")


class Answer(BaseModel):
    """What the learner sends."""

    response: dict[str, str]
    revision: Annotated[int, Field(ge=0)]


class Saved(BaseModel):
    """What is kept."""

    question: str
    revision: int


@app.put("/v1/<tenant>/attempts/<attempt>/answers/<question>")
def put(
    tenant: Annotated[str, Path()], attempt: Annotated[str, Path()], question: Annotated[str, Path()], answer: Answer
) -> Saved:
    """Save an answer."""
    person = app.current_event.request_context.authorizer.jwt_claim["person"]
    dynamodb.update_item(
        TableName=os.environ["TABLE"],
        Key={"PK": {"S": f"T#{tenant}#U#{person}"}, "SK": {"S": f"ATTEMPT#{attempt}"}},
        UpdateExpression="SET a.#q = :a ADD rev :one",
        ConditionExpression="s = :open AND attribute_exists(PK)",
        ExpressionAttributeNames={"#q": question},
        ExpressionAttributeValues={
            ":a": {"L": [{"N": str(answer.revision)}, {"S": answer.response["choice"]}]},
            ":one": {"N": "1"},
            ":open": {"S": "in_progress"},
        },
    )
    metrics.add_metric(name="Saved", unit=MetricUnit.Count, value=1)
    logger.info("saved")
    return Saved(question=question, revision=answer.revision)


@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The Lambda handler."""
    return app.resolve(event, context)
