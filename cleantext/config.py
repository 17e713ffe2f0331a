"""A pipeline as a TOML file: a preset or nothing, what to leave out, what to add.

preset = "WEB"                   # or "CLEAN", "CORPUS"; without it the pipeline starts empty
without = ["related", "script"]  # filters, rule ids or labels

[[filter]]
use = "NormalizeScript"          # a public filter class of cleantext
target = "zh-TW"                 # its settings
after = "boilerplate"            # or before, replacing; at the end if none is given
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import cleantext
from cleantext.errors import ConfigError, did_you_mean
from cleantext.pipeline import Filter, Pipeline

__all__ = ["load"]

_PLACES = ("after", "before", "replacing")


def load(path: Path) -> Pipeline:
    """Return the pipeline that a TOML file describes.

    Raises:
        ConfigError: not readable, not TOML, or a key, filter, setting or name that does not exist.
    """
    try:
        config = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    _known(path, config, {"name", "preset", "until_stable", "without", "filter"})
    preset = config.get("preset")
    pipes: dict[str, Pipeline] = {name: getattr(cleantext, name) for name in ("WEB", "CLEAN", "CORPUS")}
    if preset is not None and preset not in pipes:
        raise ConfigError(f"{path}: no preset {preset!r}{did_you_mean(str(preset), pipes)}")
    base = pipes[preset] if preset is not None else Pipeline([])
    pipe = Pipeline(
        base.filters, name=config.get("name", base.name), until_stable=config.get("until_stable", base.until_stable)
    ).without(*config.get("without", ()))
    for entry in config.get("filter", ()):
        pipe = _add(path, pipe, dict(entry))
    return pipe


def _add(path: Path, pipe: Pipeline, entry: dict[str, Any]) -> Pipeline:
    places = [(place, entry.pop(place)) for place in _PLACES if place in entry]
    f = _filter(path, entry)
    if len(places) > 1:
        raise ConfigError(f"{path}: a filter has one place, not {' and '.join(p for p, _ in places)}")
    if not places:
        return Pipeline([*pipe.filters, f], name=pipe.name, until_stable=pipe.until_stable)
    place, name = places[0]
    placed: Pipeline = getattr(pipe, place)(name, f)
    return placed


def _filter(path: Path, entry: dict[str, Any]) -> Filter:
    use = entry.pop("use", None)
    classes = {
        name: value for name, value in vars(cleantext).items() if isinstance(value, type) and hasattr(value, "name")
    }
    classes = {k: v for k, v in classes.items() if is_dataclass(v) and callable(v) and v is not Pipeline}
    if use not in classes:
        raise ConfigError(f"{path}: no filter class {use!r}{did_you_mean(str(use), classes)}")
    _known(path, entry, {f.name for f in fields(classes[use])})
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    made: Filter = classes[use](**settings)
    return made


def _known(path: Path, table: dict[str, Any], keys: set[str]) -> None:
    for key in table:
        if key not in keys:
            raise ConfigError(f"{path}: unknown key {key!r}{did_you_mean(key, sorted(keys))}")
