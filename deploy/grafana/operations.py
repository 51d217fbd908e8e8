"""The dashboard for those who run Earshot: what rules ring about, from Prometheus. Each metric that is told is shown once."""

from dataclasses import dataclass
from typing import Final

from deploy.grafana.dashboard import PROMETHEUS, Json, Page, Panel, Section
from deploy.superset.wording import Lang, said
from schemas.taxonomy import Name

_STALE: Final = 120_000
"""Milliseconds without a value after which a line breaks: eight scrapes."""


_FROM_0: Final = {"ops", "reqps", "bytes", "percentunit"}
"""Units that are never negative: their axes begin with 0."""


@dataclass(frozen=True)
class Shows:
    """A panel in both languages: expressions with their legends, in a unit of Grafana. `bound`: coloured from there on."""

    title: Name
    meaning: Name
    unit: str
    exprs: tuple[tuple[str, str], ...]
    width: int = 8
    bound: float | None = None
    kind: str = "timeseries"


def _alerts() -> Shows:
    return Shows(
        Name("Alerts that ring", "正在触发的告警"),
        Name("By the rules of deploy/prometheus; docs/runbook.md says what to do.", "依据 deploy/prometheus 中的规则；处理方法见 docs/runbook.md。"),
        "short",
        (('sum by (alertname, severity) (ALERTS{alertname=~"Earshot.*", alertstate="firing"})', "{{alertname}} ({{severity}})"),),
        12,
    )  # fmt: skip


