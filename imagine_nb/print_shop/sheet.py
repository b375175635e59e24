"""A contact sheet: sixty prompts, a chain of edits and some combinations as one picture."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from imagine_nb.print_shop.drawing.finishing.lettering import letters
from imagine_nb.print_shop.drawing.photographs.decoding import decoded
from imagine_nb.print_shop.press import Source, edited, generated

PROMPTS = tuple(
    line.strip()
    for line in """
    a red fox in the snow at sunset
    a lighthouse on a cliff at dawn
    a blue sailboat on the sea
    a cat wearing a hat
    a bowl of ramen on a wooden table
    three sheep under a rainbow
    a collage of London landmarks in a stencil street-art style
    a green dragon above a castle at night
    an owl in a forest
    five penguins in the snow
    a robot in the city at night
    a whale in the sea at dusk
    two goldfish and an octopus underwater
    a rocket in space
    an astronaut riding a horse on the moon
    a cactus in the desert at noon
    a blue elephant on the beach
    a king and a queen in front of a castle
    a dog and a cat in a room
    a train in the mountains
    a flock of birds over the sea at sunset
    a red bicycle in the rain
    three hot air balloons over the desert at dawn
    a teapot and three cups on a table
    a windmill in a field of tulips
    a fox in a boat on a lake
    a black cat on a red sofa
    a mouse under a mushroom
    a wizard with a crystal ball
    a snowman wearing a scarf and a hat
    a panda wearing a santa hat in the snow
    a bird on a tree
    a bee on a sunflower
    a double-decker bus in London in the rain
    a witch and a black cat under a full moon
    farm animals in front of a barn
    a frog on a lotus in a pond
    a ship in a storm
    a church in the fog
    a bowl of fruit on a table
    a polar bear and a penguin on ice at night
    fireworks over the city
    a cozy cabin in a snowy forest
    a crowd of people in the city
    five colourful balloons in the sky
    a giraffe wearing glasses
    a pagoda and cherry blossoms
    a slice of pizza and a glass of wine by candle light
    a pumpkin and a ghost at midnight
    a unicorn under a rainbow as a watercolour
    a castle at night as pixel art
    a tiger in the jungle as an oil painting
    a violin and a rose as a charcoal drawing
    a rocket as a blueprint
    a cup of coffee and a croissant, risograph
    a mountain lake, pencil sketch
    a vintage travel poster of a beach with the text "HELLO SUMMER"
    "HAPPY BIRTHDAY" with a cake and balloons
    photorealistic portrait of an old man
    something purple and gold
    """.splitlines()
    if line.strip()
)
EDITS = (
    "add a hat",
    "make it night",
    "replace the cat with a dog",
    "make the dog blue and add two birds",
    "remove the hat",
    "make it snow",
    "as a pencil sketch",
    "put it in the city, in watercolour",
)
_CELL = 320


def sheet(path: str | Path) -> Path:
    """Writes the contact sheet as one picture; answers where it is."""
    cells = [(generated(p, width=512, height=512).data, p) for p in PROMPTS]
    cells += _edits() + _combinations()
    columns = 8
    rows = -(-len(cells) // columns)
    board = Image.new("RGB", (columns * _CELL, rows * (_CELL + 26)), "white")
    draw, face = ImageDraw.Draw(board), letters(13)
    for k, (data, caption) in enumerate(cells):
        x, y = k % columns * _CELL, k // columns * (_CELL + 26)
        picture = decoded(data).resize((_CELL - 8, _CELL - 8), Image.Resampling.LANCZOS)
        board.paste(picture, (x + 4, y + 4))
        draw.text((x + 6, y + _CELL), caption[:48], font=face, fill=(38, 33, 43))
    board.save(path)
    return Path(path)


def _edits() -> list[tuple[bytes, str]]:
    """One picture after the other, each the edit of the one before."""
    out, data = [], generated("a cat in a sunny park", width=512, height=512).data
    for instruction in EDITS:
        data = edited(instruction, [Source(data)]).data
        out.append((data, instruction))
    return out


def _combinations() -> list[tuple[bytes, str]]:
    prompts = (
        "a red fox in the snow",
        "a robot in the city",
        "a blue elephant",
        "a castle at night in pixel art",
    )
    fox, robot, elephant, castle = (Source(generated(p, width=512, height=512).data) for p in prompts)
    asked = (
        ("all subjects together in a sunny park", [fox, robot, elephant]),
        ("on the beach at sunset", [fox, robot]),
        ("in the style of <IMAGE_1>", [elephant, castle]),
        ("Put the fox from <IMAGE_0> beside the castle", [fox, castle]),
        ("together in a forest", [fox, Source(None, "puppy"), Source(None, "man")]),
    )
    size = (512, 512)
    return [(edited(prompt, sources, size=size).data, prompt) for prompt, sources in asked]
