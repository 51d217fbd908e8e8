"""Every dataset there is, by id."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from deploy.superset.composed import attitudes, headlines, topics
from deploy.superset.measures import (
    COUNT,
    Measure,
    Sums,
    counted,
    guarded,
    net_sentiment,
    shared,
    with_interval,
)
from deploy.superset.subjects import Subject, of_view
from deploy.superset.wording import Lang
from pipeline.figures import registry
from schemas.defined import Figure
from schemas.taxonomy import Name

_COUNTS: Final = (
    "interactions", "negative", "neutral", "positive", "complaints", "repeat_contacts", "waiting", "churn",
    "escalations", "not_resolved", "resolved", "thanks", "praise",
)  # fmt: skip
"""Figures that are called like the column that counts them."""
_SHOWN: Final = ("movements", "surges", "drivers", "voices")
"""Views whose rows are shown as they are."""


def subjects(lang: Lang) -> Mapping[str, Subject]:
    """All datasets in one language."""
    found = [
        _experience(lang),
        topics(lang),
        _promises(lang),
        _journeys(lang),
        of_view("contact_pressure", lang, _contacts()),
        of_view("perception_gap", lang, _gap()),
        of_view("official_and_felt", lang, _surveys(), divided=True),
        of_view("attitude_resolution", lang, shared(_figure("courteous_unsolved_share"))),
        attitudes(lang),
        headlines(lang),
        replace(of_view("accounts", lang, _accounts()), day=""),
        of_view("praise", lang, (*_rows(), counted(_figure("praises"), "praises"))),
        *(of_view(view, lang, _rows(), divided=True) for view in _SHOWN),
    ]
    return {subject.id: subject for subject in found}


def _figure(id_: str) -> Figure:
    return registry().figure(id_)


def _rows() -> tuple[Measure, ...]:
    return (Measure("rows", Name("Rows", "行数"), "count()", COUNT),)


def _contacts() -> tuple[Measure, ...]:
    return (
        *shared(_figure("unwelcome_contacts")),
        Measure("contacts_made", Name("Contacts made", "公司主动联系数"), "sum(contact)", COUNT),
    )


def _accounts() -> tuple[Measure, ...]:
    """Their `day` is that of the arrival, so that the dashboard's filter of time, which means the customer's, leaves them alone."""
    ids = ("received", "stored", "duplicates", "dead_lettered", "in_flight")
    return (
        *(counted(_figure(id_), id_) for id_ in ids),
        counted(_figure("account_difference"), "difference"),
    )


def _experience(lang: Lang) -> Subject:
    counts = [counted(_figure(id_), id_) for id_ in _COUNTS]
    measures = (*net_sentiment(_figure("net_sentiment")), *shared(_figure("complaint_rate")), *counts)
    return of_view("experience_daily", lang, measures)


def _promises(lang: Lang) -> Subject:
    late = _figure("promise_days_late")
    return of_view(
        "promise_ledger",
        lang,
        (
            *shared(_figure("broken_promises")),
            Measure("promises", Name("Promises", "承诺数"), "count()", COUNT),
            Measure("broken", Name("Promises broken", "未兑现承诺数"), "sum(broken)", COUNT),
            Measure("late_median", Name("Days late, median", "逾期天数中位数"), _median("days_late"), ",.1f", late.definition),
            Measure("late_n", Name("Late or broken", "逾期或未兑现数"), "count(days_late)", COUNT),
            *(
                Measure(id_, said_of, f"sum({column_})", ",.2f", _figure(f"promise_{column_}").definition)
                for id_, said_of, column_ in (
                    ("money_owed", Name("Compensation owed", "应付补偿"), "owed"),
                    ("money_paid", Name("Compensation paid", "已付补偿"), "paid"),
                    ("money_open", Name("Compensation outstanding", "未付补偿"), "outstanding"),
                )
            ),
        ),
    )  # fmt: skip


def _journeys(lang: Lang) -> Subject:
    return of_view(
        "journeys_overview",
        lang,
        (
            *shared(_figure("first_contact_resolution")),
            Measure("journeys", Name("Journeys", "旅程数"), "count()", COUNT),
            Measure("elapsed", Name("Hours, median", "历时中位数（小时）"), _median("elapsed_hours"), ",.1f"),
            Measure("elapsed_90", Name("Hours, 9 of 10 within", "九成不超过（小时）"), _quantile("elapsed_hours", 0.9), ",.1f"),
            Measure("contacts_mean", Name("Contacts, mean", "平均联系次数"), guarded("avg(contacts)", "count()"), ",.2f"),
            Measure("effort_mean", Name("Effort, mean", "平均费力度"), guarded("avg(effort)", "count()"), ",.1f"),
            Measure("by_company", Name("Hours waiting for the company", "等待公司的小时数"), "sum(waiting_company_hours)", ",.0f"),
            Measure("by_customer", Name("Hours waiting for the customer", "等待客户的小时数"), "sum(waiting_customer_hours)", ",.0f"),
        ),
    )  # fmt: skip


def _median(column_: str) -> str:
    return _quantile(column_, 0.5)


def _quantile(column_: str, level: float) -> str:
    """Exact; NULL and not NaN where there is none."""
    return guarded(f"quantileExact({level})({column_})", f"count({column_})")


def _gap() -> tuple[Measure, ...]:
    answers = "sum(csat_n)"
    return (
        *shared(_figure("perception_gap")),
        counted(_figure("official_resolutions"), "official"),
        counted(_figure("contradicted"), "contradicted"),
        counted(_figure("confirmed"), "confirmed"),
        counted(_figure("silent"), "silent"),
        Measure("official", Name("The company says resolved, %", "公司宣称已解决（%）"), guarded("100.", "sum(mature)"), ",.1f"),
        Measure(
            "felt",
            Name("Customers let it stand, %", "客户未否认（%）"),
            guarded("100 * (sum(mature) - sum(contradicted)) / sum(mature)", "sum(mature)"),
            ",.1f",
            _figure("felt_share").definition,
        ),
        Measure("csat", Name("Official satisfaction, %", "官方满意度（%）"), guarded(f"sum(csat * csat_n) / {answers}", answers), ",.1f"),
        Measure("csat_n", Name("n: Official satisfaction", "样本数：官方满意度"), answers, COUNT),
    )  # fmt: skip


def _surveys() -> tuple[Measure, ...]:
    """CSAT and complaint share are counts over n, so their sums come back from the view exactly."""
    csat = Sums("(sum(csat * csat_n) / 100)", "sum(csat_n)", "", "100")
    complaints = Sums("(sum(complaint_share * judged) / 100)", "sum(judged)", "", "100")
    return (
        *with_interval(_figure("official_csat"), csat),
        *with_interval(_figure("felt_complaint_share"), complaints),
        _weighted("official_nps", "nps", "nps_n"),
        Measure("nps_n", Name("n: NPS", "样本数：净推荐值"), "sum(nps_n)", COUNT),
        _weighted("felt_net_sentiment", "net_sentiment", "scored"),
        Measure("scored_n", Name("n: Net sentiment", "样本数：净情感"), "sum(scored)", COUNT),
    )


def _weighted(id_: str, column_: str, n: str) -> Measure:
    figure = _figure(id_)
    return Measure(
        id_, figure.name, guarded(f"sum({column_} * {n}) / sum({n})", f"sum({n})"), "+,.1f", figure.definition
    )
