"""The words that are not nouns: settings, times, weathers, styles, counts, sizes, places and what may be passed over."""

from __future__ import annotations

import functools

SETTINGS = {
    "meadow": "meadow, field, grass, park, garden, lawn, hill, hills, countryside, farm, pasture, valley, prairie, green hills, grassland, savanna, savannah, nature, outdoors",
    "mountains": "mountains, mountain, alps, peaks, mountain range, mountain peak",
    "sea": "sea, ocean, lake, river, water, waves, harbour, harbor, bay, pond, open sea, at sea",
    "beach": "beach, shore, seaside, coast, sand, island, sandy beach",
    "snow": "snow, snowy field, winter, snowdrift, snowy landscape, arctic, antarctica, north pole, ice, snowy hill, snowy mountains",
    "city": "city, street, town, skyline, downtown, new york, tokyo, road, city street, village, metropolis, london, paris",
    "forest": "forest, woods, wood, jungle, woodland, rainforest",
    "desert": "desert, dunes, sahara, sand dunes",
    "table": "table, wooden table, desk, kitchen table, counter, tabletop, shelf, picnic table, dinner table, kitchen",
    "room": "room, living room, indoors, bedroom, house interior, window, window sill, windowsill, classroom, library, studio, cafe, sofa corner, office",
    "space": "space, on the moon, on mars, lunar surface, surface of the moon, outer space, galaxy, cosmos, orbit, universe, starfield, deep space",
    "underwater": "underwater, deep sea, deep ocean, under water, under the sea, seabed, coral reef, reef, bottom of the sea, ocean floor, aquarium, under the ocean",
    "wall": "wall, brick wall, bricks, street wall, graffiti wall",
    "cliff": "cliff, cliffs, headland, rocks, rocky coast, rocky shore",
}
TIMES = {
    "dawn": "dawn, sunrise, daybreak, early morning, morning, at first light",
    "day": "day, daytime, noon, midday, afternoon, sunny, sunshine, daylight, sunny day, bright day, broad daylight",
    "sunset": "sunset, golden hour, sundown, setting sun",
    "dusk": "dusk, twilight, evening, nightfall, blue hour",
    "night": "night, midnight, nighttime, moonlight, moonlit, starry, starry night, night time, starry sky, night sky, starlit, dark night",
}
WEATHERS = {
    "cloudy": "cloudy, clouds, cloud, overcast",
    "rain": "rain, rainy, raining, drizzle, in the rain",
    "snowfall": "snowfall, snowing, falling snow, snowflakes, blizzard, snowstorm, snowy",
    "fog": "fog, foggy, mist, misty, haze, hazy",
    "storm": "storm, stormy, thunderstorm, lightning, thunder",
}
STYLES = {
    "linocut": "linocut, lino, lino print, woodcut, woodblock, linoprint, block print, lino cut, woodblock print",
    "watercolour": "watercolour, watercolor, aquarelle, gouache, watercolour painting, watercolor painting",
    "pencil": "pencil, pencil sketch, pencil drawing, sketch, hand-drawn, drawing in pencil, graphite, line drawing, black and white sketch, hatching",
    "stencil": "stencil, stencil street-art, street-art, street art, graffiti, spray paint, spray-paint, stencil art, banksy, stencil street art, stencilled, spray-painted",
    "pixel": "pixel art, pixel-art, pixelated, 8-bit, 8bit, 16-bit, pixels, pixel, pixelart",
    "risograph": "risograph, riso, riso print, risograph print, halftone, screen print, screenprint, silkscreen",
    "poster": "poster, travel poster, vintage poster, retro poster, art deco, flat design, flat, minimalist, minimal, vector art",
    "oil": "oil, oil painting, oil paint, oil on canvas, impressionist, painterly, oils, van gogh, impasto",
    "charcoal": "charcoal, charcoal drawing, charcoal sketch",
    "blueprint": "blueprint, technical drawing, cyanotype, schematic, blue print",
}
COUNTS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "lone": 1, "another": 1, "solitary": 1, "two": 2, "pair": 2, "couple": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "several": 4, "few": 3, "some": 3,
    "many": 9, "flock": 7, "herd": 6, "pack": 5, "group": 5, "school": 8, "bunch": 6, "crowd": 9, "swarm": 10, "fleet": 5, "forest": 9,
    "field": 9, "bouquet": 5, "row": 4, "pile": 6, "lots": 9, "both": 2, "dozens": 12, "colony": 7, "family": 4, "pride": 4, "basket": 5,
}  # fmt: skip
GROUPS: dict[str, tuple[str, ...]] = {
    "london landmarks": ("big ben", "double-decker", "london eye", "tower bridge", "telephone box", "crown"),
    "landmarks of london": ("big ben", "double-decker", "london eye", "tower bridge", "telephone box", "crown"),
    "paris landmarks": ("tower", "croissant", "carousel", "bicycle"),
    "famous landmarks": ("tower", "statue of liberty", "big ben", "pyramid", "moai"),
    "landmarks": ("tower", "statue of liberty", "big ben", "pyramid", "moai"),
    "farm animals": ("cow", "pig", "sheep", "chicken"),
    "zoo animals": ("elephant", "giraffe", "zebra", "lion"),
    "animals": ("fox", "rabbit", "deer", "owl"),
    "pets": ("dog", "cat", "rabbit"),
    "sea creatures": ("octopus", "goldfish", "jellyfish", "crab"),
    "sea animals": ("octopus", "goldfish", "jellyfish", "crab"),
    "insects": ("butterfly", "bee", "ladybird"),
    "birds of the forest": ("owl", "bird", "parrot"),
    "fruit": ("apple", "pear", "grape", "banana"),
    "fruits": ("apple", "pear", "grape", "banana"),
    "bowl of fruit": ("apple", "pear", "grape", "banana"),
    "fruit bowl": ("apple", "pear", "grape", "banana"),
    "vegetables": ("carrot", "broccoli", "tomato", "corn"),
    "breakfast": ("coffee", "croissant", "egg"),
    "musical instruments": ("guitar", "drum", "violin", "trumpet"),
    "instruments": ("guitar", "drum", "violin", "trumpet"),
    "toys": ("teddy bear", "ball", "puzzle", "kite"),
    "still life": ("vase", "apple", "pear"),
    "tea party": ("teapot", "tea", "cupcake"),
    "solar system": ("sun", "planet", "earth"),
}  # fmt: skip
COLOUR_SYNONYMS = {
    "gray": "grey", "golden": "gold", "scarlet": "red", "crimson": "red", "ruby": "red", "maroon": "red", "vermilion": "red", "emerald": "green",
    "azure": "blue", "sky-blue": "blue", "cobalt": "blue", "indigo": "navy", "lilac": "violet", "lavender": "violet", "mauve": "violet",
    "rose-pink": "pink", "ginger": "orange", "amber": "gold", "tan": "beige", "sandy": "beige", "ivory": "cream", "silvery": "silver",
    "cyan": "turquoise", "aqua": "turquoise", "aquamarine": "turquoise", "chestnut": "brown", "chocolate-brown": "brown", "coral-red": "orange",
    "fuchsia": "magenta", "khaki": "olive", "charcoal-black": "black", "blonde": "gold", "colorful": "colourful", "colourful": "colourful", "multicolored": "colourful", "multicoloured": "colourful", "multi-coloured": "colourful", "rainbow-colored": "colourful", "rainbow-coloured": "colourful", "snow-white": "white", "dark-blue": "navy", "light-blue": "turquoise",
    "reddish": "red", "bluish": "blue", "blueish": "blue", "greenish": "green", "yellowish": "yellow", "purplish": "purple", "pinkish": "pink",
}  # fmt: skip
SIZES = {
    "tiny": "tiny", "little": "small", "small": "small", "mini": "small", "miniature": "tiny", "big": "large", "large": "large", "tall": "large",
    "huge": "huge", "giant": "huge", "enormous": "huge", "gigantic": "huge", "massive": "huge", "colossal": "huge", "short": "small", "baby": "small",
}  # fmt: skip
RELATIONS = {
    "on": "on", "on top of": "on", "atop": "on", "onto": "on", "upon": "on", "sitting on": "on", "standing on": "on", "under": "under", "beneath": "under",
    "below": "under", "underneath": "under", "above": "above", "over": "above", "beside": "beside", "next to": "beside", "near": "beside",
    "by": "beside", "alongside": "beside", "behind": "behind", "in front of": "before", "before": "before", "inside": "in",
    "wearing": "on", "crossing": "on", "riding": "on", "driving": "in", "sleeping on": "on", "flying over": "above", "flying above": "above", "jumping over": "above", "leaning on": "beside", "to the left of": "left of", "to the right of": "right of", "left of": "left of", "right of": "right of", "with": "with",
    "between": "beside", "against": "before", "around": "beside", "holding": "with", "carrying": "with", "in": "in",
}  # fmt: skip
PLACES = {
    "on the left": "left", "to the left": "left", "at left": "left", "on the left side": "left", "on the right": "right", "to the right": "right",
    "on the right side": "right", "in the middle": "middle", "in the centre": "middle", "in the center": "middle", "centred": "middle",
    "centered": "middle", "in the foreground": "front", "at the front": "front", "in front": "front", "in the background": "back",
    "at the back": "back", "in the distance": "back", "far away": "back", "distant": "back", "in the sky": "above", "on top": "above", "on the horizon": "back", "close up": "front", "close-up": "front",
}  # fmt: skip
PASSED_OVER = frozenset(
    """the of at and to is are was it its with from for into through along picture image photo photograph print illustration painting drawing art artwork style
    scene showing shows show depicting view please make draw create generate imagine render me my i us we want would like that this which who there as has have having be
    being very all its their his her he she they them together sitting standing looking sits stands against during after up down out off sat
    beautiful nice lovely pretty cute so just really also then than or but not no kind sort featuring composed made design
    landscape portrait background foreground high quality detailed clear colour color colours colors coloured colored subject subjects
    set lit over across while where s collage montage put add place placed give show using give gives put puts hang wear wears picture's together one's
    something thing things world day's little bit everything everyone here now please let's lets give take takes style-art full whole every each both
    only can could should would will must may might any more most much very quite single combine combined combining merge merged mix mixed
    image images pictures photos take taken turn turned inside""".split()
)


WEAK_SETTINGS = frozenset("field grass lake river water pond nature outdoors road street hill".split())  # any other wins


@functools.cache
def phrases(kind: str) -> dict[str, str]:
    """Every phrase of "settings", "times", "weathers" or "styles", and the word for it."""
    table = {"settings": SETTINGS, "times": TIMES, "weathers": WEATHERS, "styles": STYLES}[kind]
    return {phrase.strip(): name for name, phrases_ in table.items() for phrase in phrases_.split(",")}
