"""Compile a folder of Markdown flashcards into an Anki package whose rebuilds keep every review."""

import sys

try:
    import typer

    from deck.cli.execution import EPILOG, Program, command
    from deck.cli.options import Version, cache_folder, default_content
except ModuleNotFoundError as missing:
    advice = "run it with a Python in which requirements.txt is installed, and without PYTHONSAFEPATH"
    sys.stderr.write(f"build_deck.py cannot import '{missing.name}'; {advice}\n")
    sys.exit(3)
except KeyboardInterrupt:
    sys.stderr.write("stopped\n")
    sys.exit(130)

app = typer.Typer(cls=Program, help=__doc__, epilog=EPILOG, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
def main(context: typer.Context, _version: Version = False) -> None:
    """Build the folder ``content``, or the working directory if it is one, unless there is a command."""
    if context.invoked_subcommand is None:
        command("build")(default_content(), cache=cache_folder())


app.command()(command("build"))
app.command()(command("check"))
app.command()(command("plan"))
app.command()(command("verify"))
app.command()(command("push"))
app.command()(command("pull"))
app.command()(command("new"))
app.command()(command("adopt"))
app.command()(command("preview"))

if __name__ == "__main__":
    app()
