"""What the commands say to people."""

from explorer.index.checks import shown_model
from explorer.indexing.build_index import BuildReport
from explorer.sources.folders.passed_over import in_words
from explorer.words import count, images, number, percent, size_words


def build_lines(report: BuildReport) -> list[str]:
    """One line on what a build did, one on what it passed over, and one for each note."""
    passed_over = in_words(report.passed_over)
    return [_build_line(report), *([f"Passed over: {passed_over}."] if passed_over else []), *report.notes]


def _build_line(report: BuildReport) -> str:
    counts = f"{report.new} new, {report.changed} changed, {report.removed} removed, {report.kept} kept"
    if report.embedded_again:
        counts += f" ({images(report.embedded_again)} embedded again)"
    failed = f", {report.failed} failed (see `dendro info`)" if report.failed else ""
    if not report.published:
        return f"{report.index} is up to date: {images(report.kept)}{failed}."
    return f"{report.index}: {counts}{failed}; {report.seconds:.1f} s."


def info_lines(info: dict) -> list[str]:
    """The table of `dendro info`."""
    encoder = info["encoder"]
    rows = [
        ("index", info["path"]),
        *(("source", each.get("location", "")) for each in info["source"].get("sources", [info["source"]])),
        ("built", info["created"]),
        ("images", count(info["n"])),
        ("failed", _failed(info)),
        ("passed over", in_words(info["passed_over"]) or "0"),
        ("encoder", f"{encoder.get('name')}, {info['dim']} dimensions"),
        ("text search", "yes" if info["text_search"] else "no (words in file names and labels are searched)"),
        ("tree", f"{info['tree'].get('method')} Ward, height {info['tree']['height']:.4g}"),
        ("neighbours", _neighbors(info["neighbors"])),
        ("size", size_words(info["bytes"])),
        ("task", info["task"]),
        ("classes", _some(info["classes"])),
        ("models", ", ".join(_model(model) for model in info["models"]) or "none"),
    ]
    lines = [f"{name + ':':<13}{value}" for name, value in rows]
    lines += info["notes"]
    lines.append("columns:")
    width = max(len(column["name"]) for column in info["columns"])
    lines += [f"  {column['name']:<{width}}  {_kind(column)}" for column in info["columns"]]
    return lines


def _failed(info: dict) -> str:
    if not info["failures"]:
        return "0"
    reasons = "; ".join(f"{count} × {reason}" for reason, count in list(info["reasons"].items())[:5])
    return f"{count(info['failures'])} ({reasons}{'; …' if len(info['reasons']) > 5 else ''})"


def _neighbors(near: dict) -> str:
    found = "" if near["method"] == "exact" else f", {percent(near['recall'])} of the ten nearest found"
    return f"{near['k']} of every image, {near['method']}{found}"


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:12])
    return f"{len(names)}: {shown}{', …' if len(names) > 12 else ''}" if names else "none"


def _model(model: dict) -> str:
    name = shown_model(model["name"])
    if model.get("mae") is not None:
        return f"{name} (mean absolute error {number(model['mae'])})"
    return name if model["accuracy"] is None else f"{name} ({percent(model['accuracy'])} right)"


def _kind(column: dict) -> str:
    parts = [column["kind"]]
    if "distinct" in column:
        parts.append(f"{count(column['distinct'])} distinct")
    if column["missing"]:
        parts.append(f"{count(column['missing'])} missing")
    return ", ".join(parts)
