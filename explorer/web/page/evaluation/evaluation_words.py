"""What is said of an evaluation beside its charts."""

import json
from typing import Any

from dash import html

from explorer.filters.clauses import literal
from explorer.index.checks import shown_model
from explorer.web.page.components import empty, heading, unbroken, wildcards
from explorer.words import between, count, counted, images, p_value, percent, points, rate

SURE = 0.05
LISTED = 50


def legend(names: list[str], temperature: float | None = None) -> html.Div:
    """Say what is drawn how: the first model, itself at a temperature, the second."""
    looks = [html.Span(name, className=look) for name, look in zip(names, ("first", "second"), strict=False)]
    if temperature is not None:
        looks.insert(1, html.Span(f"at temperature {temperature:.2f}", className="mended"))
    return html.Div(looks, className="chart-legend muted")


def calibration(model: dict, names: list[str]) -> list:
    """Say how far confidences are off, and what would mend them, or why that is not known."""
    found = model["calibration"]
    if found is None:
        return [empty(model["absent"]["calibration"]), *([legend(names)] if len(names) > 1 else [])]
    said = [
        html.P(
            [html.Span("Calibration error "), html.Strong(rate(found["ece"], found["interval"]))],
            className="figure",
        ),
        html.P(unbroken(_sure(found))),
        *(html.P(note, className="muted") for note in model["notes"]),
    ]
    mend = found["temperature"]
    if mend:
        left = rate(mend["mended"]["ece"], mend["mended"]["interval"])
        at = temperature_words(mend)
        said.append(html.P(f"At temperature {at} it would be {left}.", className="muted"))
    return [*said, legend(names, mend["value"] if mend else None)]


def temperature_words(mend: dict) -> str:
    """Write a temperature with its interval: `2.14 (2.08–2.21)`."""
    ends = f" ({between(*(f'{end:.2f}' for end in mend['interval']))})" if mend["interval"] else ""
    return f"{mend['value']:.2f}{ends}"


def _sure(found: dict) -> str:
    right, sure = percent(found["accuracy"]), percent(found["confidence"])
    if found["of"] == "classes":
        n = images(found["images"])
        return f"Of every class of {n}, {right} are there, at a mean probability of {sure}."
    more = "more than chance" if found["p_value"] <= SURE else "what chance may give"
    return (
        f"Right {right}, mean confidence {sure} of {images(found['images'])}. A calibrated model would show "
        f"{percent(found['by_chance'])}: this is {more} ({p_value(found['p_value'])})."
    )


def coverage(model: dict, at: dict | None, names: list[str]) -> list:
    """Say what is accepted at a threshold, and offer the images left out and those accepted and wrong."""
    found = model["selective"]
    if found is None or at is None:
        return _absent(model, "selective")
    left, wrong = found["images"] - at["accepted"], at["accepted"] - at["right"]
    right = rate(at["right"] / at["accepted"], at["interval"], at["accepted"]) if at["accepted"] else "None"
    said: list = [
        html.P(
            [
                f"From a confidence of {at['threshold']:.4g}: ",
                html.Strong(percent(at["accepted"] / found["images"])),
                " accepted, ",
                html.Strong(right),
                " right.",
            ]
        ),
    ]
    if at["clauses"]:
        said.append(
            html.Div(
                [
                    filtering("Left out", left, at["clauses"]["left"]),
                    filtering("Accepted, wrong", wrong, at["clauses"]["wrong"]),
                ],
                className="actions",
            )
        )
    said.append(
        html.P(
            f"Mean risk over all coverages (AURC) {found['aurc']:.4f}; the best order would have "
            f"{max(0.0, found['aurc'] - found['excess_aurc']):.4f}.",
            className="muted",
        )
    )
    return [*said, legend(names)]


def filtering(words: str, n: int, clauses: list[str]) -> html.Button:
    """Make a button that leaves the images of some clauses; a second click lifts them."""
    return html.Button(
        f"{words} {count(n)}",
        className="button",
        type="button",
        disabled=not n,
        title=f"Show {images(n)}",
        **wildcards({"data-action": "filter-by", "data-clauses": json.dumps(clauses)}),
    )


