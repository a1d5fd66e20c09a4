"""Looks at the machine: disk, descriptors, the cleaners and their sandbox, the certificate, whose the files are."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from config.doctor.findings import Finding, broken, warning, well
from safety.cleaning import available

DESCRIPTORS = 4096  # that a server wants: every open page is one (LIVE_SOCKETS), and as many again for requests
RENEWED = 21  # days before its end a certificate should have been renewed (certbot: 30)
_TLS_PORT = 443
_GIGABYTE = 1_000_000_000


def disk() -> Iterator[Finding]:
    """There is room where the site and the drop write, for bytes and for files."""
    floor = settings.LEAKS_DISK_FLOOR
    seen = set()
    for folder in (Path(settings.DATA_DIR), Path(settings.DATA_DIR, "leaks")):
        if not folder.exists() or folder.stat().st_dev in seen:
            continue
        seen.add(folder.stat().st_dev)
        free, about = shutil.disk_usage(folder).free, os.statvfs(folder)
        if free < 3 * floor:
            found = broken if free < floor else warning
            yield found(
                f"{free / _GIGABYTE:.1f} GB free at {folder}; below {floor / _GIGABYTE:.1f} the drop takes no files.",
                "Make room: old backups and logs first (docs/backup.md).",
            )
        elif about.f_files and about.f_favail < about.f_files // 20:
            yield broken(f"The file system at {folder} has no room for more files.", "Take files away (df --inodes).")
        else:
            yield well(f"There is room at {folder}.")


def ownership() -> Iterator[Finding]:
    """What lies in DATA_DIR can be written by whoever runs the site."""
    roots = {Path(settings.DATA_DIR).resolve(), Path(settings.DATA_DIR, "leaks").resolve()}
    strange = []
    for root in roots:
        for folder, folders, files in os.walk(root):
            folders[:] = folders if len(Path(folder).relative_to(root).parts) < 2 else []
            strange += [path for name in (*folders, *files) if not _writable(path := Path(folder, name))]
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        owner = Path(settings.DATA_DIR).owner()
        yield broken(
            f"The site cannot write {strange[0]}{more}.",
            f"chown -R {owner}: {settings.DATA_DIR}; then run commands by `contrechamp`, never manage.py as root.",
        )
    else:
        yield well("The site can write all of its files.")


def _writable(path: Path) -> bool:
    return path.is_symlink() or os.access(path, os.W_OK) or not path.exists()


def descriptors() -> Iterator[Finding]:
    """Server processes of this account may open as many files and sockets as their pages need, and have not."""
    servers = list(_servers())
    if not servers:
        yield warning("No server of this site runs under this account.", "systemctl status contrechamp@1 contrechamp@2")
        return
    for process in servers:
        try:
            limits = (process / "limits").read_text().splitlines()
            most = next(int(line.split()[3]) for line in limits if line.startswith("Max open files"))
            used = len(os.listdir(process / "fd"))
        except (OSError, ValueError, StopIteration):
            continue  # it ended, or there is no limit
        if used > most * 0.8:
            yield broken(
                f"A server has {used} of {most} descriptors open.", "Raise LimitNOFILE in its unit, restart it."
            )
        elif most < DESCRIPTORS:
            yield warning(f"A server may open {most} descriptors.", f"Set LimitNOFILE={DESCRIPTORS} in its unit.")
        else:
            yield well(f"A server may open {most} descriptors, and has enough left.")


def _servers() -> Iterator[Path]:
    """Those of this installation that this account may look at."""
    own = f"DATA_DIR={settings.DATA_DIR}".encode()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and process.stat().st_uid == os.geteuid():
                is_server = b"config.asgi:application" in (process / "cmdline").read_bytes().split(b"\0")
                if is_server and own in (process / "environ").read_bytes().split(b"\0"):
                    yield process
        except OSError:
            continue  # it ended meanwhile


def cleaners() -> Iterator[Finding]:
    """Files can be cleaned: programs, their Python, and the sandbox around them."""
    missing = available()
    if not missing:
        yield well("Files can be cleaned, in the sandbox.")
    elif any("namespaces" in name for name in missing):
        yield broken(
            "The kernel lets us make no user namespaces: there is no sandbox, and the drop and uploads are closed.",
            "Ubuntu: copy deploy/apparmor/contrechamp-bwrap to /etc/apparmor.d/ and load it (docs/production.md). "
            "Elsewhere: sysctl kernel.unprivileged_userns_clone=1; not every container can be helped.",
        )
    else:
        yield broken(
            f"Files cannot be cleaned, the drop and uploads are closed. Missing: {', '.join(missing)}.",
            "Run: deploy/install run",
        )


def time_server() -> Iterator[Finding]:
    """The machine's clock is set by others' (systemd-timesyncd, chrony, ntpd): the kernel knows, systemd says it."""
    todo = "apt-get install systemd-timesyncd; timedatectl set-ntp true; timedatectl"
    is_set = _is_set_by_others()
    if is_set is None:
        yield warning("Nothing on this machine tells whether a time server sets its clock.", todo)
    elif not is_set:
        yield warning("No time server sets this machine’s clock: codes of second factors fail when it is wrong.", todo)
    else:
        yield well("A time server sets this machine’s clock.")


def _is_set_by_others() -> bool | None:
    if Path("/run/systemd/timesync/synchronized").exists():
        return True
    program = shutil.which("timedatectl")
    if program is None:
        return None
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603  (nothing from outside)
    return {"yes": True, "no": False}.get(done.stdout.strip())


def certificate() -> Iterator[Finding]:
    """What the reverse proxy on this machine shows for the site's name is good for some weeks."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https":
        yield warning(
            "The site has no https (SITE_URL).", "Whoever is on the way reads passwords: docs/production.md, 9."
        )
        return
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # who signed it, browsers say
    try:
        with (
            socket.create_connection(("127.0.0.1", address.port or _TLS_PORT), timeout=3) as plain,
            context.wrap_socket(plain, server_hostname=address.hostname) as secured,
        ):
            shown = x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError) as error:
        yield warning(
            f"Nobody shows a certificate on this machine ({type(error).__name__}).",
            "systemctl status nginx; where TLS ends elsewhere, watch the certificate there.",
        )
        return
    left = (shown.not_valid_after_utc - datetime.now(UTC)).days
    if left < RENEWED:
        found = broken if left < 3 else warning
        yield found(f"The certificate ends in {left} days.", "See why it was not renewed: certbot renew --dry-run")
    else:
        yield well(f"The certificate is good for {left} days.")
