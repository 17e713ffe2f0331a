"""A pipeline as a TOML file: a preset or nothing, what to leave out, what to add.

preset = "WEB"                   # or another pipeline of cleantext; without it the pipeline starts empty
without = ["related", "script"]  # filters, rule ids or labels

[[filter]]
use = "NormalizeScript"          # a public filter class of cleantext, or the name of a plugin
target = "zh-TW"                 # its settings
after = "boilerplate"            # or before, replacing; at the end if none is given
off = ["min_score"]              # settings that are None, for which TOML has no word

A plugin is a filter class, or a function Document -> Document, that an installed distribution names in the
entry-point group `cleantext.filters`.  Nothing in the file is executed.
"""

from __future__ import annotations

import json
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

import cleantext
from cleantext.errors import ConfigError, did_you_mean
from cleantext.pipeline import Filter, Pipeline

__all__ = ["dump", "load"]

_PLACES = ("after", "before", "replacing")
_GROUP = "cleantext.filters"


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
    try:
        return _pipeline(config)
    except ConfigError as error:
        raise type(error)(f"{path}: {error}") from error


_KEYS: dict[str, type] = {"name": str, "preset": str, "until_stable": bool, "without": list, "filter": list}
_INSIDE: dict[str, type] = {"without": str, "filter": dict}


def _pipeline(config: dict[str, Any]) -> Pipeline:
    _known(config, set(_KEYS))
    for key, value in config.items():
        wanted, inside = _KEYS[key], _INSIDE.get(key)
        if type(value) is not wanted or (inside and not all(type(v) is inside for v in cast(list[Any], value))):
            kind = {"without": "a list of texts", "filter": "[[filter]] tables"}.get(key, wanted.__name__)
            raise ConfigError(f"{key!r} must be {kind}, not {value!r}")
    preset = config.get("preset")
    pipes = {name: value for name, value in vars(cleantext).items() if isinstance(value, Pipeline)}
    if preset is not None and preset not in pipes:
        raise ConfigError(f"no preset {preset!r}{did_you_mean(str(preset), pipes)}")
    base = pipes[preset] if preset is not None else Pipeline([])
    pipe = Pipeline(
        base.filters, name=config.get("name", base.name), until_stable=config.get("until_stable", base.until_stable)
    ).without(*config.get("without", ()))
    for entry in config.get("filter", ()):
        pipe = _add(pipe, dict(entry))
    return pipe


def _add(pipe: Pipeline, entry: dict[str, Any]) -> Pipeline:
    places = [(place, entry.pop(place)) for place in _PLACES if place in entry]
    f = _filter(entry)
    if len(places) > 1:
        raise ConfigError(f"a filter has one place, not {' and '.join(p for p, _ in places)}")
    if not places:
        return Pipeline([*pipe.filters, f], name=pipe.name, until_stable=pipe.until_stable)
    place, name = places[0]
    if not isinstance(name, str):
        raise ConfigError(f"{place!r} must be the name of a filter, not {name!r}")
    placed: Pipeline = getattr(pipe, place)(name, f)
    return placed


def _filter(entry: dict[str, Any]) -> Filter:
    use = entry.pop("use", None)
    if use == "Pipeline":
        return _pipeline(entry)
    classes = _classes()
    made: Any = classes.get(use) if isinstance(use, str) else None
    if made is None and isinstance(use, str):
        made = _plugins(use).get(use)
    if made is None:
        raise ConfigError(f"no filter class or plugin {use!r}{did_you_mean(str(use), [*classes, *_plugins()])}")
    if not isinstance(made, type):
        _known(entry, set())
        return cast(Filter, made)
    known = {f.name: f for f in fields(made)} if is_dataclass(made) else {}
    off = _off(str(use), entry, known)
    _known(entry, set(known))
    for key, value in entry.items():
        _fits(str(use), known[key], value)
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()} | off
    try:
        return cast(Filter, made(**settings))
    except TypeError as error:
        raise ConfigError(f"{use}: {error}") from error


def _off(use: str, entry: dict[str, Any], known: Mapping[str, Field[Any]]) -> dict[str, Any]:
    """Take the settings that are off out of the table."""
    names = entry.pop("off", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"'off' must be a list of settings, not {names!r}")
    _known(dict.fromkeys(names), set(known))
    for name in names:
        if isinstance(kind := known[name].type, str) and "None" not in kind:
            raise ConfigError(f"{use}: {name!r} cannot be off; it must be {kind}")
        if name in entry:
            raise ConfigError(f"{name!r} is off and {entry[name]!r} at once")
    return dict.fromkeys(names)