def precision(model: dict, names: list[str]) -> list:
    """Say the average precision, or why there is none."""
    found = model["precision_recall"]
    if found is None:
        return _absent(model, "precision_recall")
    if found["curve_of"] is not None:
        own = next((line for line in found["classes"] if line["name"] == found["curve_of"]), None)
        if own is None:
            return [empty(f"No image of {found['curve_of']} here has a prediction with a confidence.")]
        said = f"Average precision {_figure(own['average_precision'])} of {images(own['positives'])}"
    else:
        macro, micro = _figure(found["macro"]), _figure(found["micro"])
        said = f"Average precision {macro} over classes, {micro} over predictions"
    return [html.P(f"{said}, by {found['of']}."), legend(names)]


def unsaid() -> html.Span:
    """What stands in a part that has nothing to say: it is hidden."""
    return html.Span(className="unsaid", hidden=True)


def _absent(model: dict, figure: str) -> list:
    """Say why a figure is not there, unless the calibration says so already."""
    why = model["absent"][figure]
    return [unsaid() if why == model["absent"].get("calibration") else empty(why)]


def comparison(document: dict) -> list:
    """List the classes by how surely two models differ on them, with a line for each difference."""
    found = document["comparison"]
    if found is None:
        return []
    first, second = shown_model(found["model"]), shown_model(found["against"])
    head = heading(f"{second} less {first}")
    every = found["accuracy"]
    if every is None:
        return [head, empty("No image here is judged under both models.")]
    lines = found["classes"][:LISTED]
    longest = max(len(count(line["gained"]) + count(line["lost"])) for line in [every, *lines])
    widest = max(max(map(abs, line["interval"])) for line in [every, *lines])
    more = found["class_count"] - len(lines)
    named = counted(found["differing"], "class differs", "classes differ")
    return [
        head,
        html.P(f"Share of right ones, on {images(found['images'])} that both are judged on."),
        html.Div(
            [_line(line, widest) for line in [every, *lines]],
            className="differences",
            style={"--counts": f"{26 + 7 * longest}px"},
        ),
        *([html.P(f"And {counted(more, 'more class', 'more classes')}.", className="muted")] if more else []),
        html.P(f"{named} beyond chance. {found['multiplicity']}", className="muted"),
    ]


def _line(line: dict, widest: float) -> html.Div:
    """Draw a difference with its interval, and offer the images gained and lost."""
    low, high = line["interval"]
    p = line.get("adjusted", line["p"])
    places = {"--low": low, "--high": high, "--at": line["difference"]}
    style: dict[str, Any] = {name: f"{50 + 50 * value / widest:.2f}%" for name, value in places.items()}
    difference = _signed(line["difference"])
    title = (
        f"{line['name']}: {percent(line['first'])} → {percent(line['second'])} of {count(line['images'])}, "
        f"{points(line['difference'])} ({100 * low:+.1f} to {100 * high:+.1f}), {p_value(p)}"
    )
    return html.Div(
        [
            _name(line),
            html.Span(
                [html.Span(className="difference-range"), html.Span(className="difference-dot")],
                className="difference-line", style=style, role="img", **wildcards({"aria-label": title}),
            ),
            html.Strong(difference) if p <= SURE else html.Span(difference),
            html.Span(
                [_count(line, "gained", "+"), _count(line, "lost", "−")], className="difference-counts"
            ),
        ],
        className="difference",
        title=title,
    )  # fmt: skip


def _name(line: dict) -> html.Button | html.Span:
    """Name the class; a click filters to it."""
    if "adjusted" not in line:
        return html.Span(line["name"], className="difference-name")
    clauses = json.dumps([f"label = {literal(line['name'])}"])
    return html.Button(
        line["name"],
        className="difference-name plain",
        type="button",
        **wildcards({"data-action": "filter-by", "data-clauses": clauses}),
    )


def _count(line: dict, what: str, sign: str) -> html.Button | html.Span:
    n, clauses = line[what], (line.get("clauses") or {}).get(what)
    if clauses is None or not n:
        return html.Span(f"{sign}{count(n)}", className="muted")
    words = "right under the second model alone" if what == "gained" else "right under the first model alone"
    return html.Button(
        f"{sign}{count(n)}",
        className="link",
        type="button",
        title=f"Show {images(n)} of {line['name']} {words}",
        **wildcards({"data-action": "filter-by", "data-clauses": json.dumps(clauses)}),
    )


def _signed(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
