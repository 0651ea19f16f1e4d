"""A class code: four short words that a child can read off the board, type on a phone and say across a room.

The words are our own choice: everyday things of four to ten letters that sound like no other word and differ from every
other word of the list in at least two letters; none begins another. Four of them are 36 bits.
"""

import math
import re
import secrets
from unicodedata import normalize

_LIST = """
acorn actor airplane album almond alpaca amber anchor animal anthem apple apricot apron arbor arcade armchair artist
aspen astronaut athlete atlas attic autumn avenue avocado backpack backyard badge bagel baker balcony ballet balloon
bamboo banana bandage banjo banner barrel basket bathrobe bathtub beach beacon beagle beaver bedroom beetle bicycle
birdhouse biscuit bison blackbird blanket blender blossom bluebell blueberry bluebird bobcat bonfire bookcase bottle
boulder bracelet bramble branch breeze brick bridge broccoli bronze broom brownie brush bubble bucket buffalo bunny
burrito butter button cabbage cabin cactus cake calendar camel camera campfire canary candle candy canoe captain
caramel caravan cardinal carousel carpenter carpet carrot cartoon castle catfish cavern celery cello chair chalk
chameleon cheese cheetah cherry chess chicken chimney chipmunk cinema cinnamon circle circus city clarinet clock cloud
clover coast coconut coffee comet compass concert cookie copper coral corner cottage cotton coyote crab cradle
cranberry crayon cricket crocus crown crystal cucumber cupboard cupcake curtain cushion daisy dancer dandelion
daylight denim detective diamond dinner dinosaur doctor dolphin domino donkey doorbell doorway dragon drawer driftwood
dumpling earth easel echo elbow elephant eleven emerald engine envelope eraser evening explorer fabric factory falcon
farmer feather fence fern ferry festival fiddle fifteen finch finger firefly fireplace flag flame flamingo forest fork
fossil fountain friend frog funnel galaxy garage garden garlic gazelle gecko giant giraffe glacier glider globe
goldfish grape greenhouse grocery guitar hammer hammock hamster harmonica harvest hazelnut hedgehog helicopter helmet
heron honey hopscotch horizon hurdle husky hyena iceberg icicle igloo iguana indigo insect inventor iris island jacket
jaguar jasmine jelly jewel jigsaw journey juggler juice jungle juniper kangaroo kayak kettle keyboard kingfisher
kitchen kitten kiwi koala ladder ladybug lagoon lamp lantern laptop larch laser laundry lavender lemon lemur leopard
letter lettuce librarian library lighthouse lilac lizard llama lobster locket lollipop lotus lullaby lunch macaroni
magic magnet magpie mailbox mammoth mandolin mango maple marble marigold market marmot meadow meerkat melody melon
mermaid meteor mirror mongoose moonlight morning mosaic motor movie muffin museum mushroom music mustard napkin
narwhal necklace needle noodle north notebook nurse nutmeg oasis ocean octopus olive onion opal opera orange orchard
orchid organ ostrich otter oven overalls oyster paddle painter palace pancake panda panther papaya paper parade
parsley pasta pastry peacock peanut pebble pelican pencil penguin pepper petal piano picnic pigeon pillow pineapple
pirate pizza planet platypus plumber popcorn poppy porch porcupine porridge postcard potato pottery pretzel pumpkin
puppet puzzle pyramid quartz quilt rabbit raccoon radio radish rainbow raindrop raisin raspberry raven reindeer ribbon
river robin robot rosemary ruler safari saffron sailboat sailor salad salmon sandal sandcastle sandwich sapling
sardine saturn sausage scarf school scissors scooter seagull seahorse seashell seedling seven shadow shark sheep shell
shield shirt shovel sidewalk silver skateboard sketch sled slipper sloth snail sneaker snowball snowdrop snowflake
snowman soccer spaceship spaghetti sparrow spider spinach sponge spoon spring square squid squirrel stadium staircase
stamp starfish starlight statue stone story straw street submarine sugar suitcase summer sunflower sunrise sunset
surfboard sweater swing syrup table tadpole tangerine teacher teapot teddy telescope temple tennis thimble thirteen
thunder ticket tiger timber tomato tortilla tortoise toucan tower tractor trampoline treasure treehouse triangle
tricycle trolley trombone trophy trumpet trunk tulip turnip turtle twelve twenty twilight umbrella unicorn universe
vacuum valley vanilla velvet village violet violin volcano voyage waffle wagon wallaby walnut walrus waterfall whisker
windmill window winter wolf wombat woodpecker xylophone yacht yellow zebra zeppelin zigzag zipper
"""
WORDS = tuple(_LIST.split())
IN_A_CODE = 4
BITS = IN_A_CODE * math.log2(len(WORDS))
LONGEST = 200  # characters of a code that are looked at


def fresh() -> str:
    """A new code, "otter-lamp-river-seven", from the system's own source of chance."""
    return "-".join(secrets.choice(WORDS) for _ in range(IN_A_CODE))


def plain(code: str) -> str:
    """What is compared of a code: its letters, small; so "Otter  LAMP river-seven" is the same as with hyphens."""
    return re.sub(r"[^a-z]", "", normalize("NFKC", str(code)[:LONGEST]).casefold())
