"""The quality in service as figures for Prometheus, in a file for the node exporter's textfile collector."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from classifiers.watching.quality import Quality
from records import UsageError


def write_figures(quality: Quality, file: Path) -> None:
    """Write the file beside its place and rename it, so that nobody reads half of it.

    Raises:
        UsageError: `export.write` when it cannot be written.
    """
    try:
        write_to_textfile(str(file), gather_figures(quality))
        file.chmod(0o644)  # the exporter runs as somebody else, and no figure tells of a letter
    except OSError:
        raise UsageError("export.write", str(file)) from None


def gather_figures(quality: Quality) -> CollectorRegistry:
    """Every figure; what has too few letters to be told is absent, as Prometheus wants it."""
    registry = CollectorRegistry()

    def gauge(name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"laixin_{name}", what, labels, registry=registry)

    gauge("blind_drawn", "Letters drawn to be judged blind").set(quality.drawn)
    gauge("blind_waiting", "Letters drawn that nobody has judged yet").set(quality.waiting)
    letters = gauge("blind_letters", "Letters judged blind", "judgement", "period")
    errors = gauge("blind_errors", "Letters judged blind on which the machine was wrong", "judgement", "period")
    rate = gauge("error_rate", "Share of answers given alone that were wrong", "judgement", "period")
    low = gauge("error_rate_low", "Lower end of its interval of 95 %", "judgement", "period")
    high = gauge("error_rate_high", "Upper end of its interval of 95 %", "judgement", "period")
    certain = gauge("error_rate_certain", "Lower limit that holds however often one looks", "judgement", "period")
    budget = gauge("error_budget", "Share of answers given alone that may be wrong", "judgement")
    for watch in quality.budgets:
        kind = "year" if watch.period == str(quality.day.year) else "quarter"
        budget.labels(watch.judgement).set(watch.budget)
        letters.labels(watch.judgement, kind).set(watch.letters)
        errors.labels(watch.judgement, kind).set(watch.errors)
        if watch.rate.value is not None:
            rate.labels(watch.judgement, kind).set(watch.rate.value)
            low.labels(watch.judgement, kind).set(watch.rate.low)
            high.labels(watch.judgement, kind).set(watch.rate.high)
            certain.labels(watch.judgement, kind).set(watch.lower)
    drift = gauge("drift", "Stability index, distance or difference against the half year before", "figure")
    drifted = gauge("drift_alarm", "1 when the figure has drifted", "figure")
    for one in quality.drifts:
        drift.labels(one.figure).set(one.size)
        drifted.labels(one.figure).set(one.drifted)
    gauge("quality_alarms", "Alarms on quality at present").set(len(quality.alarms))
    gauge("quality_looked_at_seconds", "When quality was looked at last").set_to_current_time()
    return registry
