"""What cleaning one file may cost, wherever it is uploaded."""

from config.settings.environment import positive, read

_MB = 1_048_576

CLEANING_LIMITS = {
    "size": read("int", "CLEANING_MB", 250, check=positive) * _MB,
    "pages": read("int", "CLEANING_PAGES", 500, check=positive),
    "pixels": read("int", "CLEANING_MEGAPIXELS", 80, check=positive) * 1_000_000,
    "frames": read("int", "CLEANING_FRAMES", 1_000, check=positive),
    "members": read("int", "CLEANING_MEMBERS", 2_000, check=positive),
    "depth": read("int", "CLEANING_DEPTH", 3, check=positive),
    "unpacked": read("int", "CLEANING_UNPACKED_MB", 500, check=positive) * _MB,
    "ratio": 200,  # no honest file packs better
    "seconds": read("int", "CLEANING_SECONDS", 180, check=positive),
    "memory": read("int", "CLEANING_MEMORY_MB", 3_072, check=positive) * _MB,
}