_SIMPLE: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}


def _fits(use: str, setting: Field[Any], value: Any) -> None:
    """Refuse a value of another kind than the setting's; what is no simple kind the class looks at itself.

    Raises:
        ConfigError: names filter, setting and value.
    """
    if not setting.compare:
        raise ConfigError(f"{use} is made from a corpus that was read, not from a file: it needs {setting.name!r}")
    kind = setting.type if isinstance(setting.type, str) else getattr(setting.type, "__name__", "")
    if kind == "tuple[str, ...]":
        fits = isinstance(value, list) and all(isinstance(v, str) for v in value)
    elif set(kinds := [k for k in kind.split(" | ") if k != "None"]) <= set(_SIMPLE):
        # True is an int to Python, and to nobody else.
        fits = any(isinstance(value, _SIMPLE[k]) and (k == "bool") == isinstance(value, bool) for k in kinds)
    else:
        return
    if not fits:
        kind = "a list of str" if kind.startswith("tuple") else kind
        raise ConfigError(f"{use}: {setting.name!r} must be {kind}, not {value!r}")


def _classes() -> dict[str, type]:
    found = {k: v for k, v in vars(cleantext).items() if isinstance(v, type) and hasattr(v, "name")}
    return {k: v for k, v in found.items() if is_dataclass(v) and callable(v) and v is not Pipeline}


def _plugins(only: str | None = None) -> dict[str, Any]:
    """Return what installed distributions offer, or of them one; what fails to load is named in a warning."""
    from importlib.metadata import entry_points

    found: dict[str, Any] = {}
    for point in entry_points(group=_GROUP):
        if only is not None and point.name != only:
            continue
        try:
            found[point.name] = point.load()
        except Exception as error:  # noqa: BLE001 -- somebody else's code; said aloud, and missed if it is used
            where = f" of {point.dist.name}" if point.dist else ""
            warnings.warn(f"the plugin {point.name!r}{where} does not load: {error!r}", stacklevel=2)
    return found


def _known(table: dict[str, Any], keys: set[str]) -> None:
    for key in table:
        if key not in keys:
            raise ConfigError(f"unknown key {key!r}{did_you_mean(key, sorted(keys))}")


# -- writing ---------------------------------------------------------------


def dump(pipe: Pipeline) -> str:
    """Return TOML from which `load` makes the same pipeline.

    Raises:
        ConfigError: a filter is neither a public filter class nor a plugin, or has a setting that TOML cannot hold.

    >>> print(dump(Pipeline([cleantext.FoldWidth()], name="mine")))
    name = "mine"
    until_stable = false
    <BLANKLINE>
    [[filter]]
    use = "FoldWidth"
    <BLANKLINE>
    """
    lines = [f"name = {_value(pipe.name)}", f"until_stable = {_value(pipe.until_stable)}", ""]
    for f in pipe.filters:
        lines += ["[[filter]]", *(f"{key} = {_value(value)}" for key, value in _entry(f).items()), ""]
    return "\n".join(lines)


def _entry(f: Filter) -> dict[str, Any]:
    """A filter as the table that `load` reads; settings that are the default are left out."""
    if isinstance(f, Pipeline):
        inside = [_entry(g) for g in f.filters]
        return {"use": "Pipeline", "name": f.name, "until_stable": f.until_stable, "filter": inside}
    classes = {v: k for k, v in _classes().items()}
    name = classes.get(type(f))
    if name is None:
        for plugin, made in _plugins().items():
            if made is f:
                return {"use": plugin}
            if made is type(f):
                name = plugin
    if name is None:
        raise ConfigError(f"{f!r} is neither a filter class of cleantext nor a plugin, so no file can name it")
    settings = {x.name: getattr(f, x.name) for x in fields(f) if getattr(f, x.name) != _default(x)}  # type: ignore[arg-type]
    off = sorted(key for key, value in settings.items() if value is None)
    written = {key: value for key, value in settings.items() if value is not None}
    return {"use": name, **written, **({"off": off} if off else {})}


def _default(x: Any) -> Any:
    return x.default if x.default_factory is MISSING else x.default_factory()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL, which TOML wants escaped, and for lone surrogates, which it has not.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, set | frozenset):
        return _value(sorted(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_value(str(k))} = {_value(v)}" for k, v in value.items()) + "}"
    raise ConfigError(f"TOML has no way to write {value!r}")
