"""Histories for each alert: those that ring, and those beside them that do not. One value a minute; `promtool` reads them."""

from dataclasses import dataclass
from typing import Final

Series = dict[str, str]
"""Series and its values, in promtool's short form: `0+5x30` begins with 0 and grows by 5 thirty times."""


@dataclass(frozen=True)
class Case:
    """What `alert` says after so many minutes. `rings`: the severity, or empty."""

    alert: str
    rings: str
    minutes: int
    series: Series


def _account(part: str, source: str = "web") -> str:
    return f'earshot_account_records{{part="{part}", source="{source}", instance="gateway:1"}}'


def _visible(fast: str, slow: str) -> Series:
    """Batches shown within 1 s, and within 60 s."""
    bucket = 'earshot_visible_seconds_bucket{{shown="figures", le="{}"}}'
    return {bucket.format("1"): fast, bucket.format("60"): slow, bucket.format("+Inf"): slow}


def _unhandled(agent: str = "calls", instance: str = "gateway:1") -> str:
    return f'earshot_unhandled_seconds{{agent="{agent}", topic="voc.{agent}", instance="{instance}"}}'


def _events(status: str) -> str:
    return f'earshot_requests_total{{door="events", status="{status}"}}'


_OTHER: Final = 'process_start_time_seconds{instance="prometheus:1", job="prometheus"}'
_WORKER: Final = 'instance="worker:1", job="worker"'
_UP, _BUILD = f"up{{{_WORKER}}}", f"earshot_build_info{{{_WORKER}}}"
_START, _MEMORY = f"process_start_time_seconds{{{_WORKER}}}", f"process_resident_memory_bytes{{{_WORKER}}}"
_OWNS: Final = f"earshot_assigned_partitions{{{_WORKER}}}"
_FREE, _SIZE = (f'earshot_disk_{which}_bytes{{disk="home"}}' for which in ("free", "size"))
_ENDS: Final = 'earshot_certificate_ends_timestamp_seconds{setting="tls_cert"}'
_REFRESHED, _EVERY = "earshot_refreshed_timestamp_seconds", "earshot_refresh_every_seconds"
_ARRIVED: Final = 'earshot_newest_arrival_timestamp_seconds{source="web"}'
_LEARNT: Final = 'earshot_learnt_timestamp_seconds{what="warehouse"}'
_DAY: Final = 86_400

