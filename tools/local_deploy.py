"""Deploy the templates to the emulator through CloudFormation's API, as `sam deploy` would, in seconds."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from samtranslator.model.exceptions import InvalidDocumentException
from yaml import YAMLError

from tools.bundles import Bundles, make_bundles
from tools.local_template import API_ID, Place, for_emulator, nested_templates, read_template
from tools.old_versions import delete_old_versions, functions_of

REPOSITORY = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
STACK = "lyceum-local"
_BUCKET = "lyceum-deployment"
_TIMEOUT_SECONDS = 180.0

type Say = Callable[[str], None]


class DeploymentFailed(RuntimeError):
    """CloudFormation refused the stack or rolled it back; the message names the first resource and the reason."""


def deploy_templates(endpoint_url: str, *, say: Say, parameters: Mapping[str, str] | None = None) -> dict[str, str]:
    """Create or update the stack and give the root's outputs.

    parameters: values for the root's parameters beside those that make it local. Raises DeploymentFailed.
    """
    try:
        root = _upload(endpoint_url, make_bundles(), say)
    except (InvalidDocumentException, KeyError, OSError, SyntaxError, YAMLError) as error:
        raise DeploymentFailed(f"{type(error).__name__}: {error}") from error
    values = {
        "Stage": "local",
        "PasswordSignIn": "true",
        "MailIdentity": "example.org",  # of the sender; unverified, every mail would be refused
        "PublicUrl": f"{endpoint_url}/_aws/execute-api/{API_ID}",
        "AddressLimits": "1000000/60",  # everybody comes from one machine, and tests ask often
        "AccountLimits": "1000000/60",
        "RegradeWaitSeconds": "1",
        **(parameters or {}),
    }
    outputs = _apply(endpoint_url, root, values, say)
    _tidy(endpoint_url)
    return outputs


def _upload(endpoint_url: str, bundles: Bundles, say: Say) -> str:
    """Upload code, layers and templates; give the root template's address."""
    from tools.local_stack import client

    s3 = client("s3", endpoint_url)
    s3.create_bucket(Bucket=_BUCKET)
    for key, content in bundles.archives.items():
        s3.put_object(Bucket=_BUCKET, Key=key, Body=content)
    place = Place(_BUCKET, bundles.code, bundles.layers)
    root = read_template(REPOSITORY / "template.yaml")
    nested: dict[str, str] = {}

    def put(file: str, template: dict[str, Any]) -> str:
        folder = (REPOSITORY / file).parent
        local = for_emulator(template, folder=folder, place=place, nested=nested, region=REGION)
        content = json.dumps(local).encode()
        # Named by content: a parent sees that a nested template has changed by its address alone.
        key = f"templates/{hashlib.sha256(content).hexdigest()}.json"
        s3.put_object(Bucket=_BUCKET, Key=key, Body=content)
        return f"{endpoint_url}/{_BUCKET}/{key}"

    files = nested_templates(root)
    for number, file in enumerate(files, 1):
        nested[file] = put(file, read_template(REPOSITORY / file))
        say(f"templates {number} of {len(files)}")
    return put("template.yaml", root)


def _tidy(endpoint_url: str) -> None:
    from tools.local_stack import client

    functions = client("lambda", endpoint_url)
    for name in functions_of(client("cloudformation", endpoint_url), STACK):
        delete_old_versions(functions, name)


def _apply(endpoint_url: str, root: str, values: Mapping[str, str], say: Say) -> dict[str, str]:
    from botocore.exceptions import ClientError

    from tools.local_stack import client

    cloudformation = client("cloudformation", endpoint_url)
    arguments = {
        "StackName": STACK,
        "TemplateURL": root,
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    stack = _stack(cloudformation)
    try:
        if stack is None:
            cloudformation.create_stack(**arguments)
        else:
            cloudformation.update_stack(**arguments)
    except ClientError as error:
        if stack and "No updates are to be performed" in str(error):
            return _outputs(stack)
        raise DeploymentFailed(str(error)) from error
    return _wait(cloudformation, say)


def _wait(cloudformation: Any, say: Say) -> dict[str, str]:
    end = time.monotonic() + _TIMEOUT_SECONDS
    while time.monotonic() < end:
        stack = _stack(cloudformation)
        status = stack["StackStatus"] if stack else "GONE"
        if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"} and stack:
            return _outputs(stack)
        if not status.endswith("_IN_PROGRESS") or "ROLLBACK" in status:
            raise DeploymentFailed(f"The deployment ended as {status}: {_reason(cloudformation)}")
        say(f"stack {status.lower().replace('_', ' ')}")
        time.sleep(0.3)
    raise DeploymentFailed(f"The deployment did not end within {_TIMEOUT_SECONDS:.0f} s.")


def _outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _stack(cloudformation: Any) -> dict[str, Any] | None:
    from botocore.exceptions import ClientError

    try:
        found = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return None
    return dict(found[0]) if found else None


def _reason(cloudformation: Any) -> str:
    """What failed since the last deployment began. Events come newest first."""
    reasons = []
    for event in cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]:
        if event["ResourceStatus"].endswith("_FAILED"):
            reasons.append(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}")
        if event["LogicalResourceId"] == STACK and event["ResourceStatus"] in {
            "CREATE_IN_PROGRESS",
            "UPDATE_IN_PROGRESS",
        }:
            break
    return "; ".join(dict.fromkeys(reversed(reasons))) or "no reason given"
