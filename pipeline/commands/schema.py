"""`earshot schema`: what events must look like, what the warehouse's tables and views hold, and what figures mean."""

import click
import msgspec

from pipeline import json_schemas
from pipeline.figures import registry
from pipeline.json_schemas import TYPES, json_schema
from pipeline.warehouse.migrate import definitions
from schemas.errors import Misused


@click.command()
@click.argument("name", required=False)
@click.option("--json-schemas", "only_json", is_flag=True, help="Only the JSON Schemas, by name of the type.")
@click.option("--tables", "only_tables", is_flag=True, help="Only tables and views, as SQL.")
@click.option("--figures", "only_figures", is_flag=True, help="Only the definitions of figures, by id.")
@click.option("--write", is_flag=True, help="For developers: write schemas/json anew from the types.")
def command(name: str | None, only_json: bool, only_tables: bool, only_figures: bool, write: bool) -> None:
    """Print JSON Schemas, tables, views and figures: all of them as one JSON document, or that of NAME.

    \b
    earshot schema CallEnded           the JSON Schema of an event
    earshot schema promise_ledger      the SQL of a table or view
    earshot schema --tables            the SQL of all of them
    earshot schema --figures           what each figure means, in English and Chinese
    """
    if write:
        for file in json_schemas.write():
            click.echo(f"wrote {file.name}", err=True)
    elif name:
        click.echo(_one(name))
    elif only_tables:
        click.echo("\n\n".join(f"{sql};" for sql in definitions().values()))
    elif only_figures:
        click.echo(_json(registry().figures))
    else:
        found = {each: json_schema(kind) for each, kind in TYPES.items()}
        whole = {"json_schemas": found, "tables": definitions(), "figures": registry().figures}
        click.echo(_json(found if only_json else whole))


def _one(name: str) -> str:
    tables = definitions()
    if name in TYPES:
        return _json(json_schema(TYPES[name]))
    if name in tables:
        return tables[name] + ";"
    raise Misused(f"nothing is called {name!r}; there are: {', '.join((*TYPES, *tables))}")


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode()
