"""Reads the tables of a TOML configuration into dataclasses."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

Section = TypeVar("Section")


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content; what is not TOML is named by file and line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


def read_section(path: Path, name: str, section: type[Section], value: dict[str, Any]) -> Section:
    """A dataclass from a table; an unknown or missing key is named."""
    known = {item.name for item in fields(section)}
    unknown = sorted(set(value) - known)
    if unknown:
        raise ValueError(f"{path}: unknown key {unknown[0]!r} in [{name}]; known are {', '.join(sorted(known))}")
    frozen = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    try:
        return section(**frozen)
    except TypeError as error:
        raise ValueError(f"{path}: [{name}]: {error}") from error


def read_sections(path: Path, value: dict[str, Any], sections: dict[str, type]) -> dict[str, Any]:
    """The value with each table that `sections` names as its dataclass."""
    return value | {
        name: read_section(path, name, section, value[name]) for name, section in sections.items() if name in value
    }
