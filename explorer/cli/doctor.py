"""What this machine has, what it lacks, and how to get it."""

import os
import platform
import re
import shutil
from importlib.metadata import PackageNotFoundError, requires, version

from explorer import __version__
from explorer.cores import available_cores

_DISTRIBUTION = "dendro-explorer"


def examine() -> dict:
    """The document of `dendro doctor --json`.

    Returns
    -------
    dict
        `dendro`, `python`, `platform`, `cores`, `disk_free`, `devices` (name, kind, usable), `encoders` (as
        `explorer.embedding.service.describe_encoders` gives them), `packages` (name, version or None),
        `missing` (what to type).
    """
    packages = [_package(name) for name in _needed()]
    absent = [package["name"] for package in packages if package["version"] is None]
    return {
        "dendro": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": available_cores(),
        "disk_free": shutil.disk_usage(os.getcwd()).free,
        "devices": _devices(),
        "encoders": _encoders(),
        "packages": packages,
        "missing": [f"pip install {name}" for name in absent],
    }


def doctor_lines(found: dict) -> list[str]:
    """The same for people."""
    lines = [
        f"dendro {found['dendro']}, Python {found['python']}, {found['platform']}, {found['cores']} cores, "
        f"{found['disk_free'] / 1e9:.0f} GB free here",
        "",
        "Devices",
        *(f"  {'yes' if d['usable'] else 'no ':<4} {d['kind']:<5} {d['name']}" for d in found["devices"]),
        "",
        "Encoders",
        *(f"  {_encoder_line(encoder)}" for encoder in found["encoders"]),
        "",
        "Packages",
    ]
    for package in found["packages"]:
        lines.append(f"  {package['name']:<34} {package['version'] or 'missing'}")
    if found["missing"]:
        lines += ["", "To get what is not here:", *(f"  {line}" for line in found["missing"])]
    return lines


def _needed() -> list[str]:
    """Names of the packages that this one asks for; none where it is run without being installed."""
    try:
        asked = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:
        return []
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line]


def _package(name: str) -> dict:
    try:
        found = version(name)
    except PackageNotFoundError:
        found = None
    return {"name": name, "version": found}


def _devices() -> list[dict]:
    from explorer.embedding.devices import describe_devices

    return describe_devices()


def _encoders() -> list[dict]:
    from explorer.embedding.service import describe_encoders

    return describe_encoders()


def _encoder_line(encoder: dict) -> str:
    search = "text search" if encoder["text_search"] else "no text search"
    said = f"{'yes' if encoder['available'] else 'no ':<4} {encoder['name']} ({search})"
    return f"{said}: {encoder['note']}" if encoder["note"] else said
