"""Draws the photographs of the demonstration: sixteen site scenes, ours, free of any licence.

    python3 draw_photos.py photos/          (needs Pillow and numpy)

Every scene is a few flat shapes in perspective, laid over one another as in a gouache, then lit (a soft diagonal
light, a darker foot), roughened with grain and softened. The random numbers are seeded by the name of the scene: the
same pictures come out each time.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

LARGE, SMALL = 1600, 1200
QUALITY = 82


class Scene:
    """A canvas of which (0, 0) is the top left and (1, 1) the bottom right, whatever its shape."""

    def __init__(self, name, portrait=False):
        self.size = (SMALL, LARGE) if portrait else (LARGE, SMALL)
        self.random = np.random.default_rng(zlib.crc32(name.encode()))
        self.image = Image.new("RGB", self.size)

    def at(self, x, y):
        return (x * self.size[0], y * self.size[1])

    def gradient(self, top, bottom, start=0.0, end=1.0):
        """A vertical wash from one colour to another."""
        width, height = self.size
        first, last = int(start * height), int(end * height)
        ramp = np.linspace(0, 1, last - first)[:, None]
        rows = (np.array(top) * (1 - ramp) + np.array(bottom) * ramp).astype(np.uint8)
        band = Image.fromarray(np.repeat(rows[:, None, :], width, axis=1))
        self.image.paste(band, (0, first))

    def shape(self, points, colour, shade=0, blur=0):
        """A polygon; `shade` darkens it towards its foot, `blur` softens its edge."""
        mask = Image.new("L", self.size)
        corners = [self.at(*point) for point in points]
        ImageDraw.Draw(mask).polygon(corners, fill=255)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        layer = Image.new("RGB", self.size, tuple(colour))
        if shade:
            top, foot = min(y for _, y in corners), max(y for _, y in corners)
            ramp = np.clip((np.arange(self.size[1]) - top) / max(1, foot - top), 0, 1) * shade
            dark = np.repeat(ramp[:, None], self.size[0], axis=1).astype(np.uint8)
            layer = ImageChops.subtract(layer, Image.merge("RGB", [Image.fromarray(dark)] * 3))
        self.image.paste(layer, (0, 0), mask)

    def box(self, left, top, right, bottom, colour, **options):
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], colour, **options)

    def line(self, start, end, colour, width):
        ImageDraw.Draw(self.image).line([self.at(*start), self.at(*end)], fill=tuple(colour), width=width)

    def disc(self, x, y, radius, colour, blur=0):
        angles = np.linspace(0, 2 * np.pi, 48)
        aspect = self.size[0] / self.size[1]
        self.shape([(x + radius * np.cos(a), y + radius * aspect * np.sin(a)) for a in angles], colour, blur=blur)

    def shadow(self, points, strength=70, blur=24):
        mask = Image.new("L", self.size)
        ImageDraw.Draw(mask).polygon([self.at(*point) for point in points], fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
        self.image = ImageChops.subtract(self.image, Image.merge("RGB", [mask] * 3))

    def jitter(self, colour, amount=10):
        """The colour a little lighter or darker: what is built or dug is of one hue."""
        change = self.random.normal(0, amount)
        return tuple(int(np.clip(part + change + self.random.normal(0, 1.5), 0, 255)) for part in colour)

    def sky(self, horizon=0.6, top=(118, 160, 200), low=(236, 226, 206)):
        self.gradient(top, low, 0, horizon)
        for _ in range(7):
            x, y, w = self.random.uniform(0, 1), self.random.uniform(0.03, horizon * 0.6), self.random.uniform(0.08, 0.2)
            self.shape([(x - w, y), (x, y - 0.025), (x + w, y), (x, y + 0.02)], (246, 243, 236), blur=34)

    def ground(self, horizon=0.6, far=(150, 140, 112), near=(112, 92, 66)):
        self.gradient(far, near, horizon, 1)
        for _ in range(500):
            y = horizon + (1 - horizon) * self.random.uniform(0, 1) ** 0.6
            size = 0.002 + 0.01 * (y - horizon)
            self.disc(self.random.uniform(0, 1), y, size, self.jitter((124, 104, 78), 18))

    def trees(self, horizon):
        for x in np.linspace(-0.05, 1.05, 15):
            self.disc(x + self.random.normal(0, 0.02), horizon - 0.02, self.random.uniform(0.03, 0.07),
                      self.jitter((92, 112, 78), 9), blur=7)

    def room(self, wall=(226, 218, 202), floor=(168, 142, 110)):
        """A room seen from its door: back wall, side walls, floor, ceiling."""
        self.gradient((240, 236, 226), (232, 226, 214))
        self.shape([(0, 0), (0.24, 0.16), (0.24, 0.72), (0, 1)], [c - 22 for c in wall], shade=24)
        self.shape([(1, 0), (0.76, 0.16), (0.76, 0.72), (1, 1)], [c - 8 for c in wall], shade=24)
        self.box(0.24, 0.16, 0.76, 0.72, wall, shade=14)
        self.shape([(0, 1), (0.24, 0.72), (0.76, 0.72), (1, 1)], floor, shade=34)

    def window(self, left, top, right, bottom, frame=(240, 240, 236)):
        self.box(left, top, right, bottom, frame)
        pad, middle = 0.014, (left + right) / 2
        for a, b in ((left + pad, middle - pad / 2), (middle + pad / 2, right - pad)):
            self.box(a, top + pad, b, bottom - pad, (150, 190, 214))
            self.shape([(a, top + pad), (b, top + pad), (a, bottom - pad)], (196, 220, 232), blur=3)

    def finish(self, file):
        width, height = self.size
        y, x = np.mgrid[0:height, 0:width]
        light = 1.10 - 0.24 * ((x / width) * 0.45 + (y / height) * 0.55)
        vignette = 1 - 0.22 * (((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 1.9)
        pixels = np.asarray(self.image.filter(ImageFilter.GaussianBlur(1.3)), dtype=np.float32)
        coarse = self.random.normal(0, 1, (height // 12 + 1, width // 12 + 1)).astype(np.float32)
        paper = np.asarray(Image.fromarray(coarse).resize(self.size, Image.BICUBIC)) * 4
        grain = self.random.normal(0, 2.2, (height, width)) + paper
        pixels = pixels * (light * vignette)[..., None] * np.array([1.02, 1.0, 0.95]) + grain[..., None]
        Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(
            file, quality=QUALITY, optimize=True, progressive=True
        )


def house(s, left=0.2, right=0.8, eaves=0.34, foot=0.78, wall=(220, 206, 180), roof=(150, 84, 62), ridge=0.14):
    s.shadow([(left, foot), (right + 0.16, foot), (right + 0.26, foot + 0.07), (left + 0.1, foot + 0.07)])
    s.box(left, eaves, right, foot, wall, shade=26)
    s.shape([(left - 0.03, eaves), (right + 0.03, eaves), (right - 0.07, ridge), (left + 0.07, ridge)], roof, shade=28)
    for row in np.linspace(ridge, eaves, 12):
        inset = 0.07 - 0.10 * (row - ridge) / (eaves - ridge)
        s.line((left + inset, row), (right - inset, row), [c - 16 for c in roof], 3)


def facade_echafaudage(s):
    s.sky(0.63), s.trees(0.62), s.ground(0.62)
    house(s)
    for left in (0.29, 0.47, 0.65):
        s.window(left, 0.44, left + 0.08, 0.6)
    steel, wood = (104, 110, 116), (176, 138, 88)
    for x in np.linspace(0.17, 0.83, 8):
        s.line((x, 0.2), (x, 0.8), steel, 9)
    for y in (0.36, 0.52, 0.67):
        s.box(0.16, y, 0.84, y + 0.014, wood)
        s.line((0.16, y - 0.06), (0.84, y - 0.06), steel, 6)
    for x in np.linspace(0.17, 0.74, 7)[::2]:
        s.line((x, 0.8), (x + 0.094, 0.52), steel, 5)
    s.box(0.6, 0.47, 0.64, 0.52, (214, 120, 50))


def slab(s, colour):
    s.sky(0.4), s.trees(0.42), s.ground(0.4)
    s.shape([(0.02, 0.98), (0.3, 0.5), (0.72, 0.5), (0.98, 0.98)], colour, shade=18)
    for side in (((0.02, 0.98), (0.3, 0.5)), ((0.98, 0.98), (0.72, 0.5)), ((0.3, 0.5), (0.72, 0.5))):
        s.line(*side, (150, 116, 70), 22)


def dalle_ferraillage(s):
    slab(s, (146, 134, 116))
    rust = (120, 68, 44)
    for t in np.linspace(0.02, 0.98, 22):
        s.line((0.02 + 0.96 * t, 0.97), (0.3 + 0.42 * t, 0.505), rust, 6)
    for t in np.linspace(0, 1, 16) ** 1.8:
        s.line((0.3 - 0.28 * t, 0.51 + 0.46 * t), (0.72 + 0.26 * t, 0.51 + 0.46 * t), rust, int(3 + 6 * t))


def dalle_coulee(s):
    slab(s, (176, 176, 172))
    for _ in range(60):
        x, y = s.random.uniform(0.2, 0.8), s.random.uniform(0.56, 0.95)
        s.shape([(x - 0.1, y), (x, y - 0.006), (x + 0.1, y), (x, y + 0.006)], s.jitter((182, 182, 180), 6), blur=8)
    s.line((0.62, 0.9), (0.8, 0.58), (92, 82, 70), 12)
    s.box(0.56, 0.89, 0.7, 0.905, (196, 150, 96))


def bricks(s, left, top, right, bottom, columns, rows, colour):
    w, h = (right - left) / columns, (bottom - top) / rows
    for row in range(rows):
        for column in range(-1, columns + 1):
            a = max(left, left + (column + row % 2 / 2) * w)
            b = min(right, left + (column + row % 2 / 2 + 1) * w)
            if b > a:
                s.box(a + 0.002, top + row * h + 0.003, b - 0.002, top + (row + 1) * h - 0.002, s.jitter(colour, 7))


def mur_parpaings(s):
    s.sky(0.5), s.trees(0.52), s.ground(0.5)
    s.box(0.08, 0.3, 0.7, 0.84, (132, 130, 124))
    bricks(s, 0.08, 0.3, 0.7, 0.84, 9, 9, (176, 174, 168))
    bricks(s, 0.7, 0.54, 0.94, 0.84, 4, 5, (156, 154, 150))
    s.line((0.02, 0.295), (0.76, 0.295), (220, 70, 50), 4)
    s.shadow([(0.08, 0.84), (0.94, 0.84), (1, 0.9), (0.14, 0.9)])
    for n in range(3):
        bricks(s, 0.74, 0.9 - 0.03 * n, 0.92, 0.93 - 0.03 * n, 3 , 1, (182, 180, 174))


def charpente(s):
    s.sky(1.0, (108, 156, 204), (226, 226, 216))
    wood = (196, 148, 90)
    for depth in np.linspace(1, 0, 5):
        spread, top, foot = 0.5 - 0.32 * depth, 0.08 + 0.26 * depth, 0.87 - 0.2 * depth
        colour, width = [c - int(78 * depth) for c in wood], int(46 - 28 * depth)
        for side in (-1, 1):
            s.line((0.5 + side * spread, foot), (0.5, top), colour, width)
            s.line((0.5 + side * (spread - 0.025), foot), (0.5, top + 0.04), [c - 30 for c in colour], width // 4)
        middle = (foot + top) / 2 + 0.07
        s.line((0.5 - spread * 0.62, middle), (0.5 + spread * 0.62, middle), colour, width)
        s.line((0.5, top), (0.5, middle), colour, width)
    s.box(0, 0.86, 1, 1, (158, 120, 78), shade=40)
    for x in np.linspace(0, 1, 9):
        s.line((x, 1), (0.5 + (x - 0.5) * 0.7, 0.86), (122, 90, 56), 5)


def toiture_tuiles(s):
    s.sky(0.45), s.ground(0.44, (140, 144, 106), (116, 122, 84)), s.trees(0.44)
    s.shape([(0, 1), (0, 0.62), (0.3, 0.3), (1, 0.3), (1, 1)], (150, 82, 60))
    for row, t in enumerate(np.linspace(0, 1, 15) ** 1.3):
        y, h = 0.3 + 0.7 * t, 0.02 + 0.055 * t
        for x in np.arange(-0.05, 1.05, 0.035 + 0.05 * t) + (row % 2) * 0.02:
            if y > 0.62 - 1.06 * x:
                s.shape([(x, y), (x + 0.032 + 0.045 * t, y), (x + 0.03 + 0.045 * t, y + h), (x + 0.002, y + h)],
                        s.jitter((172, 94, 66), 12), shade=22)
    s.shape([(0.62, 0.16), (0.74, 0.16), (0.74, 0.44), (0.62, 0.44)], (164, 104, 84), shade=30)
    s.box(0.6, 0.14, 0.76, 0.18, (188, 180, 168))


def fenetre_posee(s):
    s.gradient((214, 200, 176), (196, 180, 152))
    bricks(s, 0, 0, 1, 1, 7, 18, (208, 190, 160))
    s.box(0.18, 0.2, 0.82, 0.8, (184, 168, 140))
    s.window(0.22, 0.23, 0.78, 0.76, (84, 92, 98))
    s.box(0.14, 0.77, 0.86, 0.81, (202, 200, 194), shade=18)
    for x in (0.215, 0.785):
        s.line((x, 0.23), (x, 0.76), (232, 206, 120), 10)
    s.shadow([(0.14, 0.81), (0.86, 0.81), (0.9, 0.87), (0.2, 0.87)], 60)


def tableau_electrique(s):
    s.gradient((226, 222, 212), (206, 200, 188))
    s.shadow([(0.2, 0.14), (0.84, 0.14), (0.84, 0.9), (0.2, 0.9)], 60, 40)
    s.box(0.18, 0.1, 0.82, 0.86, (246, 246, 242), shade=8)
    for row in range(4):
        y = 0.16 + 0.165 * row
        s.box(0.23, y, 0.77, y + 0.12, (206, 208, 206))
        for n in range(11):
            x = 0.24 + 0.048 * n
            s.box(x, y + 0.012, x + 0.042, y + 0.108, s.jitter((236, 236, 232), 5), shade=10)
            s.box(x + 0.012, y + 0.04, x + 0.03, y + 0.075, (60, 70, 82) if s.random.uniform() > 0.18 else (58, 110, 170))
    for n in range(12):
        colour = [(190, 60, 50), (60, 90, 160), (110, 150, 70)][n % 3]
        s.line((0.3 + 0.035 * n, 0.86), (0.28 + 0.04 * n, 1), colour, 11)


def salle_de_bain(s):
    s.room((206, 222, 222), (150, 154, 152))
    for x in np.linspace(0.24, 0.76, 10):
        s.line((x, 0.16), (x, 0.72), (236, 240, 238), 4)
    for y in np.linspace(0.16, 0.72, 9):
        s.line((0.24, y), (0.76, y), (236, 240, 238), 4)
    s.shape([(0.36, 0.62), (0.78, 0.62), (0.86, 0.86), (0.32, 0.86)], (248, 248, 246), shade=30)
    s.shape([(0.4, 0.645), (0.74, 0.645), (0.79, 0.72), (0.38, 0.72)], (214, 222, 224), shade=16)
    s.line((0.42, 0.64), (0.42, 0.5), (150, 156, 160), 12)
    s.disc(0.42, 0.49, 0.014, (170, 176, 180))
    s.window(0.52, 0.22, 0.68, 0.42)


def peinture_salon(s):
    s.room((110, 140, 150), (182, 154, 116))
    s.shape([(0.24, 0.16), (0.56, 0.16), (0.5, 0.4), (0.54, 0.72), (0.24, 0.72)], (236, 232, 222), blur=9)
    for n in range(5):
        s.shape([(0.5 + 0.03 * n, 0.2), (0.56 + 0.03 * n, 0.2), (0.55 + 0.03 * n, 0.66), (0.5 + 0.03 * n, 0.62)],
                s.jitter((112, 142, 152), 5), blur=12)
    wood = (186, 146, 96)
    for a, b in (((0.66, 0.9), (0.73, 0.4)), ((0.86, 0.9), (0.75, 0.4)), ((0.7, 0.92), (0.75, 0.42))):
        s.line(a, b, wood, 16)
    for y in (0.5, 0.62, 0.74, 0.85):
        s.line((0.72 - (y - 0.4) * 0.12, y), (0.755 + (y - 0.4) * 0.2, y), wood, 12)
    s.box(0.4, 0.84, 0.48, 0.94, (214, 212, 206), shade=30)
    s.box(0.405, 0.84, 0.475, 0.86, (110, 140, 150))


def cuisine(s):
    s.room((234, 226, 210), (160, 132, 100))
    for n in range(5):
        x = 0.25 + 0.102 * n
        s.box(x, 0.5, x + 0.098, 0.72, (70, 96, 96), shade=20)
        s.box(x + 0.03, 0.53, x + 0.068, 0.537, (206, 188, 140))
        if n != 2:
            s.box(x, 0.2, x + 0.098, 0.36, (224, 216, 200), shade=14)
    s.box(0.24, 0.475, 0.77, 0.5, (182, 140, 92), shade=16)
    s.window(0.455, 0.2, 0.545, 0.4)
    bricks(s, 0.25, 0.42, 0.76, 0.474, 14, 2, (240, 238, 230))
    s.shape([(0.3, 0.82), (0.66, 0.82), (0.74, 1), (0.24, 1)], (60, 84, 86), shade=30)
    s.shape([(0.27, 0.78), (0.69, 0.78), (0.72, 0.83), (0.24, 0.83)], (190, 148, 98))


def terrassement(s):
    s.sky(), s.trees(0.56), s.ground(0.56, (164, 142, 104), (122, 88, 56))
    s.shape([(0.02, 0.9), (0.18, 0.66), (0.5, 0.66), (0.62, 0.98), (0.1, 1)], (88, 62, 40), shade=26, blur=5)
    yellow = (226, 170, 44)
    s.shadow([(0.58, 0.82), (0.96, 0.82), (1, 0.88), (0.62, 0.88)])
    s.box(0.6, 0.74, 0.92, 0.82, (58, 56, 54))
    s.box(0.64, 0.6, 0.9, 0.74, yellow, shade=30)
    s.box(0.66, 0.46, 0.77, 0.62, (70, 84, 92))
    s.box(0.65, 0.45, 0.78, 0.475, yellow)
    s.line((0.66, 0.6), (0.46, 0.34), yellow, 34)
    s.line((0.46, 0.34), (0.33, 0.58), yellow, 26)
    s.shape([(0.29, 0.57), (0.38, 0.57), (0.36, 0.68), (0.27, 0.64)], (74, 72, 70))
    s.shape([(0.7, 0.58), (0.98, 0.4), (1, 0.62)], (140, 108, 72), blur=8)


def tranchee_reseaux(s):
    s.sky(0.35), s.trees(0.36), s.ground(0.35, (150, 146, 104), (120, 100, 66))
    s.shape([(0.2, 1), (0.46, 0.4), (0.54, 0.4), (0.8, 1)], (92, 68, 46), shade=10, blur=4)
    s.shape([(0.28, 1), (0.475, 0.4), (0.525, 0.4), (0.72, 1)], (66, 48, 34), shade=20)
    for a, colour in ((0.38, (196, 58, 46)), (0.47, (50, 96, 170)), (0.56, (70, 140, 80)), (0.63, (226, 196, 80))):
        s.shape([(a, 1), (0.49 + (a - 0.5) * 0.12, 0.42), (0.496 + (a - 0.5) * 0.12, 0.42), (a + 0.05, 1)], colour, shade=26)
    for _ in range(70):
        y = s.random.uniform(0.45, 1)
        side = s.random.choice([-1, 1])
        s.disc(0.5 + side * (0.05 + 0.4 * (y - 0.4) + s.random.uniform(0, 0.1)), y, 0.006 + 0.02 * (y - 0.4), s.jitter((110, 82, 54), 14))


def isolation(s):
    s.room((222, 190, 120), (150, 136, 118))
    for _ in range(900):
        s.disc(s.random.uniform(0.24, 0.76), s.random.uniform(0.16, 0.72), 0.008, s.jitter((226, 192, 112), 15), blur=2)
    for x in np.linspace(0.24, 0.76, 8):
        s.box(x - 0.006, 0.16, x + 0.006, 0.72, (190, 194, 196), shade=18)
    for x, top in ((0.04, 0.4), (0.12, 0.34)):
        s.box(x, top + 0.3, x + 0.16, 0.98, s.jitter((222, 190, 110), 6), shade=40)
    s.box(0.6, 0.3, 0.755, 0.72, (232, 230, 224), shade=12)


def escalier(s):
    s.gradient((234, 228, 216), (212, 202, 184))
    s.shape([(0, 0), (0.16, 0.1), (0.16, 0.7), (0, 1)], (206, 196, 178), shade=20)
    wood = (178, 124, 72)
    for n in range(11):
        t = n / 10
        left, right, y = 0.06 + 0.26 * t, 0.94 - 0.22 * t, 0.95 - 0.62 * t
        rise, tread = 0.052 - 0.012 * t, 0.022 - 0.008 * t
        s.shape([(left, y), (right, y), (right, y - rise), (left, y - rise)], s.jitter((238, 232, 220), 3), shade=34)
        s.shape([(left - 0.01, y - rise), (right + 0.01, y - rise), (right, y - rise - tread), (left + 0.01, y - rise - tread)],
                s.jitter(wood, 7), shade=10)
    for n in range(9):
        t = n / 8
        s.line((0.94 - 0.22 * t, 0.9 - 0.62 * t), (0.94 - 0.22 * t, 0.68 - 0.5 * t), (60, 58, 56), 9)
    s.line((0.955, 0.69), (0.71, 0.16), wood, 26)
    s.shape([(0.4, 0.02), (0.64, 0.02), (0.6, 0.2), (0.42, 0.2)], (252, 246, 226), blur=26)


def livraison(s):
    s.sky(), s.trees(0.6), s.ground(0.6, (168, 164, 154), (132, 126, 116))
    s.shadow([(0.06, 0.84), (0.66, 0.84), (0.72, 0.9), (0.12, 0.9)])
    s.box(0.06, 0.72, 0.64, 0.78, (70, 72, 76))
    s.shape([(0.06, 0.5), (0.2, 0.5), (0.22, 0.72), (0.06, 0.72)], (196, 74, 56), shade=30)
    s.shape([(0.08, 0.53), (0.18, 0.53), (0.19, 0.62), (0.08, 0.62)], (160, 196, 214))
    for x in (0.14, 0.46, 0.57):
        s.disc(x, 0.8, 0.035, (40, 40, 42))
        s.disc(x, 0.8, 0.014, (150, 152, 154))
    for row in range(3):
        for n in range(4):
            s.box(0.25 + 0.095 * n, 0.66 - 0.075 * row, 0.34 + 0.095 * n, 0.72 - 0.075 * row, s.jitter((206, 166, 110), 10), shade=16)
    for n in range(5):
        s.box(0.7, 0.82 - 0.035 * n, 0.94, 0.845 - 0.035 * n, s.jitter((176, 98, 70), 9), shade=12)
    s.box(0.69, 0.845, 0.95, 0.865, (168, 134, 90))


PORTRAITS = {"charpente", "fenetre-posee", "tableau-electrique", "escalier"}
SCENES = [
    facade_echafaudage, dalle_ferraillage, dalle_coulee, mur_parpaings, charpente, toiture_tuiles, fenetre_posee,
    tableau_electrique, salle_de_bain, peinture_salon, cuisine, terrassement, tranchee_reseaux, isolation, escalier,
    livraison,
]  # fmt: skip


def main(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    for draw in SCENES:
        name = draw.__name__.replace("_", "-")
        scene = Scene(name, portrait=name in PORTRAITS)
        draw(scene)
        scene.finish(folder / f"{name}.jpg")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "photos"))
