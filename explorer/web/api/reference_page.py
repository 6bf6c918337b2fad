"""The page at `/docs`: the API's routes, from their own description. It loads nothing from elsewhere."""

import html

STYLE = """
:root{color-scheme:dark light;--ground:#0f1114;--line:#2a2f36;--text:#e7eaee;--muted:#98a1ab;--accent:#5aa9ff}
@media (prefers-color-scheme:light){:root{--ground:#f6f7f9;--line:#d9dee5;--text:#14181d;--muted:#5b6672;
--accent:#1c6fd6}}
body{max-width:880px;margin:0 auto;padding:24px;background:var(--ground);color:var(--text);
font:13px/20px system-ui,sans-serif}
h1{font-size:20px;line-height:28px}h2{margin:32px 0 4px;font:600 14px/20px ui-monospace,monospace}
h2 span{color:var(--accent);margin-right:8px}p{margin:0 0 8px}
table{width:100%;border-collapse:collapse}td,th{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);
text-align:left;vertical-align:top;font-weight:400}th{color:var(--muted)}td:first-child{font-family:ui-monospace,
monospace;white-space:nowrap}a{color:var(--accent)}
"""


def reference_page(description: dict, openapi_path: str) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    description : dict
        The application's OpenAPI document.
    openapi_path : str
        Where the same is served as JSON.
    """
    routes = [
        _route(method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    title = html.escape(description["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body>"
        f"<h1>{title}: API</h1><p>Answers are JSON unless said otherwise. An error is "
        '<code>{"error": sentence}</code> with a status of 400 (what was asked cannot be answered), '
        "401 (sign in), 403 (a page of another site asks), 404 (there is no such thing), "
        "405 (the path takes another method), "
        "413 (too large), 429 (too many wrong tokens), 503 (too much at once; ask again) or 500. The same as "
        f'<a href="{html.escape(openapi_path)}">OpenAPI</a>.</p>{"".join(routes)}</body></html>'
    )


def _route(method: str, path: str, operation: dict) -> str:
    rows = "".join(_parameter(parameter) for parameter in operation.get("parameters", []))
    table = f"<table><tr><th>parameter</th><th>takes</th><th>is</th></tr>{rows}</table>" if rows else ""
    about = html.escape(operation.get("description", ""))
    return f"<h2><span>{method.upper()}</span>{html.escape(path)}</h2><p>{about}</p>{table}"


def _parameter(parameter: dict) -> str:
    cells = (parameter["name"], _takes(parameter), parameter.get("description", ""))
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def _takes(parameter: dict) -> str:
    """Return type, bounds and default of a parameter in words."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    kind = kinds[0]
    said = {"integer": "whole number", "number": "number", "string": "text"}.get(kind.get("type"), "value")
    if "minimum" in kind and "maximum" in kind:
        said += f", {kind['minimum']} to {kind['maximum']}"
    if parameter.get("required"):
        return f"{said}, required"
    default = schema.get("default")
    return said if default in (None, "") else f"{said}, {default} when absent"