_SECTIONS: Final[tuple[tuple[Name, tuple[Shows, ...]], ...]] = (
    (
        Name("Can the figures be relied on?", "数字是否可靠"),
        (
            _alerts(),
            Shows(Name("The account: missing or counted twice", "数据对账：缺失或重复"), Name("received = stored + duplicates + refused + in flight; anything but 0 is a fault.", "接收 = 入库 + 重复 + 拒收 + 处理中；不为 0 即为异常。"), "short", (('max by (source) (earshot_account_records{part="difference"})', "{{source}}"),), 12, 1),
            Shows(Name("Until figures show it (99 of 100)", "进入数字所需时间（99%）"), Name("From an event's append until it can be read.", "从写入日志到可以查询的时间。"), "s", (("shown:earshot_visible_seconds:p99_10m", "{{shown}} p99"), ("shown:earshot_visible_seconds:p50_10m", "{{shown}} p50")), 8, 30),
            Shows(Name("Sources: time since the last arrival", "各来源：距上次到达的时间"), Name("A source that has fallen silent is missing in every figure.", "来源中断后，所有数字都会缺少其数据。"), "s", (("time() - max by (source) (earshot_newest_arrival_timestamp_seconds)", "{{source}}"),), 8, 86_400),
            Shows(Name("Sources: time since the newest event", "各来源：距最新事件的时间"), Name("By the time at the customer, as the source tells it.", "以来源所述的客户处时间为准。"), "s", (("time() - max by (source) (earshot_newest_event_timestamp_seconds)", "{{source}}"),), 8),
            Shows(Name("What became of what arrived", "到达数据的去向"), Name("All sources, since the begin.", "全部来源，自始累计。"), "short", (('sum by (part) (max by (source, part) (earshot_account_records{part!~"received|difference"}))', "{{part}}"),), 8),
            Shows(Name("Since the last refresh", "距上次刷新的时间"), Name("Movements, surges and alerts are as old as this.", "变动、激增和提醒的数据时效。"), "s", (("time() - max(earshot_refreshed_timestamp_seconds)", "refresh"), ("max(earshot_refresh_every_seconds)", "every")), 8),
            Shows(Name("Alerts to people", "发送给人的提醒"), Name("Due now, and given up within the last day.", "待发送的，以及一天内放弃的。"), "short", (("max by (state) (earshot_alert_messages)", "{{state}}"), ("max(earshot_alert_message_seconds)", "s")), 8),
        ),
    ),
    (
        Name("Is it heard in time?", "是否及时处理"),
        (
            Shows(Name("Records that wait", "等待处理的记录"), Name("Of all partitions, by agent.", "所有分区，按代理。"), "short", (("agent:earshot_unhandled_records:max", "{{agent}}"),), 8, 100_000),
            Shows(Name("The oldest has waited", "最早一条已等待"), Name("Since its append.", "自写入日志起。"), "s", (("agent:earshot_unhandled_seconds:max", "{{agent}}"),), 8, 300),
            Shows(Name("Records handled a second", "每秒处理记录数"), Name("Repeats count again.", "重复处理计入。"), "ops", (("agent:earshot_events:rate5m", "{{agent}}"),), 8),
            Shows(Name("Lag by partition, the ten longest", "各分区积压（最长十个）"), Name("One that stays while others fall has no worker, or a record that does not end.", "若仅某一分区不降，则其没有 worker，或卡在某条记录。"), "short", (("topk(10, earshot_lag_records)", "{{topic}}/{{partition}}"),), 8),
            Shows(Name("Newest handled record", "最新已处理记录"), Name("Time since its append, the oldest partition of each agent.", "自写入起的时间，每个代理取最旧分区。"), "s", (("time() - min by (agent) (earshot_newest_handled_timestamp_seconds)", "{{agent}}"),), 8),
            Shows(Name("Dropped before they were handled", "处理前即过期的记录"), Name("By retention; anything but 0 is lost.", "因保留期删除；不为 0 即为丢失。"), "short", (("max by (agent) (earshot_expired_records)", "{{agent}}"),), 8, 1),
            Shows(Name("Refused", "拒收"), Name("Dead letters a second, by what was wrong.", "每秒死信数，按原因。"), "ops", (("sum by (kind) (rate(earshot_rejects_total[5m]))", "{{kind}}"), ("sum(agent:earshot_rejects:rate5m)", "all")), 8),
            Shows(Name("A batch takes (99 of 100)", "每批耗时（99%）"), Name("Until its acknowledgement.", "至确认为止。"), "s", (("agent:earshot_batch_seconds:p99_5m", "{{agent}}"),), 8),
            Shows(Name("A round takes (99 of 100)", "每轮耗时（99%）"), Name("Stories and tallies.", "旅程与汇总。"), "s", (("histogram_quantile(0.99, sum by (agent, le) (rate(earshot_round_seconds_bucket[5m])))", "{{agent}}"),), 8),
        ),
    ),
    (
        Name("Gateway", "网关"),
        (
            Shows(Name("Requests a second", "每秒请求数"), Name("By door and status of HTTP.", "按入口与 HTTP 状态码。"), "reqps", (("sum by (door, status) (rate(earshot_requests_total[5m]))", "{{door}} {{status}}"),), 12),
            Shows(Name("An answer takes (99 of 100)", "响应耗时（99%）"), Name("By door.", "按入口。"), "s", (("door:earshot_request_seconds:p99_5m", "{{door}}"),), 12),
        ),
    ),
    (
        Name("Kafka and ClickHouse, as workers see them", "worker 所见的 Kafka 与 ClickHouse"),
        (
            Shows(Name("Away now", "当前不可用"), Name("1 while workers wait for it.", "为 1 时 worker 正在等待。"), "short", (("max by (service) (earshot_waiting)", "{{service}}"),), 8, 1),
            Shows(Name("Calls made again", "重试次数"), Name("Within five minutes.", "五分钟内。"), "short", (("sum by (service) (increase(earshot_retries_total[5m]))", "{{service}}"),), 8),
            Shows(Name("An insert takes (99 of 100)", "写入耗时（99%）"), Name("Until the warehouse has said yes.", "至仓库确认为止。"), "s", (("table:earshot_insert_seconds:p99_5m", "{{table}}"),), 8),
            Shows(Name("Rows inserted a second", "每秒写入行数"), Name("Repeats count again.", "重复写入计入。"), "ops", (("sum by (table) (rate(earshot_inserted_rows_total[5m]))", "{{table}}"),), 8),
            Shows(Name("Records produced a second", "每秒产出记录数"), Name("That the brokers have acknowledged.", "已被 broker 确认。"), "ops", (("sum by (topic) (rate(earshot_produced_records_total[5m]))", "{{topic}}"),), 8),
            Shows(Name("Tallies recomputed", "重算汇总"), Name("Windows a second, and how long a round of them takes (99 of 100).", "每秒窗口数，以及每轮耗时（99%）。"), "short", (("sum(rate(earshot_recounted_windows_total[5m]))", "windows/s"), ("histogram_quantile(0.99, sum by (le) (rate(earshot_recount_seconds_bucket[5m])))", "s")), 8),
        ),
    ),
    (
        Name("Processes and their place", "进程与运行环境"),
        (
            Shows(Name("Workers in the group", "消费组中的 worker 数"), Name("0: nobody hears.", "为 0 则无人处理。"), "short", (("max(earshot_workers)", "workers"), ("count(earshot_assigned_partitions)", "scraped")), 6),
            Shows(Name("Partitions owned, and given out anew", "持有分区与再分配"), Name("Many within half an hour: workers come and go.", "半小时内多次再分配说明 worker 频繁进出。"), "short", (("sum(earshot_assigned_partitions)", "owned"), ("sum(increase(earshot_rebalances_total[30m]))", "rebalances")), 6),
            Shows(Name("Memory", "内存"), Name("In RAM, by process.", "各进程占用。"), "bytes", (("process_resident_memory_bytes and on (instance, job) earshot_build_info", "{{job}} {{instance}}"),), 6),
            Shows(Name("Processor", "处理器"), Name("Cores in use.", "占用核数。"), "short", (("rate(process_cpu_seconds_total[5m]) and on (instance, job) earshot_build_info", "{{job}} {{instance}}"),), 6),
            Shows(Name("Running for", "已运行"), Name("By process; the legend has its version.", "各进程；图例含版本。"), "s", (("(time() - process_start_time_seconds) * on (instance, job) group_left (version) earshot_build_info", "{{job}} {{instance}} {{version}}"),), 6),
            Shows(Name("Open files and connections", "打开的文件与连接"), Name("As a share of what is allowed.", "占上限的比例。"), "percentunit", (("process_open_fds / process_max_fds and on (instance, job) earshot_build_info", "{{job}} {{instance}}"),), 6, 0.8),
            Shows(Name("Disk in use", "磁盘使用率"), Name("`home` is the gateway's. Kafka's disks are the brokers' to tell.", "home 为网关所在磁盘；Kafka 的磁盘由 broker 自行提供。"), "percentunit", (("1 - earshot_disk_free_bytes / earshot_disk_size_bytes", "{{disk}} {{instance}}"),), 6, 0.9),
            Shows(Name("Embedded log in use", "内置日志使用率"), Name("Full: the gateway takes no more. Nothing with Kafka.", "写满后网关不再接收。使用 Kafka 时无此项。"), "percentunit", (("earshot_log_bytes / earshot_log_max_bytes", "{{instance}}"),), 6, 0.8),
            Shows(Name("Certificates end in", "证书剩余有效期"), Name("Those that Earshot shows to others.", "Earshot 对外出示的证书。"), "s", (("min by (setting) (earshot_certificate_ends_timestamp_seconds) - time()", "{{setting}}"),), 6),
            Shows(Name("Since the gateway last looked", "网关距上次查看的时间"), Name("What it tells of warehouse and readers is as old as this.", "网关所示仓库与代理状况的时效。"), "s", (("time() - max by (what) (earshot_learnt_timestamp_seconds)", "{{what}}"),), 6, 1_800),
        ),
    ),
)  # fmt: skip


