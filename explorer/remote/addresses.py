"""Addresses as text: which are read, what lies below which, and what of them is a secret."""

import re
from urllib.parse import unquote, urlsplit

from explorer.errors import InputError

SCHEMES = ("s3", "gs", "az", "abfs", "abfss", "http", "https", "hf", "memory")
"""What is read. `memory` is the one of fsspec: a file system of this process, as tests use it."""
_WEB = ("http://", "https://")
_STARTS = tuple(f"{scheme}://" for scheme in SCHEMES)
_SPELT = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*)://", re.ASCII)
_FILE = re.compile(r"\Afile:(?://(?:localhost)?)?(?=/)", re.IGNORECASE)

_PARAMETER = r"[?&;]([^=&;#]*)=([^&;#\s]*)"
_SECRET_NAME = re.compile(
    r"x-amz-.*|x-goog-.*|awsaccesskeyid|googleaccessid|key-pair-id|expires|sk[a-z]{1,3}|s[vtesrpi]|sip|spr|srt"
    r"|.*(sig|token|secret|passw|pwd|auth|cred|api.?key|access.?key|hmac|jwt).*",
    re.IGNORECASE,
)
_DOUBTFUL_NAME = re.compile(r"key|code|hash|policy|session|sid", re.IGNORECASE)
"""Of secrets as of pictures: of those where the value is long and no name of a file."""
_DOUBTFUL, _LONG = 16, 64
"""Characters of a value from which on a doubtful one, and any, may be a secret."""
_USER = re.compile(r"(?<=://)[^/?#\s@]*:[^/?#\s@]*@")


def is_address(text: object) -> bool:
    """Whether a text is an address of a kind that is read."""
    return isinstance(text, str) and "://" in text and text.lower().startswith(_STARTS)


def spells_address(text: object) -> bool:
    """Whether a text begins as an address, of whatever kind."""
    return isinstance(text, str) and bool(_SPELT.match(text.strip()))


def local_path(text: str) -> str | None:
    """Return the path that an address of this machine (`file:///…`) means; None where it is none."""
    found = _FILE.match(text)
    return unquote(text[found.end() :]) if found else None


def check_address(text: str) -> str:
    """Return an address with its scheme in lower case, without spaces around it.

    Raises
    ------
    InputError
        Its scheme is not read, it names no place, or it holds a password; the sentence shows none.
    """
    text = text.strip()
    found = _SPELT.match(text)
    scheme = found[1].lower() if found else ""
    if scheme not in SCHEMES:
        raise InputError(f"{public(text)}: {scheme}:// is not read; expected one of {', '.join(_STARTS)}")
    rest = text[found.end() :] if found else ""
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in place and (":" in place or scheme in ("http", "https")):
        raise InputError(
            f"{scheme}://…@{place.rpartition('@')[2]}: a password in an address is not taken; give it in the "
            "environment (docs/manual/sources.md, Credentials)"
        )
    if not place and scheme != "memory":
        raise InputError(f"{text}: an address without a bucket or a host")
    return f"{scheme}://{rest}"


def public(text: str) -> str:
    """Return a text without passwords, and without the parameters of addresses that may be secrets.

    Signatures and keys are told by their names, and by their length where those say nothing. What is left is
    stored and shown.
    """
    if "://" not in text:
        return text
    text = _USER.sub("", text)
    if "=" not in text or "?" not in text:
        return text
    kept = re.sub(_PARAMETER, _unless_secret, text)
    # The first parameter that is left begins the query.
    return re.sub(r"(://[^?\s&]*)&", r"\1?", kept)


def _unless_secret(found: re.Match) -> str:
    name, value = unquote(found[1]), found[2]
    doubtful = _DOUBTFUL_NAME.fullmatch(name) and len(value) >= _DOUBTFUL and "." not in value
    secret = _SECRET_NAME.fullmatch(name) or doubtful or len(value) >= _LONG or value.startswith("eyJ")
    return "" if secret else found[0]


def join(base: str, relative: str) -> str:
    """Return the address of what lies below another; a base with a query loses that."""
    if base.startswith(_WEB):
        base = re.split(r"[?#]", base, maxsplit=1)[0]
    return f"{base.rstrip('/')}/{relative}"


def parent(address: str) -> str:
    """Return the folder that an address is in, without a slash behind; of a bucket itself, the bucket."""
    if address.startswith(_WEB):
        address = re.split(r"[?#]", address, maxsplit=1)[0]
    scheme, rest = address.split("://", 1)
    head, _, _ = rest.rstrip("/").rpartition("/")
    return f"{scheme}://{head or rest.rstrip('/')}"


def name_of(address: str) -> str:
    """Return the last name of an address: that of a folder, a file, or the bucket."""
    rest = address.split("://", 1)[-1]
    if address.startswith(_WEB):
        rest = unquote(re.split(r"[?#]", rest, maxsplit=1)[0])
    return rest.rstrip("/").rpartition("/")[2]


def host_of(address: str) -> str:
    """Return what answers for an address: its scheme with the bucket or host."""
    scheme, rest = address.split("://", 1)
    return f"{scheme}://{re.split(r'[/?#]', rest, maxsplit=1)[0]}"


def lies_within(address: str, root: str) -> bool:
    """Whether an address is another or lies below it, by whatever way its parts are spelt.

    A part `..` leads out, however it is quoted: what fetches an address may go up there.
    """
    try:
        a, b = urlsplit(address), urlsplit(root)
    except ValueError:
        return False
    if (a.scheme, a.netloc) != (b.scheme, b.netloc):
        return False
    below = address.split("://", 1)[1]
    parts = re.split(
        r"[/\\]", unquote(unquote(below.split("?")[0] if a.scheme in ("http", "https") else below))
    )
    if ".." in parts or "." in parts:
        return False
    top = root.split("?")[0].rstrip("/")
    return address.split("?")[0].rstrip("/") == top or address.startswith(f"{top}/")
