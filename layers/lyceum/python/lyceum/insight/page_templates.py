"""Templates of reports as pages."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def page_template(name: str) -> Template:
    """A template of `insight/templates`. What it is given is escaped; what it is not given is an error."""
    environment = Environment(
        loader=PackageLoader("lyceum.insight"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
