"""The API's description (OpenAPI): what routes declare, and how each may be refused."""

import copy

from fastapi import FastAPI

BINARY = {"schema": {"type": "string", "format": "binary"}}

_ALWAYS = {
    403: "A page of another site asks.",
    405: "The path does not take the method; `Allow` names those that it takes.",
    408: "The body did not come in time.",
    409: "What is asked is of a build (`build`, or the header `Dendro-Build`) that is not served any more.",
    413: "The body is larger than what is taken.",
    500: "A defect; the server's log says more.",
    503: "There is more to do than is done at once, the server stops, or the index cannot be read now.",
}
_OF_WHAT_IS_ASKED = {
    400: "What was asked cannot be answered: a value out of bounds, a filter that cannot be read, …",
    404: "There is no such row, node, column, model or file.",
}
_OF_A_LOCAL_SERVER = {400: "The request is for another host than this one."}
_OF_A_TOKEN = {401: "The token is missing or wrong.", 429: "Too many wrong tokens came from one address."}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "One sentence."}},
}


def files(*media_types: str, also: dict | None = None) -> dict:
    """Return what a route declares whose answers are files, as `responses=files("image/png")`."""
    return {200: {"description": "A file.", "content": dict.fromkeys(media_types, BINARY)}} | (also or {})


def describe_api(app: FastAPI, with_token: bool) -> dict:
    """Return the OpenAPI document.

    Parameters
    ----------
    app : FastAPI
    with_token : bool
        Whether the server asks for one.
    """
    description = copy.deepcopy(app.openapi())
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which is never answered
        schemas.pop(unused, None)
    schemas["Error"] = _ERROR
    for operations in description["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            answers.pop("422", None)
            for status, about in sorted(_refusals(operation, with_token).items()):
                answers.setdefault(str(status), refused(about))
    if with_token:
        description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        description["security"] = [{"token": []}]
    return description


def _refusals(operation: dict, with_token: bool) -> dict[int, str]:
    asked = "parameters" in operation or "requestBody" in operation
    own = _OF_WHAT_IS_ASKED if asked else {}
    return (_OF_A_TOKEN if with_token else _OF_A_LOCAL_SERVER) | own | _ALWAYS


def refused(about: str) -> dict:
    """Return what a route declares of a status that only it answers, `about` what that means."""
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": about, "content": {"application/json": {"schema": schema}}}
