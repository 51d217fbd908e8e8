"""The command `earshot`: where everything is joined. Each command lives in `pipeline/commands/`."""

import errno
import os
import sys
from importlib import import_module
from typing import Final

import click

from schemas.errors import Misused, Unavailable

DONE, WRONG, MISUSED, UNAVAILABLE = 0, 1, 2, 3
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

# Named here and loaded when called: `earshot --help` must not pay for chDB.
COMMANDS: Final = {
    "demo": "show what Earshot does, on a simulated bank of three months",
    "run": "take events in, hear them, and serve the page: gateway, agents and page in one process",
    "worker": "run the agents on Kafka: as many workers as you like",
    "import": "read files or folders of events, mail, transcripts or tables",
    "tag": "hear single texts: lines in, one JSON object a line out",
    "evaluate": "how well the ear hears labelled texts, beside TextBlob, VADER and SnowNLP",
    "status": "lag, freshness and accounts",
    "sql": "ask the warehouse",
    "report": "write a leadership briefing of two pages on one week",
    "alerts": "list alerts, check their rules, try the ways they are sent",
    "promises": "what was promised, kept and owed, as of any moment",
    "verify": "recompute stories and tallies from the facts and show every difference",
    "refresh": "notice what moved, what surged, and what dissatisfaction goes together with",
    "rebuild": "write stories and tallies anew from the facts",
    "migrate": "bring the warehouse's tables and views up to date",
    "dead-letters": "list, show and replay what was refused",
    "erase": "remove a person from all that is stored, and check that nothing is left",
    "retain": "empty what is kept longer than the settings allow",
    "topics": "plan and make the topics in Kafka",
    "lag": "how far the workers have come, on Kafka",
    "rewind": "let the workers handle records once more, on Kafka",
    "plan": "how large a deployment has to be for so many events a day",
    "keys": "who may send events to the gateway: make, list and revoke keys",
    "access": "roles of ClickHouse, and what each reads",
    "passwords": "who may sign in to the page, and what each may read",
    "doctor": "check brokers, topics, warehouse, clocks, disk and libraries, and say what to do",
    "schema": "print JSON Schemas and table definitions",
}

# What the extra `distributed` installs and some commands import.
DISTRIBUTED: Final = {"aiokafka", "faust", "kafka", "structlog", "uvloop"}


class Commands(click.Group):
    """Commands by name, loaded on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pipeline.commands.{cmd_name.replace('-', '_').replace('import', 'import_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="earshot")
def earshot() -> None:
    """Earshot hears what customers say on calls, e-mails, social posts and chats, follows each one's story, and
    writes experience signals to ClickHouse for the people who lead.

    Start with `earshot demo`, then `earshot import --help`. Settings come from EARSHOT_* and the TOML file that
    EARSHOT_CONFIG names; see deploy/earshot.toml for all of them.

    Exit status: 0 done, 1 found something wrong, 2 used wrongly, 3 a service is unavailable.
    """


def _open_all() -> None:
    """A scheduler may start us without input or output (`<&-`)."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: PTH123, SIM115 - lives as long as the process
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115


def _run() -> None:
    try:
        earshot(standalone_mode=False)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in DISTRIBUTED:
            raise
        raise Misused(f"{library} is not installed; install earshot[distributed]") from None


def main() -> None:
    """Run the command; a person's mistake is one line on standard error, never a traceback."""
    _open_all()
    try:
        _run()
    except click.exceptions.Abort:
        click.echo("earshot: stopped; the same command goes on where it was", err=True)
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(MISUSED)
    except (Misused, Unavailable) as error:
        click.echo(f"earshot: {error}", err=True)
        sys.exit(MISUSED if isinstance(error, Misused) else UNAVAILABLE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has gone; there is nobody to tell
        sys.exit(DONE)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        click.echo(f"earshot: cannot write {error.filename or 'the output'}: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter tries once more at its end
        sys.exit(UNAVAILABLE)


if __name__ == "__main__":
    main()
