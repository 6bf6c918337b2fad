"""The page that asks for the token. It stands alone: nothing else is served before it is given."""

import html

from starlette.responses import HTMLResponse

STYLE = """
:root{color-scheme:dark light;--ground:#0f1114;--surface:#16191d;--line:#2a2f36;--text:#e7eaee;
--muted:#98a1ab;--accent:#5aa9ff;--on-accent:#0f1114}
@media (prefers-color-scheme:light){:root{--ground:#f6f7f9;--surface:#fff;--line:#d9dee5;--text:#14181d;
--muted:#5b6672;--accent:#1c6fd6;--on-accent:#fff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--text);
font:13px/20px system-ui,sans-serif}
form{width:min(360px,calc(100vw - 32px));padding:24px;background:var(--surface);border:1px solid var(--line);
border-radius:6px}
h1{margin:0 0 4px;font-size:16px;line-height:24px;font-weight:600}
p{margin:0 0 16px;color:var(--muted)}
label{display:block;margin-bottom:4px}
input,button{width:100%;height:36px;padding:0 12px;font:inherit;border-radius:6px}
input{color:inherit;background:var(--ground);border:1px solid var(--line)}
button{margin-top:12px;border:0;color:var(--on-accent);background:var(--accent);font-weight:600;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.wrong{margin:8px 0 0;color:var(--text);border-left:3px solid #d55e00;padding-left:8px}
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Sign in</title>
<style>{style}</style>
</head>
<body>
<form method="post" action="{action}">
<h1>Sign in</h1>
<p>This page is shared with a token. It stands where the server was started, and in the link it gave.</p>
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<input type="hidden" name="next" value="{target}">
{wrong}
<button type="submit">Sign in</button>
</form>
</body>
</html>
"""

WRONG = '<p class="wrong" role="alert">That token is not the one. Check that it was copied whole.</p>'

MOVED = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url={target}">
<title>Opening</title>
</head>
<body><a href="{target}">Open the page</a></body>
</html>
"""

HEADERS = {"Cache-Control": "no-store"}


def sign_in_page(action: str, target: str, wrong: bool) -> HTMLResponse:
    """Return the form, status 401.

    Parameters
    ----------
    action : str
        Path that takes the form.
    target : str
        Path to go on to.
    wrong : bool
        Whether a token was given that is not the one.
    """
    text = PAGE.format(
        style=STYLE, action=html.escape(action), target=html.escape(target), wrong=WRONG if wrong else ""
    )
    return HTMLResponse(text, status_code=401, headers=HEADERS)


def moved_page(target: str) -> HTMLResponse:
    """Return a page that goes on to `target` by itself, as if a person had typed the address there."""
    # A semicolon or a quote would end the address inside the attribute.
    safe = html.escape(target.replace(";", "%3B").replace("'", "%27"))
    return HTMLResponse(MOVED.format(target=safe), headers=HEADERS)
