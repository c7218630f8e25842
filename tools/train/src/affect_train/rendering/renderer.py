"""Draws one head with OpenGL through EGL: on a GPU where there is one, in software (Mesa) elsewhere."""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from affect_train.rendering.assets import Assets
from affect_train.rendering.camera import rotation
from affect_train.rendering.head import Head
from affect_train.rendering.light import Light
from affect_train.rendering.person import Appearance
from affect_train.rendering.shaders import BACKGROUND_FRAGMENT, BACKGROUND_VERTEX, FRAGMENT, VERTEX

OVERSIZE = 1.5
"""How much larger a picture is drawn than it is kept. Smooth edges by four samples a pixel take Mesa's software
renderer twice as long."""
TEETH, TONGUE = (0.62, 0.58, 0.50), (0.42, 0.16, 0.15)


class EglError(OSError):
    """There is no way to draw on this machine."""


@dataclass(frozen=True)
class View:
    """What changes from picture to picture. `clip` 4 × 4 takes head coordinates to clip space, `turn` 3 × 3 to the
    camera's directions; `gaze` is (to the person's left, downwards) in radians."""

    clip: NDArray[np.float32]
    turn: NDArray[np.floating]
    weights: NDArray[np.float32]
    gaze: tuple[float, float]
    light: Light


@dataclass(frozen=True)
class _Material:
    texture: Any
    shine: float
    see_through: bool


class Renderer:
    """Draws one person at a time, on surfaces of any size."""

    def __init__(self) -> None:
        # One process draws with one thread: the corpus is spread over processes.
        os.environ.setdefault("LP_NUM_THREADS", "0")
        import moderngl

        try:
            self.context = moderngl.create_context(standalone=True, backend="egl", require=330)
        except Exception as error:
            raise EglError(
                f"OpenGL through EGL does not start ({error}); "
                "on Debian: apt-get install libegl1 libgl1 libgl1-mesa-dri (software rendering needs no GPU)"
            ) from error
        self.device = str(self.context.info["GL_RENDERER"])
        self.context.front_face = "cw"  # the first row of a picture is at the bottom of clip space
        self._surfaces: dict[tuple[int, int], Any] = {}
        self._program = self.context.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._backdrop = self.context.program(vertex_shader=BACKGROUND_VERTEX, fragment_shader=BACKGROUND_FRAGMENT)
        corners = self.context.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], np.float32).tobytes())
        self._backdrop_vertices = self.context.vertex_array(self._backdrop, [(corners, "2f", "corner")])
        self._owned: list[Any] = []

    def load(self, head: Head, looks: Appearance, assets: Assets, background: NDArray[np.uint8]) -> None:
        """Takes a person and the picture behind (H × W × 3); what was loaded before is freed."""
        for resource in self._owned:
            resource.release()
        self.head = head
        self._moving = self.context.buffer(head.rest.tobytes(), dynamic=True)
        places, indices = self.context.buffer(head.places.tobytes()), self.context.buffer(head.indices.tobytes())
        self._vertices = self.context.vertex_array(
            self._program, [(self._moving, "3f 3f", "place", "normal"), (places, "4f", "extra")], indices
        )
        self._owned = [self._vertices, self._moving, places, indices]
        self._materials = self._make_materials(head, looks, assets)
        self._background = self.context.texture(
            (background.shape[1], background.shape[0]), 3, np.ascontiguousarray(background).tobytes(), alignment=1
        )
        self._owned.append(self._background)

    def draw(self, view: View, width: int, height: int) -> NDArray[np.uint8]:
        """The picture as H × W × 3, sRGB."""
        context, program, light = self.context, self._program, view.light
        self._moving.write(self.head.pose(view.weights).tobytes())
        size = round(width * OVERSIZE), round(height * OVERSIZE)
        surface = self._surface(size)
        surface.use()
        surface.clear(depth=1.0)
        context.disable(context.DEPTH_TEST)
        context.disable(context.CULL_FACE)
        context.disable(context.BLEND)
        self._background.use(0)
        self._backdrop_vertices.render(context.TRIANGLE_STRIP)
        context.enable(context.DEPTH_TEST)
        program["clip"].write(view.clip.T.tobytes())
        program["turn"].write(view.turn.T.astype(np.float32).tobytes())
        program["centre"].value = tuple(self.head.centre)
        program["eyes"].write(self.head.eyes.tobytes())
        program["rolled"].write(rotation(*view.gaze, 0).T.astype(np.float32).tobytes())
        for name in ("key_direction", "key", "fill_direction", "fill", "sky", "ground"):
            program[name].value = tuple(float(value) for value in getattr(light, name))
        program["exposure"].value = light.exposure
        for part in self.head.parts:
            material = self._materials[part.name]
            material.texture.use(0)
            program["shine"].value = material.shine
            program["round_normals"].value = part.name == "hair"
            if material.see_through:
                context.disable(context.CULL_FACE)
                context.enable(context.BLEND)
            else:
                context.enable(context.CULL_FACE)
                context.disable(context.BLEND)
            self._vertices.render(vertices=part.count, first=part.first)
        drawn = Image.frombuffer("RGBX", size, surface.read(components=4, alignment=1), "raw", "RGBX", 0, 1)
        return np.asarray(drawn.convert("RGB").resize((width, height), Image.Resampling.BOX))

    def _surface(self, size: tuple[int, int]) -> Any:
        if size not in self._surfaces:
            context = self.context
            self._surfaces[size] = context.framebuffer(context.renderbuffer(size, 4), context.depth_renderbuffer(size))
        return self._surfaces[size]

    def _make_materials(self, head: Head, looks: Appearance, assets: Assets) -> dict[str, _Material]:
        plain = {"teeth": (TEETH, 0.3), "tongue": (TONGUE, 0.2), "glasses": (looks.glasses_colour, 0.5)}
        materials = {}
        for name, (colour, shine) in plain.items():
            pixel = np.array([[[*(255 * channel for channel in colour), 255]]], np.uint8)
            materials[name] = _Material(self._texture(pixel), shine, False)
        pictures = {
            "skin": (looks.skin_texture, looks.skin_tone, looks.skin_shine, 0.8),
            "eyes": (looks.eye_texture, None, 0.5, 1.0),
            "brows": (f"{looks.brows}.png", _darker(looks.hair_colour), 0.02, 0.7),
            "lashes": (f"{looks.lashes}.png", (0.06, 0.05, 0.05), 0.02, 0.2),
        }
        if looks.hair is not None:
            pictures["hair"] = (f"{looks.hair}_diffuse.png", looks.hair_colour, 0.08, 1.0)
        for name, (path, colour, shine, contrast) in pictures.items():
            picture = np.asarray(assets.picture(path))
            if name == "hair":
                picture = _grey(picture)
            if colour is not None:
                picture = _tinted(picture, _mean_colour(picture, head, name), colour, contrast)
            materials[name] = _Material(self._texture(picture), shine, name in ("brows", "lashes", "hair"))
        return materials

    def _texture(self, picture: NDArray[np.uint8]) -> Any:
        flipped = np.ascontiguousarray(picture[::-1])
        texture = self.context.texture((picture.shape[1], picture.shape[0]), 4, flipped.tobytes(), alignment=1)
        if picture.shape[0] > 1:
            texture.build_mipmaps()
        self._owned.append(texture)
        return texture


