"""How much one process does at once, and how many wait (engine/admission.py)."""

from config.settings.environment import positive, read

REQUEST_THREADS = read("int", "REQUEST_THREADS", 8, check=positive)
REQUEST_LINE = read("int", "REQUEST_LINE", 400, check=positive)  # who wait for a thread, of each kind
REQUEST_PATIENCE = read("int", "REQUEST_PATIENCE", 20, check=positive)  # seconds that they wait
LEAKS_THREADS = read("int", "LEAKS_THREADS", 4, check=positive)  # the source's door has its own, and its own line
SERVER_PROCESSES = read("int", "SERVER_PROCESSES", 1, check=positive)
# Files of the drop cleaned at once, and submissions with files that wait on each way in, twice: more are sent away.
LEAKS_WORKERS = read(
    "int", "LEAKS_WORKERS", 2, check=lambda v: None if v >= 2 else "2 or more: one is for small files."
)
LEAKS_QUEUE = 25  # all ways together within ASIDE (engine/admission.py)
LIVE_SOCKETS = read("int", "LIVE_SOCKETS", 2_000, check=positive)  # open pages that one process tells of news
LIGHT_THREADS = 2  # for what costs next to nothing, so that a full site still shows that it lives
LIGHT_PATHS = r"/static/|/healthz$"
SOCKET_THREADS = 1  # channels asks databases in one thread for all sockets
# The most connections of one process to each database, where that is a server: so that no place ever waits for one.
_PLACES = REQUEST_THREADS + LEAKS_THREADS + LIGHT_THREADS
CONNECTIONS = {"default": _PLACES + SOCKET_THREADS, "leaks": _PLACES}
# Seconds that one waits for the next request: what one to the drop's database carried shall not stay in memory.
CONNECTIONS_KEPT = {"default": 600, "leaks": 1}
CONNECTION_PATIENCE = 5  # seconds that a thread waits for one, of a server that does not answer
# The middleware that gives headers, for pages that are drawn ahead (engine/refusals.py).
_NAMED = ("SecurityMiddleware", "ContentSecurityPolicyMiddleware", "XFrameOptionsMiddleware")
GIVES_HEADERS = ("one_size", "hardening_headers", "onion_location", *_NAMED)
