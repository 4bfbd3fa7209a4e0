"""Compile a folder of Markdown flashcards into an Anki package whose rebuilds keep every review."""

from __future__ import annotations

import atexit
import gc
import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from enum import StrEnum
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from rich.console import Console

    from deck.diagnostics import Diagnostic, LintResult
    from deck.history.plan import Entry, Plan
    from deck.report import Report

EARLIEST = 1_577_836_800  # 2020: an older clock is a wrong one
WRONG_CONTENT, WRONG_USAGE, MISSING, INTERRUPTED = 1, 2, 3, 130
MOST_JOBS = 999
CACHE = "DECK_CACHE"  # the environment variable that does what --cache does
ENDS_MESSAGE, ENDS_PROPERTY = ({ord(each): f"%{ord(each):02X}" for each in ends} for ends in ("%\r\n", "%\r\n,:"))
EXCERPT = 60  # columns of a long line before the mark

app = typer.Typer(
    help=__doc__,
    epilog="Without a command, 'build content' is run. docs/writing.md tells how to write cards.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Content = Annotated[Path, typer.Argument(help="The folder of Markdown files with its deck.toml.", show_default=True)]
Against = Annotated[
    Path | None, typer.Option("--against", help="A published package, to compare with instead of the last build.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell mistakes alone.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", min=1, max=MOST_JOBS, help="How many processes compile and draw.", show_default="the cores"
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", envvar=CACHE, metavar="DIR", help="The folder for the cache.", show_default="the user's cache folder"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Compile a folder of Markdown flashcards into an Anki package whose rebuilds keep every review."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what a terminal cannot show is no reason to fail
    if context.invoked_subcommand is None:
        build(Path("content"), cache=Path(named) if (named := os.environ.get(CACHE)) else None)


@app.command()
def build(
    content: Content = Path("content"),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The package to write.", show_default="build/<deck name>.apkg"),
    ] = None,
    against: Against = None,
    locked: Annotated[bool, typer.Option("--locked", help="Fail rather than change the lock.")] = False,
    rerender: Annotated[
        bool, typer.Option("--rerender", help="Send notes whose rendering alone changed to learners too.")
    ] = False,
    jobs: Jobs = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    cache: Cache = None,
) -> None:
    """Write the package, and print its path."""
    from deck.build import build as build_package

    started = time.monotonic()
    with _haste(), _manners(), _progress(quiet=quiet) as progress:
        now, dated = _now()
        _warn_if_uncached(content, cache, quiet=quiet)
        report = build_package(
            content,
            output,
            now,
            against=against,
            dated=dated,
            locked=locked,
            rerender=rerender,
            cache=cache,
            workers=_workers(jobs),
            progress=progress,
        )
    seconds = round(time.monotonic() - started, 2)
    if as_json:
        _print_json(_build_json(report, seconds))
        return
    if not quiet:
        _tell_report(report, seconds)
    print(report.package)


@app.command()
def check(
    content: Content = Path("content"),
    fix: Annotated[bool, typer.Option("--fix", help="Write missing ids, and mend what can be mended safely.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would do, and write nothing.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print what is found.")] = Format.TEXT,
    quiet: Quiet = False,
    cache: Cache = None,
) -> None:
    """Find every mistake and all that could be better; writes nothing without --fix."""
    from deck.build import check as check_content

    with _haste(), _manners():
        if fix or diff:
            _mend(content, write=not diff)
        _warn_if_uncached(content, cache, quiet=quiet)
        lint_result = check_content(content, _now()[0], cache)
    if form is Format.JSON:
        _print_json([asdict(each) for each in lint_result.found], indent=1)
    elif form is Format.GITHUB:
        for each in lint_result.found:
            print(_annotation(each))
    else:
        _tell(lint_result.found)
        if lint_result.found or not quiet:
            _sum_up(lint_result)
    if any(each.level == "error" for each in lint_result.found):
        raise typer.Exit(WRONG_CONTENT)


def _mend(content: Path, *, write: bool) -> None:
    """Mend what can be mended safely, or show how on the standard output."""
    from deck.fix import find_fixes, write_fixes

    fixes = find_fixes(content)
    if not write:
        print("".join(fix.diff for fix in fixes), end="")
        raise typer.Exit(WRONG_CONTENT if fixes else 0)
    write_fixes(fixes)
    for fix in fixes:
        _say(f"{fix.shown}: mended {_count(fix.locations, 'place')}", "green")


def _annotation(diagnostic: Diagnostic) -> str:
    """Return a problem as GitHub's workflow commands have it, which percent-encode what would end them."""
    path, message = diagnostic.path.translate(ENDS_PROPERTY), diagnostic.message.translate(ENDS_MESSAGE)
    location = f"file={path},line={diagnostic.line},col={diagnostic.column},title={diagnostic.rule}"
    return f"::{diagnostic.level} {location}::{message}"


def _sum_up(lint_result: LintResult) -> None:
    errors = sum(each.level == "error" for each in lint_result.found)
    counts = (
        (errors, "mistake", {"fg": "red"}),
        (len(lint_result.found) - errors, "warning", {"fg": "yellow"}),
        (len(lint_result.suppressed), "suppressed finding", {"dim": True}),
    )
    told = [typer.style(_count(number, noun), **style) for number, noun, style in counts if number]
    _say(", ".join(told if lint_result.found else [typer.style("no mistakes", fg="green"), *told]))


@app.command()
def plan(
    content: Content = Path("content"),
    against: Against = None,
    as_json: AsJson = False,
    cache: Cache = None,
) -> None:
    """Say what the next import will do to learners, and write nothing."""
    from msgspec import to_builtins

    from deck.build import plan as plan_import

    with _manners():
        _warn_if_uncached(content, cache)
        settings, found = plan_import(content, _now()[0], against, cache)
    if as_json:
        _print_json(to_builtins(found))
    else:
        _tell_plan(settings.namespace, found)


@app.command()
def verify(
    package: Annotated[Path, typer.Argument(help="A package, or a content folder whose package is meant.")] = Path(
        "content"
    ),
    as_json: AsJson = False,
) -> None:
    """Import a package into a throw-away real Anki collection, and report what Anki makes of it."""
    try:
        from deck.anki.verify import verify as verify_package
    except ModuleNotFoundError:
        _stop(MISSING, "the Anki library is not installed; install it with: pip install '.[verify]'")
    path = package if package.suffix == ".apkg" else _package_of(package)
    if not path.is_file():
        _stop(MISSING, f"there is no package '{path}'; build it first")
    verdict = verify_package(path)
    if as_json:
        _print_json(asdict(verdict))
    else:
        counts = f"{_count(verdict.notes, 'note')}, {_count(verdict.cards, 'card')}, {verdict.media} media"
        again = f"imported again: {verdict.duplicate} unchanged"
        _say(f"Anki {verdict.anki}: {counts}; {again}", "red" if verdict.faults else "green")
        for fault in verdict.faults:
            _say(fault)
    if verdict.faults:
        raise typer.Exit(WRONG_CONTENT)


@app.command()
def push(
    content: Content = Path("content"),
    against: Against = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the notes that were retired.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    cache: Cache = None,
) -> None:
    """Bring the deck into the running Anki, through its add-on AnkiConnect."""
    from deck.anki import push as anki
    from deck.build import build as build_package
    from deck.build import plan as plan_import

    with _manners(), _told_trouble():
        connection = anki.AnkiConnect(os.environ.get("ANKICONNECT_KEY", ""))
        anki.preflight(connection)
        now, dated = _now()
        _warn_if_uncached(content, cache)
        settings, found = plan_import(content, now, against, cache)
        gone = anki.present(connection, settings.namespace, found.gone) if prune else ()
        _tell_plan(settings.namespace, found)
        _ask(gone, yes=yes)
        moved = anki.move_cards(connection, settings.namespace, found.moved)
        with _progress() as progress:
            report = build_package(content, None, now, against=against, dated=dated, cache=cache, progress=progress)
        deleted = anki.prune(connection, settings.namespace, gone)
        anki.open_package(connection, report.package)
    done = f"{_count(moved, 'card')} moved, {_count(deleted, 'note')} deleted"
    _say(f"{done}; Anki shows its import dialog, press Import there", "green")


def _ask(gone: tuple[Entry, ...], *, yes: bool) -> None:
    """Name what would be deleted, and stop unless the author agrees to the push."""
    for each in gone:
        print(f"deletes '{each.id}' with its history: {each.title}")
    if not yes:
        typer.confirm("Push this into Anki?", abort=True, err=True)


@contextmanager
def _told_trouble() -> Iterator[None]:
    """Tell what stands between the author and Anki, and stop."""
    from deck.anki.push import PushError

    try:
        yield
    except PushError as error:
        _stop(MISSING, str(error))


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to write.")]) -> None:
    """Begin a deck: a small content folder that builds and shows every feature."""
    from deck.new import start

    with _manners():
        try:
            files = start(folder, os.urandom(4).hex())
        except FileExistsError:
            _stop(WRONG_USAGE, f"'{folder}' is there already; name a new folder")
    _say(f"{_count(len(files), 'file')}; next: build_deck.py preview {folder}")
    print(folder)


@app.command()
def preview(
    content: Content = Path("content"),
    watch: Annotated[
        bool | None,
        typer.Option("--watch/--no-watch", help="Keep the page up to date.", show_default="--watch on a terminal"),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write; any web server can show it.")
    ] = Path("build", "preview"),
    cache: Cache = None,
) -> None:
    """Show every card as Anki renders it, in the browser."""
    try:
        from deck import preview as pages
    except ModuleNotFoundError as error:
        _stop(MISSING, f"the preview needs '{error.name}'; install it with: pip install '.[preview]'")
    now = _now()[0]
    try:
        with _manners():
            _warn_if_uncached(content, cache)
            if watch if watch is not None else sys.stdout.isatty():
                _keep_preview(content, output, now, cache)
                return
            with _progress() as progress:
                pages.make(content, output, now, progress, cache)
    except pages.NotAPreviewError as error:
        _stop(WRONG_USAGE, str(error))
    print(output / "index.html")


def _keep_preview(content: Path, output: Path, now: int, cache: Path | None) -> None:
    """Serve the page and keep it up to date, until Ctrl-C."""
    import webbrowser

    from deck import preview as pages

    opened = False
    with suppress(KeyboardInterrupt), pages.serve(output) as site:
        for made in pages.watch(content, output, now, lambda *_: None, cache):
            site.publish()
            if not opened:
                print(site.address, flush=True)
                opened = True
                if sys.stdout.isatty():
                    webbrowser.open(site.address)
            _tell(made.errors)
            if not made.errors:
                _say(f"{_count(len(made.cards), 'card')}, {_count(len(made.findings), 'finding')}")
    _say(f"stopped; the page stays in {output / 'index.html'}")


def _warn_if_uncached(content: Path, cache: Path | None, *, quiet: bool = False) -> None:
    """Say why nothing is cached, if that is so."""
    from deck.cache.store import open_store

    if not quiet and (problem := open_store(content, cache).problem):
        _say(f"warning: {problem}", "yellow")


def _package_of(content: Path) -> Path:
    from deck.build import package_path
    from deck.source.settings import read_settings

    with _manners():
        return package_path(read_settings(content / "deck.toml", f"{content.as_posix()}/deck.toml")[0])


def _now() -> tuple[int, bool]:
    """Return the time of this build, and whether SOURCE_DATE_EPOCH chose it rather than the clock."""
    clock = int(time.time())
    if clock < EARLIEST:
        _stop(MISSING, "the clock of this machine is before 2020; set it")
    written = os.environ.get("SOURCE_DATE_EPOCH")
    if written is None:
        return clock, False
    if not re.fullmatch(r"[0-9]{1,12}", written) or not EARLIEST <= int(written) <= clock + 86_400:
        _stop(WRONG_USAGE, f"SOURCE_DATE_EPOCH is '{written:.20}'; set it to seconds since 1970, from 2020 to now")
    return int(written), True


def _build_json(report: Report, seconds: float) -> dict[str, object]:
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


def _tell_report(report: Report, seconds: float) -> None:
    from deck.history.plan import summary

    size = report.package.stat().st_size / 1000
    figures = f"{_count(report.figures, 'figure')} ({report.drawn} drawn now)"
    counts = f"{_count(report.notes, 'note')}, {_count(report.cards, 'card')}, {figures}"
    _say(f"{counts}, {size:.0f} kB, {seconds:.1f} s", "green")
    _say(summary(report.plan))
    for warning in report.plan.warnings:
        _say(f"warning: {warning}", "yellow")
    if report.lint_result.found or report.lint_result.suppressed:
        _sum_up(report.lint_result)


def _tell_plan(namespace: str, plan: Plan) -> None:
    """Print what an import will do: a sentence, then each note it names, then what a learner should know."""
    from deck.history.plan import lines

    for line in lines(namespace, plan):
        print(line)


@contextmanager
def _manners() -> Iterator[None]:
    """Tell an author's mistakes, all of them, or what stopped the command, and stop."""
    from deck.diagnostics import ContentError

    try:
        yield
    except ContentError as error:
        _tell(error.diagnostics)
        _say(f"{_count(len(error.diagnostics), 'mistake')}; nothing was written", "red")
        raise typer.Exit(WRONG_CONTENT) from None
    except KeyboardInterrupt:
        _stop(INTERRUPTED, "stopped; everything is as it was")
    except OSError as error:
        _stop(MISSING, f"cannot use '{error.filename}': {(error.strerror or str(error)).lower()}")


@contextmanager
def _haste() -> Iterator[None]:
    """Look for no garbage, now or at exit, and for no plugins: there is next to none, and looking takes long."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    atexit.register(gc.freeze)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _progress(*, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how far the drawing of figures is, for as long as it takes."""
    with ExitStack() as shown:

        @cache
        def bar() -> Callable[[int, int], None]:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("drawing figures"), BarColumn(), MofNCompleteColumn())
            console = _console()
            progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
            shown.enter_context(progress)
            task = progress.add_task("drawing")
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield lambda done, total: bar()(done, total) if total and not quiet else None


@contextmanager
def _workers(jobs: int | None) -> Iterator[Executor | None]:
    """Offer processes that compile and draw, if more than one may."""
    from concurrent.futures import BrokenExecutor

    from deck.workers import Workers

    if (processes := jobs or os.cpu_count() or 1) == 1:
        yield None
        return
    try:
        with Workers(processes) as workers:
            yield workers
    except BrokenExecutor:
        _stop(MISSING, "a process that draws was ended from outside; what it drew is kept, so build again")


def _tell(diagnostics: Collection[Diagnostic]) -> None:
    """Tell problems, a file after the other, each with its line and a mark below the column."""
    if not diagnostics:
        return
    console, path = _console(), ""
    for each in diagnostics:
        if path and path != each.path:
            console.print()
        path = each.path
        console.print(f"{path}:{each.line}: ", style="bold", markup=False, highlight=False, soft_wrap=True, end="")
        console.print(each.message, markup=False, highlight=False, soft_wrap=True, end="")
        console.print(f" ({each.rule})" * each.rule.isupper(), style="dim", highlight=False, soft_wrap=True)
        for line in _excerpt(each):
            console.print(line, style="dim", markup=False, highlight=False, no_wrap=True, overflow="ellipsis")


def _excerpt(diagnostic: Diagnostic) -> Iterator[str]:
    """Yield the line of a problem and a mark below its column, if the line can be read."""
    from rich.cells import cell_len

    with suppress(OSError, UnicodeDecodeError, IndexError):
        file = Path(diagnostic.path)
        lines = file.read_text(encoding="utf-8-sig").split("\n") if file.is_file() and not file.is_symlink() else []
        line = lines[diagnostic.line - 1].replace("\t", " ")
        before = cell_len(line[: diagnostic.column - 1])
        hidden = max(0, before - EXCERPT)
        yield f"{diagnostic.line:>6} | {line[hidden:].rstrip()}"
        yield f"       | {' ' * (before - hidden)}^"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _print_json(value: object, indent: int | None = None) -> None:
    import json

    print(json.dumps(value, indent=indent))


def _say(text: str, colour: str | None = None) -> None:
    """Tell a line beside the output, in colour on a terminal that wants it."""
    wanted = False if os.environ.get("NO_COLOR") else True if os.environ.get("FORCE_COLOR") else None
    typer.secho(text, fg=colour, err=True, color=wanted)


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _stop(code: int, message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
