"""One recording: a person in front of a camera for a while."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_template import CropTemplate
from affect_train.rendering.assets import Assets
from affect_train.rendering.behaviour import blink, look, move, speak
from affect_train.rendering.camera import Pose, crop_matrix, frame_matrix, project, rotation
from affect_train.rendering.face import combine, personal_expressions
from affect_train.rendering.head import build_head
from affect_train.rendering.lens import Lens, backdrop
from affect_train.rendering.light import Lighting
from affect_train.rendering.noise import wander
from affect_train.rendering.person import Person, appearance
from affect_train.rendering.renderer import Renderer, View
from affect_train.rendering.traces import RATE, TICK, affect_of, feel

FRAME_WIDTH, FRAME_HEIGHT, FOCAL_PIXELS = 640, 480, 620.0


@dataclass(frozen=True)
class Moment:
    """What there is to see at one thirtieth of a second."""

    view: View
    errors: NDArray[np.float64]


class Recording:
    """Everything that happens in `ticks` tenths of a second, decided by the person's name and seed alone."""

    def __init__(self, person: Person, assets: Assets, ticks: int) -> None:
        self.ticks = ticks
        self._moments = moments = ticks * TICK
        self.looks = appearance(person, assets)
        self.head = build_head(assets, self.looks)
        strengths = feel(moments, person.random("feeling"))
        self.affect: NDArray[np.float64] = affect_of(strengths)[::TICK]
        """Arousal and valence of each tick: ticks × 2."""
        speech = speak(moments, RATE, person.random("speech"))
        self.talking: NDArray[np.bool_] = speech.any(axis=1)[::TICK]
        shown = strengths @ personal_expressions(person.random("expression"))
        self._weights = combine(shown, speech, blink(moments, RATE, person.random("blink")))
        self._gaze = look(moments, RATE, person.random("gaze"))
        self._motion = move(moments, RATE, speech, person.random("motion"))
        self._lighting = Lighting(moments, RATE, self.looks.skin_tone, person.random("light"))
        self._errors = _landmark_errors(moments, person.random("landmarks"))
        self._person = person

    def load(self, renderer: Renderer, assets: Assets) -> None:
        """Hands the person to the renderer."""
        renderer.load(self.head, self.looks, assets, backdrop(self._person.random("background")))

    def crops(self, renderer: Renderer, template: CropTemplate) -> Iterator[NDArray[np.uint8]]:
        """The crops of all ticks as the stream would cut them, H × W grey."""
        lens = Lens(self._moments, RATE, self.looks.skin_tone, self._person.random("lens"))
        for moment in range(0, self._moments, TICK):
            pose, weights = self._pose(moment), self._weights[moment]
            points = self.head.points(weights)
            clip = crop_matrix(points, self._errors[moment], self.head.centre, pose, template)
            picture = renderer.draw(self._view(moment, clip, pose), template.width, template.height)
            yield lens.take(picture, moment, (0, 0, template.width), grey=True)

    def frames(self, renderer: Renderer, rate: int) -> Iterator[NDArray[np.uint8]]:
        """Whole pictures of the camera, `rate` (10 or 30) a second, H × W × 3."""
        lens = Lens(self._moments, RATE, self.looks.skin_tone, self._person.random("lens"))
        for moment in range(0, self._moments, RATE // rate):
            pose = self._pose(moment)
            clip = frame_matrix(FOCAL_PIXELS, FRAME_WIDTH, FRAME_HEIGHT, self.head.centre, pose)
            points = project(self.head.points(self._weights[moment]), self.head.centre, pose)
            face = _crop_square(points * FOCAL_PIXELS + [FRAME_WIDTH / 2, FRAME_HEIGHT / 2])
            picture = renderer.draw(self._view(moment, clip, pose), FRAME_WIDTH, FRAME_HEIGHT)
            yield lens.take(picture, moment, face, grey=False)

    def _pose(self, moment: int) -> Pose:
        return Pose(rotation(*self._motion.turns[moment]), self._motion.places[moment])

    def _view(self, moment: int, clip: NDArray[np.float32], pose: Pose) -> View:
        gaze = self._gaze[moment]
        return View(clip, pose.turn, self._weights[moment], (gaze[0], gaze[1]), self._lighting.at(moment))


def _crop_square(points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Left, top and size of the crop around five points of a picture, its tilt left aside."""
    template = CropTemplate.standard()
    placed = np.array(template.points)
    size = template.width * float(np.ptp(points[:, 0]) / np.ptp(placed[:, 0]))
    left, top = points.mean(axis=0) - placed.mean(axis=0) / template.width * size
    return float(left), float(top), size


def _landmark_errors(moments: int, random: np.random.Generator) -> NDArray[np.float64]:
    """How far off the detector finds the five points: T × 5 × 2 pixels of the crop; a part stays, a part wanders, a
    part is new in each picture."""
    lasting = random.normal(0, 0.8, size=(1, 5, 2))
    wandering = np.stack([wander(moments, 0.5, 1.0, RATE, random) for _ in range(10)], axis=1).reshape(-1, 5, 2)
    return lasting + wandering + random.normal(0, 0.35, size=(moments, 5, 2))
