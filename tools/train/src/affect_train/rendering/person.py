"""Who is drawn: groups in balance, and everything that makes one face differ from another."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.rendering.assets import Assets

SKINS, SEXES, AGES = ("light", "medium", "dark"), ("female", "male"), ("young", "middle", "old")
ANCESTRIES = ("caucasian", "asian", "african")
ANCESTRY_OF_SKIN = {"light": (0.6, 0.4, 0.0), "medium": (0.34, 0.33, 0.33), "dark": (0.0, 0.25, 0.75)}
TONES = {"light": (0.78, 0.60, 0.50), "medium": (0.60, 0.43, 0.33), "dark": (0.35, 0.24, 0.185)}
AGE_SHARES = {"young": (0.0, 0.2), "middle": (0.4, 0.6), "old": (0.85, 1.0)}
TEXTURE_AGES = {"young": ("young",), "middle": ("middleage",), "old": ("old", "middleage")}
HAIR_COLOURS = {
    "black": (0.07, 0.06, 0.06),
    "brown": (0.22, 0.14, 0.09),
    "blonde": (0.55, 0.42, 0.25),
    "red": (0.38, 0.17, 0.09),
    "grey": (0.42, 0.42, 0.41),
}
# MakeHuman's other styles hang over an eye, as `short03` does, which may: some people's hair does.
HAIR = {
    "female": ("long01", "ponytail01", "short04"),
    "male": ("short01", "short02", "short03", "short04"),
}
DETAIL_FOLDERS = ("cheek", "chin", "eyes", "forehead", "head", "mouth", "nose")
UNSUITABLE = ("head-age", "head-angle", "head-trans", "mouth-trans", "nose-trans", "chin-jaw-drop", "mouth-laugh-lines")
"""Details that move the face as a whole or look like an expression."""


@dataclass(frozen=True)
class Person:
    """One person of a corpus; `name` is also the name of the recording."""

    name: str
    skin: str
    sex: str
    age: str
    seed: int

    def random(self, purpose: str) -> np.random.Generator:
        """The person's own source of chance for one purpose: the same in every run and on every machine."""
        return np.random.default_rng((self.seed, zlib.crc32(self.name.encode()), zlib.crc32(purpose.encode())))


def plan_people(counts: dict[str, int], seed: int) -> list[Person]:
    """`Train_01` … for each partition and its count. Skins, sexes and ages are crossed and spread evenly over each
    partition; which number gets which is chance."""
    people = []
    position = 0
    for partition, count in counts.items():
        groups = [_group(position + index) for index in range(count)]
        position += count
        order = np.random.default_rng((seed, zlib.crc32(partition.encode()))).permutation(count)
        for number, index in enumerate(order, start=1):
            people.append(Person(f"{partition}_{number:02d}", *groups[index], seed=seed))
    return people


