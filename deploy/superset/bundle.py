"""The files that Superset imports: one connection, and datasets, charts and dashboards in both languages."""

from collections.abc import Mapping
from typing import Final

import yaml

from deploy.superset.board import Board
from deploy.superset.boards import boards
from deploy.superset.charts import Chart, Pen
from deploy.superset.datasets import subjects
from deploy.superset.layout import colours, filters, position
from deploy.superset.measures import Measure
from deploy.superset.naming import uuid
from deploy.superset.subjects import Subject
from deploy.superset.wording import LANGS, Lang, said
from pipeline.figures import registry

Document = Mapping[str, object]
_VERSION: Final = "1.0.0"
WAREHOUSE: Final = "clickhouse+native://superset:XXXXXXXXXX@localhost:9000/earshot"
"""Superset asks for the password where ten X stand for it."""


def bundle(warehouse: str = WAREHOUSE) -> Mapping[str, str]:
    """Text of every file, by its path. `warehouse`: where the views are, as SQLAlchemy writes it."""
    documents: dict[str, Document] = {
        "metadata.yaml": {"version": _VERSION, "type": "Dashboard", "timestamp": "2026-11-23T00:00:00+00:00"},
        "databases/earshot.yaml": _database(warehouse),
    }
    for lang in LANGS:
        known = subjects(lang)
        for subject in known.values():
            documents[f"datasets/earshot/{subject.id}_{lang}.yaml"] = _dataset(subject)
        for board in boards(Pen(lang, known)):
            documents[f"dashboards/{board.id}_{lang}.yaml"] = _dashboard(
                board, lang, known["experience_daily"]
            )
            for chart in board.charts:
                documents[f"charts/{board.id}/{chart.id}_{lang}.yaml"] = _chart(chart, lang)
    return {path: _written(document) for path, document in documents.items()}


def boards_in(lang: Lang) -> tuple[Board, ...]:
    """All dashboards in one language."""
    return boards(Pen(lang, subjects(lang)))


def _written(document: Document) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # libyaml, where there is one
    """Texts of several lines as blocks; nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _database(warehouse: str) -> Document:
    return {
        "database_name": "Earshot",
        "sqlalchemy_uri": warehouse,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"metadata_params": {}, "engine_params": {}, "schemas_allowed_for_file_upload": []},
        "uuid": uuid("database", "", "earshot"),
        "version": _VERSION,
    }


def _dataset(subject: Subject) -> Document:
    return {
        "table_name": subject.title,
        "main_dttm_col": subject.day or None,
        "description": subject.meaning,
        "offset": 0,
        "cache_timeout": None,
        "schema": None,
        "sql": subject.sql,
        "filter_select_enabled": True,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": uuid("dataset", subject.lang, subject.id),
        "metrics": [_metric(each, subject.lang) for each in subject.measures.values()],
        "columns": [
            {
                "column_name": each.name,
                "verbose_name": each.label,
                "description": each.meaning or None,
                "is_dttm": each.name == subject.day,
                "is_active": True,
                "type": each.type,
                "groupby": True,
                "filterable": True,
            }
            for each in subject.columns
        ],
        "version": _VERSION,
        "database_uuid": uuid("database", "", "earshot"),
    }


def _metric(measure: Measure, lang: Lang) -> Document:
    return {
        "metric_name": said(measure.name, lang),
        "verbose_name": said(measure.name, lang),
        "expression": measure.sql,
        "description": said(measure.meaning, lang) if measure.meaning else None,
        "d3format": measure.format,
    }


def _chart(chart: Chart, lang: Lang) -> Document:
    return {
        "slice_name": chart.title,
        "viz_type": chart.form["viz_type"],
        "params": dict(chart.form),
        "cache_timeout": None,
        "uuid": uuid("chart", lang, chart.id),
        "version": _VERSION,
        "dataset_uuid": uuid("dataset", lang, chart.subject.id),
    }


def _dashboard(board: Board, lang: Lang, values: Subject) -> Document:
    return {
        "dashboard_title": said(board.title, lang),
        "description": said(registry().figure(board.explains[0]).question, lang),
        "css": "",
        "slug": f"earshot-{board.id.replace('_', '-')}-{lang}",
        "published": True,
        "uuid": uuid("dashboard", lang, board.id),
        "position": position(board, lang),
        "metadata": {
            "color_scheme": "supersetColors",
            "label_colors": dict(colours(board)),
            "refresh_frequency": 0,
            "native_filter_configuration": list(filters(board, lang, values)),
            "timed_refresh_immune_slices": [],
            "expanded_slices": {},
            "default_filters": "{}",
            "cross_filters_enabled": False,
        },
        "version": _VERSION,
    }