def _darker(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Brows are darker than hair."""
    red, green, blue = (0.55 * channel for channel in colour)
    return red, green, blue


def _tinted(
    picture: NDArray[np.uint8], mean: NDArray[np.float64], colour: tuple[float, float, float], contrast: float
) -> NDArray[np.uint8]:
    """The picture with another mean colour, and its differences from the mean raised to a power."""
    tinted = picture.copy()
    for channel in range(3):
        values = colour[channel] * (np.arange(256) / 255 / mean[channel]) ** contrast
        tinted[:, :, channel] = (255 * values.clip(0, 1)).astype(np.uint8)[picture[:, :, channel]]
    return tinted


def _grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same picture without its own colour."""
    luminance = picture[:, :, :3].mean(axis=2, keepdims=True).astype(np.uint8)
    return np.concatenate((np.repeat(luminance, 3, axis=2), picture[:, :, 3:]), axis=2)


def _mean_colour(picture: NDArray[np.uint8], head: Head, name: str) -> NDArray[np.float64]:
    """Mean of a texture at the front vertices of a part, weighted with its alpha, in 0 … 1."""
    part = next(part for part in head.parts if part.name == name)
    used = np.unique(head.indices[part.first : part.first + part.count])
    if name == "skin":
        front = (head.rest[used, 5] > 0.3) & (head.places[used, 3] == 0)
        used = used[front]
    height, width = picture.shape[:2]
    places = head.places[used, :2] % 1
    columns = np.minimum((places[:, 0] * width).astype(int), width - 1)
    rows = np.minimum(((1 - places[:, 1]) * height).astype(int), height - 1)
    texels = picture[rows, columns].astype(np.float64) / 255
    weights = texels[:, 3] + 1e-6
    return np.maximum((texels[:, :3] * weights[:, None]).sum(axis=0) / weights.sum(), 1e-2)
