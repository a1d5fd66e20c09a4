"""All that is looked at, by name, and how long it may take."""

from __future__ import annotations

from config.doctor import installation, machine, services
from config.doctor.findings import Finding, Level, Look, Looking, worst

SECONDS = 5.0  # for all that the private address asks, together
PATIENT_SECONDS = 60.0  # for the command: the first start of the sandbox takes some

# What a process may ask often: nobody outside this machine is asked for it.
QUICK: dict[str, Look] = {
    "database": services.database,
    "cache": services.cache,
    "storage": services.storage,
    "migrations": services.migrations,
    "queue": services.queue,
    "clock": services.clock,
    "clocks": services.clocks,
    "connections": services.connections_left,
    "disk": machine.disk,
    "descriptors": machine.descriptors,
    "cleaners": machine.cleaners,
    "certificate": machine.certificate,
    "backups": installation.backups,
    "drop": installation.drop,
    "legal": installation.legal,
}
LOOKS: dict[str, Look] = {
    "settings": installation.of_settings,
    **QUICK,
    "files": machine.ownership,
    "time": machine.time_server,
    "factors": installation.factors,
    "mail": services.mail,
}
WORDS = {Level.WELL: "ok", Level.WARNING: "warns", Level.BROKEN: "fails"}
_looking = Looking()


def examine(looks: dict[str, Look] | None = None, *, seconds: float = PATIENT_SECONDS) -> dict[str, list[Finding]]:
    """What all looks find, or these, in their order."""
    return _looking.at(LOOKS if looks is None else looks, seconds=seconds)


def levels(found: dict[str, list[Finding]]) -> dict[str, Level]:
    """How each thing is."""
    return {name: worst(findings) for name, findings in found.items()}
