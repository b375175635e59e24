"""The options of the two verbs, declared once; `%imagine --help` and `%imagine?` show them."""

from __future__ import annotations

from IPython.core.magic_arguments import argument

OUT = argument("-o", "--out", metavar="NAME", help="put the result in this variable")
IMAGES = argument(
    "-i",
    "--image",
    metavar="REF",
    action="append",
    default=[],
    help="a source: a variable, last, a number of the gallery, the beginning of an id, a path, a pattern or "
    "a URL; several with commas or by -i again",
)
COUNT = argument("-n", "--count", metavar="N", type=int, default=1, help="how many pictures, 1 to 100")
RATIO = argument("-a", "--aspect-ratio", metavar="W:H", help="1:1, 3:2, 16:9, 9:16, ...; auto")
RESOLUTION = argument("-r", "--resolution", metavar="SIZE", help="1k or 2k")
QUALITY = argument("-q", "--quality", metavar="TIER", help="low or medium, where the model has it")
MODEL = argument("-m", "--model", metavar="NAME", help="the model")
USER = argument("--user", metavar="ID", help="an id of the end user, for the API")
SAVE = argument("--save", metavar="PATH", help="write the picture there too; several get numbers")
GRID = argument(
    "--grid",
    metavar="NAME=A|B",
    action="append",
    default=[],
    help="every combination of these values, as {NAME} in the prompt; several with commas",
)
ENGINE = argument("--engine", metavar="NAME", help="auto, xai, print-shop or replay, for this cell alone")
BUDGET = argument("--budget", metavar="USD", type=float, help="what this cell may cost at most")
FRESH = argument("--fresh", action="store_true", help="ask anew, even for what was made before")
DRY_RUN = argument(
    "--dry-run", action="store_true", help="show what would be sent and its price; send nothing"
)
YES = argument("--yes", action="store_true", help="do not ask whether the price is right")
BACKGROUND = argument(
    "--background", action="store_true", help="return at once; the picture appears when it is made"
)
NO_DISPLAY = argument("--no-display", action="store_true", help="show nothing")
RAW = argument("--raw", action="store_true", help="send the prompt as typed, {names} and all")
HELP = argument("-h", "--help", action="store_true", help="show this manual")

CHAT = argument("--chat", metavar="NAME", help="a conversation that goes on under this name")
NEW = argument("--new", action="store_true", help="let that conversation begin anew")
DETAIL = argument("--detail", metavar="LEVEL", help="auto, low or high")
SCHEMA = argument(
    "--schema", metavar="REF", help="a JSON schema (a variable, or JSON): the answer is then a dict"
)
NO_STREAM = argument("--no-stream", action="store_true", help="show the answer when it is whole")
