"""The version comes from the image, and decides which schema the code works on."""

import os

VERSION = os.environ.get("KEEPER_VERSION", "1.9.0")

# 1.8 works on r2. 1.9 names the builder and keeps editions, which came with r3 to r5. 2.x brings r6, which it does not read.
NAMES_BUILDER = not VERSION.startswith("1.8.")
REVISION = "r2" if not NAMES_BUILDER else "r6" if VERSION.startswith("2.") else "r5"
