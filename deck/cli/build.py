"""The command ``build``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deck.cli.clock import now
from deck.cli.execution import build_on_changes, warn_if_uncached, without_gc, workers
from deck.cli.formats import count
from deck.cli.options import Against, AsJson, Cache, Content, Jobs, Quiet
from deck.cli.terminal import print_json, print_result, print_status, print_totals, progress

if TYPE_CHECKING:
    from deck.cache.store import Store
    from deck.report import Report


def check_output(path: Path | None) -> Path | None:
    """Return the path of the package; one where Anki would not find a package to import is wrong usage."""
    if path is not None:
        from deck.anki.package_name import package_path_fault

        if fault := package_path_fault(path):
            raise typer.BadParameter(fault)
    return path


def build(
    content: Content,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            callback=check_output,
            help="The package to write.",
            show_default="build/<deck name>.apkg",
        ),
    ] = None,
    against: Against = None,
    locked: Annotated[bool, typer.Option("--locked", help="Fail if the lock would change.")] = False,
    new_lock: Annotated[
        bool, typer.Option("--new-lock", help="Start a new lock, although one seems to be lost.")
    ] = False,
    rerender: Annotated[
        bool, typer.Option("--rerender", help="Also send learners the notes of which only the rendering changed.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Build again after each saved change, until Ctrl-C.")] = False,
    jobs: Jobs = None,
    cache: Cache = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the package and print its path."""

    def build_once(store: Store | None = None) -> None:
        from deck.build import build_if_needed

        started, moment = time.monotonic(), now()
        with without_gc(), progress(quiet=quiet) as show:
            report = build_if_needed(
                content,
                output,
                moment.timestamp,
                store=store,
                against=against,
                clock=int(time.time()),
                dated=moment.chosen,
                locked=locked,
                new_lock=new_lock,
                rerender=rerender,
                cache=cache,
                workers=workers(jobs),
                progress=show,
            )
        seconds = round(time.monotonic() - started, 2)
        if as_json:
            print_json(_as_json(report, seconds))
            return
        if not quiet:
            print_report(report, seconds)
        print_result(str(report.package))

    warn_if_uncached(content, cache, quiet=quiet)
    if watch:
        build_on_changes(content, cache, build_once)
    else:
        build_once()


def print_report(report: Report, seconds: float) -> None:
    """Print what a build made, what the next import will do, and how many warnings there are."""
    from deck.history.plan_text import summary

    size = report.package.stat().st_size / 1000
    figures = f"{count(report.figures, 'figure')} ({report.drawn} drawn now)"
    counts = f"{count(report.notes, 'note')}, {count(report.cards, 'card')}, {figures}"
    print_status(f"{counts}, {size:.0f} kB, {seconds:.1f} s", fg="green")
    print_status(summary(report.plan))
    for warning in report.plan.warnings:
        print_status(f"warning: {warning}", fg="yellow")
    if report.lint_result.found or report.lint_result.suppressed:
        print_totals(report.lint_result)


def _as_json(report: Report, seconds: float) -> dict[str, object]:
    lists = ("new", "changed", "moved", "renamed", "retired", "returned")
    ids = {name: [entry.id for entry in getattr(report.plan, name)] for name in lists}
    counts = {name: getattr(report, name) for name in ("notes", "cards", "figures", "media", "drawn")}
    lint_result = {name: len(getattr(report.lint_result, name)) for name in ("found", "suppressed")}
    return {
        "package": str(report.package),
        **counts,
        **ids,
        "unchanged": report.plan.unchanged,
        **lint_result,
        "seconds": seconds,
    }