CASES: Final = (
    Case("EarshotAccountOpen", "critical", 45, {_account("difference"): "3x60"}),
    Case("EarshotAccountOpen", "critical", 45, {_account("difference"): "-1x60"}),
    Case("EarshotAccountOpen", "", 45, {_account("difference"): "0x60", _account("duplicates"): "9x60"}),
    Case("EarshotAccountOpen", "", 45, {_account("difference"): "5x10 0x50"}),
    Case("EarshotFiguresLate", "warning", 30, _visible("0+1x40", "0+10x40")),
    Case("EarshotFiguresLate", "", 30, _visible("0+10x40", "0+10x40")),
    Case("EarshotFiguresLate", "", 30, _visible("5x40", "9x40")),
    Case("EarshotSourceSilent", "warning", 30, {_ARRIVED: f"{-_DAY}x60"}),
    Case("EarshotSourceSilent", "", 30, {_ARRIVED: f"{-_DAY // 2}x60"}),
    Case("EarshotSourceSilent", "", 30, {_ARRIVED: f"{-8 * _DAY}x60"}),
    Case("EarshotSourceRefused", "warning", 90, {_account("dead_lettered"): "0+1x100", _account("received"): "0+20x100"}),
    Case("EarshotSourceRefused", "", 90, {_account("dead_lettered"): "0+1x100", _account("received"): "0+200x100"}),
    Case("EarshotSourceRefused", "", 90, {_account("dead_lettered"): "0x80 2x20", _account("received"): "0x80 4x20"}),
    Case("EarshotNotRefreshed", "warning", 60, {_REFRESHED: "0x70", _EVERY: "300x70"}),
    Case("EarshotNotRefreshed", "warning", 20, {_account("difference"): "0x30"}),
    Case("EarshotNotRefreshed", "", 60, {_REFRESHED: "0+60x70", _EVERY: "300x70", _account("difference"): "0x70"}),
    Case("EarshotNotRefreshed", "", 60, {_REFRESHED: "0x70", _EVERY: "86400x70"}),
    Case("EarshotTwoRefreshers", "warning", 45, {f'{_EVERY}{{instance="{one}"}}': "300x60" for one in "ab"}),
    Case("EarshotTwoRefreshers", "", 45, {_EVERY: "300x60"}),
    Case("EarshotAlertsUndelivered", "warning", 10, {'earshot_alert_messages{state="failed"}': "1x20"}),
    Case("EarshotAlertsUndelivered", "warning", 10, {"earshot_alert_message_seconds": "4000x20"}),
    Case("EarshotAlertsUndelivered", "", 10, {'earshot_alert_messages{state="due"}': "2x20", "earshot_alert_message_seconds": "90x20"}),
    Case("EarshotRecordsWait", "warning", 10, {_unhandled(): "400x20"}),
    Case("EarshotRecordsWait", "critical warning", 10, {_unhandled(): "4000x20"}),
    Case("EarshotRecordsWait", "warning", 10, {'earshot_behind_seconds{agent="calls", topic="voc.calls", partition="0"}': "400x20"}),
    Case("EarshotRecordsWait", "", 10, {_unhandled(): "5x20"}),
    Case("EarshotRecordsWait", "", 10, {_unhandled(): "9999x2 0x20"}),
    Case("EarshotLagGrows", "warning", 90, {'earshot_unhandled_records{agent="calls"}': "200000+100x100"}),
    Case("EarshotLagGrows", "", 90, {'earshot_unhandled_records{agent="calls"}': "300000-100x100"}),
    Case("EarshotLagGrows", "", 90, {'earshot_unhandled_records{agent="calls"}': "0+10x100"}),
    Case("EarshotNoWorkers", "critical", 10, {"earshot_workers": "0x20"}),
    Case("EarshotNoWorkers", "", 10, {'earshot_workers{instance="a"}': "0x20", 'earshot_workers{instance="b"}': "2x20"}),
    Case("EarshotNoWorkers", "", 10, {}),
    Case("EarshotRecordsExpired", "critical", 2, {'earshot_expired_records{agent="calls", topic="voc.calls"}': "7x5"}),
    Case("EarshotRecordsExpired", "", 2, {'earshot_expired_records{agent="calls", topic="voc.calls"}': "0x5"}),
    Case("EarshotRejects", "warning", 30, {'earshot_rejects_total{agent="calls", kind="whole"}': "0+5x40", 'earshot_events_total{agent="calls"}': "0+100x40"}),
    Case("EarshotRejects", "", 30, {'earshot_rejects_total{agent="calls", kind="whole"}': "0+5x40", 'earshot_events_total{agent="calls"}': "0+1000x40"}),
    Case("EarshotRejects", "", 30, {'earshot_rejects_total{agent="calls", kind="whole"}': "0x25 1x10", 'earshot_events_total{agent="calls"}': "0x25 2x10"}),
    Case("EarshotGatewayFails", "critical", 30, {_events("202"): "0+60x40", _events("503"): "0+60x40"}),
    Case("EarshotGatewayFails", "critical", 30, {_events("429"): "0+60x40"}),
    Case("EarshotGatewayFails", "", 30, {_events("202"): "0+600x40", _events("503"): "0+1x40", _events("400"): "0+600x40"}),
    Case("EarshotServiceAway", "critical", 10, {'earshot_waiting{service="kafka"}': "1x20"}),
    Case("EarshotServiceAway", "", 10, {'earshot_waiting{service="kafka"}': "1x2 0x20"}),
    Case("EarshotServiceFlaps", "warning", 50, {'earshot_retries_total{service="warehouse"}': "0+1x60"}),
    Case("EarshotServiceFlaps", "", 50, {'earshot_retries_total{service="warehouse"}': "0x20 5x40"}),
    Case("EarshotDown", "critical", 30, {_UP: "1x10 0x30", _BUILD: "1x10 stale"}),
    Case("EarshotDown", "", 30, {_UP: "1x10 0x2 1x30", _BUILD: "1x40"}),
    Case("EarshotDown", "", 30, {'up{instance="other:1", job="other"}': "0x40"}),
    Case("EarshotUnwatched", "critical", 20, {'up{instance="other:1", job="other"}': "1x40"}),
    Case("EarshotUnwatched", "", 20, {_BUILD: "1x40"}),
    Case("EarshotBlind", "warning", 60, {_LEARNT: "0x70"}),
    Case("EarshotBlind", "", 60, {_LEARNT: "0+60x70"}),
    Case("EarshotRestarts", "critical", 20, {_START: "1 2 3 4 5x30", _BUILD: "1x40"}),
    Case("EarshotRestarts", "", 20, {_START: "1x5 2x30", _BUILD: "1x40", _OTHER: "0+1x40"}),
    Case("EarshotRebalances", "warning", 25, {"earshot_rebalances_total": "0+1x30"}),
    Case("EarshotRebalances", "", 25, {"earshot_rebalances_total": "0x5 2x30"}),
    Case("EarshotMemory", "warning", 30, {_MEMORY: "900000000x40", _OWNS: "8x40"}),
    Case("EarshotMemory", "", 30, {_MEMORY: "900000000x40"}),
    Case("EarshotMemory", "", 30, {_MEMORY: "300000000x40", _OWNS: "8x40"}),
    Case("EarshotLogFills", "warning", 10, {"earshot_log_bytes": "90x20", "earshot_log_max_bytes": "100x20"}),
    Case("EarshotLogFills", "", 10, {"earshot_log_bytes": "70x20", "earshot_log_max_bytes": "100x20"}),
    Case("EarshotDiskFills", "critical", 15, {_FREE: "5x20", _SIZE: "100x20"}),
    Case("EarshotDiskFills", "warning", 90, {_FREE: "48000-30x100", _SIZE: "100000x100"}),
    Case("EarshotDiskFills", "", 90, {_FREE: "90000-30x100", _SIZE: "100000x100"}),
    Case("EarshotDiskFills", "", 90, {_FREE: "30000x100", _SIZE: "100000x100"}),
    Case("EarshotCertificateEnds", "warning", 90, {_ENDS: f"{10 * 86400}x100"}),
    Case("EarshotCertificateEnds", "critical warning", 90, {_ENDS: "86400x100"}),
    Case("EarshotCertificateEnds", "", 90, {_ENDS: f"{90 * 86400}x100"}),
)  # fmt: skip