def _group(index: int) -> tuple[str, str, str]:
    """Any 6 in a row have each skin with each sex, any 18 each of those with each age."""
    return SKINS[index % 3], SEXES[index % 2], AGES[(index // 6 + index) % 3]


@dataclass(frozen=True)
class Appearance:
    """What a person looks like. `shape` is V × 3, the body with a face at rest; colours are sRGB in 0 … 1."""

    ancestry: str
    shape: NDArray[np.float32]
    skin_texture: str
    skin_tone: tuple[float, float, float]
    skin_shine: float
    eye_texture: str
    brows: str
    lashes: str
    hair: str | None
    hair_colour: tuple[float, float, float]
    glasses: bool
    glasses_colour: tuple[float, float, float]


def appearance(person: Person, assets: Assets) -> Appearance:
    """Draws a person's looks."""
    random = person.random("looks")
    ancestry = str(random.choice(ANCESTRIES, p=ANCESTRY_OF_SKIN[person.skin]))
    shade = np.exp(random.normal(0, 0.07))
    hue = 1 + random.normal(0, 0.025, size=3)
    tone = tuple(float(value) for value in np.clip(np.array(TONES[person.skin]) * shade * hue, 0.05, 0.92))
    colours = ["black", "brown"] if person.skin == "dark" else ["black", "brown", "blonde", "red"]
    grey = {"young": 0.0, "middle": 0.25, "old": 0.8}[person.age]
    colour = HAIR_COLOURS["grey" if random.uniform() < grey else str(random.choice(colours))]
    bald = random.uniform() < {"female": 0.03, "male": {"young": 0.1, "middle": 0.2, "old": 0.4}[person.age]}.get(
        person.sex, 0
    )
    hair = [stem for stem in HAIR[person.sex] if (assets.base / "hair" / stem / f"{stem}_diffuse.png").exists()]
    return Appearance(
        ancestry=ancestry,
        shape=_shape(person, ancestry, assets, random),
        skin_texture=_skin_texture(person, assets, random),
        skin_tone=tone,
        skin_shine=float(random.uniform(0.02, 0.14)),
        eye_texture=str(random.choice(_eye_textures(person, assets))),
        brows=str(random.choice(assets.names("base/eyebrows/*/*.obj"))).removesuffix(".obj"),
        lashes=str(random.choice(assets.names("base/eyelashes/*/*.obj"))).removesuffix(".obj"),
        hair=None if bald or not hair else "base/hair/{0}/{0}".format(random.choice(hair)),
        hair_colour=tuple(float(value) for value in np.array(colour) * np.exp(random.normal(0, 0.2))),
        glasses=bool(random.uniform() < 0.25),
        glasses_colour=tuple(float(value) for value in random.uniform(0.02, 0.35, size=3)),
    )


def _shape(person: Person, ancestry: str, assets: Assets, random: np.random.Generator) -> NDArray[np.float32]:
    shape = assets.body.positions.copy()
    old = float(random.uniform(*AGE_SHARES[person.age]))
    weight = float(random.uniform(-1, 1))
    build = "maxweight" if weight > 0 else "minweight"
    for age, share in (("young", 1 - old), ("old", old)):
        shape += share * assets.target(f"macrodetails/{ancestry}-{person.sex}-{age}")
        universal = f"macrodetails/universal-{person.sex}-{age}-averagemuscle"
        shape += share * (1 - abs(weight)) * assets.target(f"{universal}-averageweight")
        shape += share * abs(weight) * assets.target(f"{universal}-{build}")
    kinds: dict[str, list[str]] = {}
    for folder in DETAIL_FOLDERS:
        for path in assets.names(f"makehuman/data/targets/{folder}/*.target"):
            stem = path.rsplit("/", 1)[1].removesuffix(".target")
            kind = stem.removeprefix("l-").removeprefix("r-")
            if not kind.startswith(UNSUITABLE):
                kinds.setdefault(kind, []).append(f"{folder}/{stem}")
    for kind in random.choice(sorted(kinds), size=18, replace=False):
        strength = random.uniform(0.05, 0.5) * (0.5 if kind.startswith("mouth") else 1)
        for name in kinds[str(kind)]:
            shape += np.float32(strength * random.uniform(0.85, 1.15)) * assets.target(name)
    return shape


def _skin_texture(person: Person, assets: Assets, random: np.random.Generator) -> str:
    """A texture of the person's sex and, where there is one, age; its colour does not matter, it is tinted."""
    every = [name for name in assets.names("base/skins/textures/*_diffuse*.png") if f"skinned_{person.sex}_" in name]
    for age in TEXTURE_AGES[person.age]:
        fitting = [name for name in every if name.rsplit("/", 1)[1].startswith(f"{age}_")]
        if fitting:
            return str(random.choice(fitting))
    if not every:
        raise FileNotFoundError(f"{assets.base / 'skins' / 'textures'}: no skin of a {person.sex} person")
    return str(random.choice(every))


def _eye_textures(person: Person, assets: Assets) -> list[str]:
    brown = assets.names("makehuman/data/eyes/materials/brown*_eye.png")
    return brown if person.skin == "dark" else brown + assets.names("base/eyes/materials/*_eye.png")