def page(lang: Lang) -> Page:
    """The dashboard in one language."""
    sections = tuple(
        Section(said(title, lang), tuple(_panel(each, lang) for each in panels))
        for title, panels in _SECTIONS
    )
    title = said(Name("Earshot: operations", "Earshot：运行"), lang)
    return Page(f"earshot-operations-{lang}", title, lang, ("operations",), "now-6h", "30s", sections)


def _panel(shows: Shows, lang: Lang) -> Panel:
    targets: tuple[Json, ...] = tuple(
        {
            "refId": chr(ord("A") + i),
            "datasource": PROMETHEUS,
            "expr": expr,
            "legendFormat": legend,
            "range": True,
        }
        for i, (expr, legend) in enumerate(shows.exprs)
    )
    return Panel(
        said(shows.title, lang),
        said(shows.meaning, lang),
        shows.kind,
        shows.width,
        targets,
        PROMETHEUS,
        _defaults(shows, lang),
        {
            "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"], "showLegend": True},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
    )  # fmt: skip


def _defaults(shows: Shows, lang: Lang) -> Json:
    steps: list[Json] = [{"color": "green", "value": None}]
    if shows.bound is not None:
        steps.append({"color": "orange", "value": shows.bound})
    return {
        "unit": shows.unit,
        **({"min": 0} if shows.unit in _FROM_0 else {}),
        "noValue": said(Name("no data", "无数据"), lang),
        "color": {"mode": "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": steps},
        "custom": {
            "drawStyle": "line",
            "lineWidth": 1,
            "fillOpacity": 0,
            "showPoints": "auto",
            "spanNulls": False,
            "insertNulls": _STALE,
            "thresholdsStyle": {"mode": "off" if shows.bound is None else "line"},
        },
    }
