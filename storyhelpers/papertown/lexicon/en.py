"""English words of the paper town: plain tables, read by `lexicon.words_of`.

A table maps what a word means (our own English key) to the words people write, parted by commas. Plurals of KINDS and
the forms of VERBS are made by rule; IRREGULAR holds those that follow none.
"""

# fmt: off
KINDS = {
    "man": "man, guy, gentleman, dad, daddy, father, uncle, mister, businessman, husband",
    "woman": "woman, lady, mum, mom, mummy, mommy, mother, aunt, auntie, businesswoman, wife, teacher, schoolteacher",
    "boy": "boy, schoolboy, brother, son, lad, grandson",
    "girl": "girl, schoolgirl, sister, daughter, granddaughter",
    "grandmother": "grandmother, grandma, granny, nana, old woman, old lady, elderly woman, elderly lady, gran",
    "grandfather": "grandfather, grandpa, granddad, grandad, old man, elderly man, old gentleman",
    "police officer": "police officer, policeman, policewoman, cop, constable, policeperson, traffic officer",
    "firefighter": "firefighter, fireman, firewoman, fire fighter",
    "cook": "cook, chef, baker, pastry chef, pizza chef",
    "mail carrier": "mail carrier, mailman, postman, postwoman, mailwoman, mail man, postal worker, letter carrier",
    "musician": "musician, street musician, violinist, guitarist, drummer, trumpeter, accordionist, flutist, busker",
    "painter": "painter, artist, street artist, street painter",
    "farmer": "farmer",
    "doctor": "doctor, physician",
    "dancer": "dancer, ballerina, ballet dancer",
    "clown": "clown, jester, circus clown",
    "cat": "cat, kitty, pussycat, tomcat, house cat, kitty cat, pussy cat",
    "dog": "dog, doggy, doggie, hound, poodle, terrier, retriever, labrador, bulldog, beagle, sheepdog, guide dog",
    "rabbit": "rabbit, bunny, bunny rabbit, hare",
    "duck": "duck, mallard",
    "bird": "bird, seagull, gull, pigeon, sparrow, robin, dove, songbird, swallow, canary, birdie",
    "horse": "horse, stallion, mare",
    "fish": "fish",
    "cow": "cow, ox, bull",
    "mouse": "mouse, rat",
    "fox": "fox",
    "sheep": "sheep, ram, ewe",
    "chicken": "chicken, hen, rooster, cockerel",
    "owl": "owl",
    "bear": "bear",
    "frog": "frog, toad",
    "butterfly": "butterfly",
    "car": "car, automobile, motorcar, sports car, racing car, race car, vehicle",
    "bus": "bus, coach, school bus, city bus, tour bus, double decker, double decker bus",
    "bicycle": "bicycle, bike, cycle, pushbike",
    "train": "train, steam train, locomotive, steam engine, steam locomotive, express train",
    "boat": "boat, ship, sailboat, sailing boat, ferry, rowing boat, sailing ship, fishing boat, sail boat, steamboat, yacht",
    "plane": "plane, airplane, aeroplane, jet, aircraft, air plane",
    "hot-air balloon": "hot air balloon, air balloon",
    "fire engine": "fire engine, fire truck, firetruck",
    "truck": "truck, lorry, pickup, pickup truck, delivery truck, van, delivery van",
    "house": "house, home, cottage, cabin, hut, farmhouse, farm house, bungalow, building",
    "shop": "shop, store, toy shop, toy store, book shop, bookshop, bookstore, flower shop, supermarket, grocery store",
    "bakery": "bakery, bake shop, baker's shop, bakery shop",
    "tower": "tower, skyscraper, clock tower, bell tower, high rise",
    "bridge": "bridge, footbridge",
    "castle": "castle, palace, fortress",
    "school": "school, schoolhouse, kindergarten, preschool",
    "lamp": "lamp, street lamp, streetlamp, street light, streetlight, lamppost, lamp post, lantern",
    "bench": "bench, park bench",
    "fountain": "fountain, water fountain",
    "clock": "clock, street clock",
    "market stall": "market stall, stall, booth, fruit stand, food stall, fruit stall, vegetable stall, market stand, "
                    "flower stall, market booth",
    "mailbox": "mailbox, mail box, postbox, post box, letterbox, letter box, pillar box",
    "balloon": "balloon, toy balloon, party balloon",
    "kite": "kite",
    "ball": "ball, beach ball, football, soccer ball, basketball, toy ball",
    "drum": "drum, drums, drum kit, drum set",
    "bell": "bell",
    "umbrella": "umbrella, parasol, beach umbrella, sunshade",
    "cake": "cake, cupcake, birthday cake",
    "book": "book, storybook, notebook",
    "gift": "gift, present, gift box, birthday present, christmas present, parcel",
    "tree": "tree, pine, pine tree, oak, oak tree, palm tree, apple tree, fir tree, christmas tree, cherry tree, fir",
    "flower": "flower, tulip, daisy, blossom",
    "bush": "bush, shrub, hedge, rosebush",
    "sun": "sun",
    "moon": "moon, full moon, crescent moon",
    "star": "star",
    "cloud": "cloud",
    "rain": "rain",
    "snow": "snow",
    "snowman": "snowman, snow man",
    "sea": "sea, ocean",
    "hill": "hill, hillside, hilltop",
    "mountain": "mountain, mountain top, peak",
    "rainbow": "rainbow",
    "mushroom": "mushroom, toadstool",
}
# Words that say more than the kind: what they mean, and what else they tell of it.
RICHER = {
    "kitten": ("cat", {"size": "small"}), "puppy": ("dog", {"size": "small"}), "pup": ("dog", {"size": "small"}),
    "baby cat": ("cat", {"size": "small"}), "baby dog": ("dog", {"size": "small"}),
    "baby bird": ("bird", {"size": "small"}), "baby bear": ("bear", {"size": "small"}),
    "baby rabbit": ("rabbit", {"size": "small"}), "baby fox": ("fox", {"size": "small"}),
    "baby chick": ("chicken", {"size": "small"}), "baby duck": ("duck", {"size": "small"}),
    "pony": ("horse", {"size": "small"}), "foal": ("horse", {"size": "small"}), "calf": ("cow", {"size": "small"}),
    "lamb": ("sheep", {"size": "small"}), "chick": ("chicken", {"size": "small"}),
    "duckling": ("duck", {"size": "small"}), "bear cub": ("bear", {"size": "small"}),
    "goldfish": ("fish", {"colour": "orange"}), "taxi": ("car", {"colour": "yellow"}),
    "taxi cab": ("car", {"colour": "yellow"}), "taxicab": ("car", {"colour": "yellow"}),
    "cab": ("car", {"colour": "yellow"}), "tabby": ("cat", {"pattern": "tabby"}),
    "calico": ("cat", {"pattern": "tabby"}), "polar bear": ("bear", {"colour": "white"}),
    "raven": ("bird", {"colour": "black"}), "crow": ("bird", {"colour": "black"}),
    "blackbird": ("bird", {"colour": "black"}), "rose": ("flower", {"colour": "red"}),
    "sunflower": ("flower", {"colour": "yellow"}), "dalmatian": ("dog", {"pattern": "spotted"}),
    "starlight": ("star", {}),
    "king": ("man", {"dressed": "crown"}), "queen": ("woman", {"dressed": "crown"}),
    "prince": ("boy", {"dressed": "crown"}), "princess": ("girl", {"dressed": "crown"}), "chocolate cake": ("cake", {"colour": "brown"}),
}
# Words for several looks at once: the figures take turns.
MIXED = {
    "child": ("boy", "girl"), "children": ("boy", "girl"), "kid": ("boy", "girl"), "kids": ("boy", "girl"),
    "schoolchildren": ("boy", "girl"), "pupil": ("girl", "boy"), "pupils": ("girl", "boy"),
    "student": ("boy", "girl"), "students": ("boy", "girl"), "friend": ("girl", "boy"), "friends": ("girl", "boy"),
    "person": ("man", "woman"), "people": ("man", "woman"), "adult": ("man", "woman"), "adults": ("man", "woman"),
    "grown up": ("woman", "man"), "grown ups": ("woman", "man"), "passer by": ("man", "woman"), "passers by": ("man", "woman"),
    "pedestrian": ("man", "woman"), "pedestrians": ("man", "woman"), "tourist": ("man", "woman"),
    "tourists": ("man", "woman"), "neighbour": ("woman", "man"), "neighbours": ("woman", "man"),
    "neighbor": ("woman", "man"), "neighbors": ("woman", "man"), "shopper": ("woman", "man"),
    "shoppers": ("woman", "man"),
    "parents": ("woman", "man"), "grandparents": ("grandmother", "grandfather"), "twins": ("girl", "boy"),
    "family": ("woman", "man", "girl", "boy"),
    "animal": ("rabbit", "fox", "bear", "bird"), "animals": ("rabbit", "fox", "bear", "bird"),
    "pet": ("dog", "cat", "rabbit"), "pets": ("dog", "cat", "rabbit"),
    "farm animal": ("cow", "sheep", "chicken", "horse"), "farm animals": ("cow", "sheep", "chicken", "horse"),
}
PLURAL_OF_MIXED = ("children", "kids", "schoolchildren", "pupils", "students", "friends", "people", "adults", "grown ups",
                   "pedestrians", "tourists", "neighbours", "neighbors", "shoppers", "passers by", "parents", "grandparents",
                   "twins", "family", "animals", "pets", "farm animals")
IRREGULAR = {
    "man": "men", "woman": "women", "mouse": "mice", "fish": "fish", "sheep": "sheep", "ox": "oxen", "calf": "calves",
    "policeman": "policemen", "policewoman": "policewomen", "fireman": "firemen", "firewoman": "firewomen",
    "mailman": "mailmen", "postman": "postmen", "postwoman": "postwomen", "mailwoman": "mailwomen",
    "snowman": "snowmen", "aircraft": "aircraft", "scarf": "scarves", "gentleman": "gentlemen",
    "businessman": "businessmen", "businesswoman": "businesswomen", "goldfish": "goldfish",
}
COLOURS = {
    "red": "red, scarlet, crimson, ruby, dark red, light red, bright red, reddish",
    "orange": "orange, ginger, light orange, dark orange, bright orange, apricot, orangey",
    "yellow": "yellow, golden, gold, lemon yellow, light yellow, bright yellow, dark yellow",
    "green": "green, lime, dark green, light green, bright green, olive, emerald",
    "blue": "blue, navy, azure, turquoise, sky blue, dark blue, light blue, bright blue, navy blue, pale blue, cyan, teal",
    "purple": "purple, violet, lilac, lavender, mauve, dark purple, light purple",
    "pink": "pink, rosy, dark pink, light pink, bright pink, hot pink, magenta",
    "white": "white, snow white, cream, ivory, silver white",
    "black": "black, jet black, pitch black",
    "grey": "grey, gray, silver, light grey, dark grey, light gray, dark gray",
    "brown": "brown, chestnut, tan, beige, light brown, dark brown, chocolate brown",
}
PATTERNS = {
    "tabby": "tabby, calico, brindled, tiger striped, tortoiseshell",
    "spotted": "spotted, spotty, dotted, polka dot, polka dotted, speckled, dappled, with black spots, with spots, with white spots, with brown spots, with dots, with dark spots",
    "striped": "striped, stripy, stripey, with stripes",
}
SIZES = {
    "tiny": "tiny, teeny, teeny tiny, wee, miniature, itsy bitsy, very small, minuscule, mini, very little",
    "small": "small, little, short, smallish",
    "big": "big, large, tall, great big, fat, chubby",
    "huge": "huge, giant, enormous, gigantic, massive, very big, very large, colossal, very tall, humongous",
}
POSES = {  # finite verbs and words that follow the noun; the -ing forms are POSING
    "standing": "stands, stand, stood",
    "walking": "walks, walk, walked, strolls, stroll, strolled, wanders, wander, marches, march, hikes, hike",
    "running": "runs, run, ran, races, race, raced, rushes, rush, hurries, hurry, jogs, jog, gallops, gallop",
    "sitting": "sits, sit, sat, seated, perched, perches",
    "jumping": "jumps, jump, jumped, hops, hop, leaps, leap, leaped, bounces, bounce",
    "sleeping": "sleeps, sleep, slept, asleep, naps, nap, snoozes, snooze, dozes, doze, fast asleep, takes a nap, "
                "taking a nap, sound asleep, having a nap, has a nap",
    "dancing": "dances, dance, danced, twirls, twirl",
    "flying": "flies, fly, flew, soars, soar, hovers, hover, floats in the air, in flight",
    "swimming": "swims, swim, swam, paddles, paddle",
    "waving": "waves, wave, waved, waves hello, waves goodbye, waving hello, waving goodbye, waves its hand, "
              "waving her hand, waving his hand, waves his hand, waves her hand",
}
POSING = {
    "standing": "standing", "walking": "walking, strolling, wandering, marching, hiking",
    "running": "running, racing, rushing, hurrying, jogging, galloping", "sitting": "sitting, perching, resting",
    "jumping": "jumping, hopping, leaping, bouncing", "sleeping": "sleeping, napping, snoozing, dozing, sleepy, snoring",
    "dancing": "dancing, twirling", "flying": "flying, soaring, hovering, gliding, floating in the air",
    "swimming": "swimming, paddling", "waving": "waving",
}
CLOTHES = {
    "santa hat": "santa hat, santa claus hat, christmas hat, santa's hat, father christmas hat, xmas hat, santa cap, christmas cap",
    "hat": "hat, straw hat, top hat, sun hat, bonnet, beanie, party hat, cowboy hat, chef's hat, wool hat, woolly hat, "
           "sunhat, chef hat, pointed hat, winter hat, bowler hat",
    "cap": "cap, baseball cap, flat cap",
    "crown": "crown, tiara, golden crown, gold crown",
    "scarf": "scarf, shawl",
    "glasses": "glasses, spectacles, sunglasses, eyeglasses, pair of glasses, pair of sunglasses, goggles",
    "coat": "coat, jacket, raincoat, overcoat, winter coat, rain coat, parka, cloak, cape, anorak",
    "dress": "dress, gown",
    "shirt": "shirt, t shirt, tshirt, tee shirt, blouse, sweater, jumper, pullover, hoodie, jersey, cardigan, top",
    "trousers": "trousers, pants, jeans, shorts, pair of trousers, pair of pants, overalls, dungarees",
    "skirt": "skirt, tutu",
    "apron": "apron",
    "boots": "boots, boot, shoes, shoe, wellies, rain boots, rubber boots, pair of boots, pair of shoes, wellington boots",
    "bow tie": "bow tie, bowtie, bow",
    "backpack": "backpack, rucksack, schoolbag, school bag, knapsack, satchel",
    "umbrella": "umbrella, parasol",
}
PLACES = {
    "street": "street, road, avenue, lane, sidewalk, pavement, city, town, village, downtown, alley, high street, main street, "
              "crossroads, crossing, zebra crossing, city street, town street, streets, roads, city centre, city center",
    "square": "square, plaza, town square, city square, market square, piazza, town squares",
    "market": "market, marketplace, farmers market, farmers' market, farmer's market, street market, bazaar, "
              "flea market, christmas market, night market",
    "park": "park, garden, playground, gardens, city park, backyard, yard, public garden, parks, schoolyard",
    "hills": "countryside, meadow, meadows, field, fields, country side, rolling hills, in the hills, on the hills, in the green hills, through the hills, over the hills, among the hills, valley, prairie",
    "forest": "forest, woods, wood, woodland, jungle, forests, pine forest",
    "beach": "beach, seaside, shore, seashore, sandy beach, coast, beaches",
    "sea": "at sea, by the sea, open water, high seas, open sea, underwater, harbour, harbor, out at sea",
    "snow": "in the snow, on the snow, snowy landscape, snowy field, snow field, snowfield, winter wonderland, through the snow, "
            "snow covered landscape",
    "farm": "farm, farmyard, barnyard, ranch, farm yard",
    "station": "station, train station, railway station, bus station, subway station, metro station, platform, rail station",
}
TIMES = {
    "morning": "morning, early morning, dawn, sunrise, at dawn, daybreak, at sunrise, in the early morning",
    "day": "daytime, midday, noon, afternoon, by day, during the day, broad daylight, in the daytime, daylight",
    "sunset": "sunset, dusk, evening, twilight, at sunset, at dusk, sundown, golden hour",
    "night": "night, nighttime, midnight, at night, night time, tonight, starry night, moonlit, moonlight, nightfall, "
             "by moonlight, in the dark, night sky, starry sky, starry",
}
WEATHERS = {
    "clear": "sunny, clear, clear sky, blue sky, clear skies, sunshine, good weather, fine weather, sunlit, in the sun, "
             "in the sunshine, nice weather, cloudless",
    "cloudy": "cloudy, overcast, cloudy sky, grey sky, gray sky",
    "rain": "rain, rainy, raining, rains, it rains, stormy, storm, thunderstorm, drizzle, in the rain, rainstorm, rainfall, "
            "pouring rain, drizzling, heavy rain",
    "snow": "snow, snowy, snowing, snows, it snows, snowfall, snowstorm, blizzard, snowflakes, snow is falling, snow falls, "
            "falling snow, snow falling",
    "wind": "wind, windy, breeze, breezy, gale, wind blows, strong wind, the wind is blowing",
    "fog": "fog, foggy, mist, misty, haze, hazy",
}
RELATIONS = {
    "behind": "behind, in back of, at the back of, round the back of",
    "in front of": "in front of, next to the door of, at the door of, in front of the door of, at the entrance of, before, ahead of, outside",
    "next to": "next to, at the foot of, beside, by, near, close to, alongside, at the side of, on the side of, side by side with, against, "
               "around, not far from, right next to, nearby, along with, together with, accompanied by, right beside, at",
    "left of": "left of, to the left of, on the left of, on the left side of, at the left of, on the left hand side of",
    "right of": "right of, to the right of, on the right of, on the right side of, at the right of, on the right hand side of",
    "on": "on, on the roof of, on a branch of, on the branch of, on the branches of, on the back of, on top of, onto, atop, upon, up on",
    "under": "under, below, beneath, underneath",
    "above": "above, over, high above, high over, up above",
    "in": "in, in the branches of, inside, inside of, into, within, in the middle of, among, amid, amongst",
    "between": "between, in between",
}
NUMBERS = {
    1: "1, single, a single, just one, only one", 2: "two, 2, a pair of, pair of, both, a couple of, couple of", 3: "three, 3, some, several, a few, few, trio of, various",
    4: "four, 4", 5: "five, 5, a group of, group of, a flock of, flock of, a herd of, herd of, bunch of, a bunch of, "
                     "row of, a row of, rows of, team of, a team of, a school of, swarm of, a swarm of, groups of", 6: "six, 6, many, lots of, a lot of, plenty of, "
    "half a dozen, full of, filled with, covered with, covered in, loads of, lot of, all kinds of, all sorts of, surrounded by, so many", 7: "seven, 7", 8: "eight, 8", 9: "nine, 9", 10: "ten, 10",
    11: "eleven, 11", 12: "twelve, 12, a dozen, dozen, dozens of, a dozen of, dozens",
    13: "thirteen, hundreds of, thousands of, countless, hundreds, a hundred, hundred, thousand, a thousand, fifty, "
        "twenty, thirty, forty, sixty, fifteen, sixteen, eighteen, fourteen, seventeen, nineteen, a million, millions of",
}
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth",
            9: "ninth", 10: "tenth", 11: "eleventh", 12: "twelfth", **{n: f"{n}th" for n in range(13, 61)}}
ROLES = {
    "hide": "hidden, hides, hide, hiding, hid, concealed, peeking, peeks, peeking out, peeks out, peeping, peeps, "
            "well hidden, hard to find, disguised, hidden away, tucked away, sneaks, sneaking, camouflaged",
    "find": "find, where is, where's, spot, search for, look for, can you find, can you see, can you spot, where are",
    "crowd": "crowded, crowd, crowds, in the crowd, where's wally, where's waldo, wimmelbild, wimmelbilder, hidden object, "
             "bustling, overcrowded, teeming, packed, crowd of people, crowds of people, jam packed, a crowd of, where is wally, "
             "where is waldo, full of people, filled with people, many people, lots of people, a lot of people, hundreds of people, "
             "packed with people, thousands of people, people everywhere, so many people, countless people, dozens of people, "
             "full of life, full of people and things, busy crowd, full of activity, seek and find, search and find",
    "busy": "busy, lively, hectic",
    "above": "from above, top down, bird's eye, bird's eye view, birds eye view, birds eye, aerial view, aerial, from the air, "
             "seen from above, top view, overhead view, overhead, view from above, looking down, looking down on",
    "beside": "from the side, side view, seen from the side",
    "wear": "wearing, wears, wear, wore, dressed in, dressed with, clad in, has on, having on, puts on, putting on",
    "hold": "holding, holds, hold, carrying, carries, carry, held, reading, reads, read, eating, eats, eat, bringing, brings, "
            "feeding, feeds, playing with, plays with, play with, pushing, pushes, pulling, pulls, kicking, kicks, has, have, having, playing, "
            "plays, play, walking a, selling, sells, throwing, throws, catching, catches, ringing, rings, beating, beats, baking, bakes, "
            "with its, holds up, holding up, carried",
    "ride": "riding, crossing, crosses, rides, ride, rode, riding on, rides on, mounted on, riding a",
    "drive": "driving, drives, drive, drove, travelling in, sailing in, riding in, rides in, steering",
    "with": "with",
    "without": "without, no",
    "and": "and, plus, as well as, &",
    "the": "the, this, that, these, those, said",
    "article": "a, an",
    "other": "another, other, the other, one more, the other one, other one",
    "there": "there is, there are, there's, is, are, there, be, was, were, we see, i see, you can see",
    "are": "are, were, are all, are both, they are",
    "pronoun": "it, he, she, they, him, them, who, whom, which, they're, she's, he's, it's, each, each other, one another, himself, herself, itself",
    "possessive": "his, her, its, their, my, our, your",
    "one": "one, ones",
    "undrawn": "burning, broken, on fire, in flames, invisible, transparent, see through, upside down, headless, frozen, melting, "
               "exploding, ruined, in ruins, haunted, collapsed, sinking, crashed, smashed, torn, rusty, crying, rowing, rows, rowed",
}
VERBS = (
    "save, rescue, look, play, happen, take, make, show, draw, paint, see, watch, want, like, love, enjoy, chase, follow, meet, greet, help, "
    "visit, live, wait, rest, shine, glow, blow, fall, rise, grow, bloom, bark, meow, sing, laugh, smile, talk, chat, shout, call, cook, bake, "
    "work, build, buy, sell, clean, wash, drink, share, give, get, go, come, cross, pass, stop, start, turn, move, travel, sail, float, park, "
    "stay, lie, climb, drop, lean, stare, gaze, point, listen, dream, think, wonder, celebrate, explore, search, discover, exist, appear, "
    "contain, feature, include, depict, illustrate, render, crawl, creep, roam, wag, purr, chirp, shop, hug, kiss, cuddle, splash, dig, fetch, "
    "chew, lick, bite, nibble, drift, spin, gather, join, approach, arrive, leave, return, lead, guide, deliver, fish, perform, juggle, "
    "entertain, surround, fill, cover, decorate, light, sparkle, twinkle, shimmer, crack, fade, reflect, chatter, hang, pedal, stretch, bend, "
    "kneel, nap, pick, water, feed, milk, bring, guard, protect, try, seem, become, keep, let, put, set, say, tell, ask, need, use, know, "
    "believe, lay, line, peer, glance, face, step"
)
FILLER = (
    "of, to, for, from, as, at, so, then, than, too, very, really, quite, just, only, also, even, still, again, once, upon, time, every, all, "
    "any, most, more, much, such, each, own, same, up, down, out, off, away, back, across, through, along, past, toward, towards, around, "
    "about, after, against, during, while, when, where, why, how, what, if, because, but, or, nor, yet, not, don't, doesn't, isn't, can, "
    "could, will, would, should, may, might, must, do, does, did, done, been, being, am, i'm, we, you, i, me, us, let's, please, happy, "
    "happily, sad, angry, cheerful, cute, lovely, beautiful, pretty, nice, kind, friendly, funny, silly, brave, clever, good, great, "
    "wonderful, magical, magic, colourful, colorful, bright, vivid, warm, cool, cold, hot, soft, gentle, calm, quiet, quietly, peaceful, cosy, "
    "cozy, old, young, new, wooden, round, fluffy, furry, shiny, fast, slow, quick, slowly, quickly, long, short, wide, narrow, high, low, "
    "deep, full, empty, open, closed, lazy, hungry, tired, playful, curious, sweet, fresh, delicious, tasty, light, dark, pale, colour, color, "
    "colours, colors, coloured, colored, bright-coloured, picture, image, illustration, drawing, painting, scene, view, background, "
    "foreground, middle, front, distance, sky, skies, air, ground, grass, floor, lawn, world, story, tale, page, style, book-style, storybook, "
    "watercolour, watercolor, paper, cut, papercut, paper-cut, cutout, cut-out, collage, cartoon, art, artwork, detailed, detail, details, "
    "texture, shadows, shadow, layered, layers, faces, face, tones, palette, quality, beautifully, lit, lighting, whimsical, charming, "
    "digital, poster, children's, kid's, kids', childrens, day, days, today, summer, winter, spring, autumn, season, seasons, thing, things, "
    "stuff, everything, something, someone, everyone, somebody, nobody, everybody, anyone, place, places, way, part, side, left, right, top, "
    "bottom, corner, edge, centre, center, end, bit, kinds, sort, sorts, type, lot, lots, many, different, various, big-eyed, eyes, eye, tail, "
    "ears, fur, whiskers, hair, nose, beard, moustache, mustache, paws, wings, leaves, water, sand, together, alone, here, everywhere, "
    "anywhere, somewhere, nowhere, now, always, never, often, sometimes, perhaps, maybe, almost, nearly, especially, already, mostly, mainly, "
    "suddenly, busily, name, named, called, idea, prompt, aspect, format, body, game, hide-and-seek, fun, love, joy, life, himself, well, "
    "hard, easy, difficult, found, find, finds, finding, caught, lost, surprise, secretly, softly, gently, merrily, loudly, having, which, "
    "whose, whom, that, it's, there's, going, gone, went, came, made, seen, shown, drawn, painted, parked, grown, worn, built, flown, lying, "
    "tied, hung, lain, sung, sang, rang, swung, given, taken, got, fallen, sent, brought, bought, blown, driven, nothing, else, "
    "slightly, proudly, carefully, calmly, peacefully, cheerfully, brightly, moment, moments, several-storey, sun-drenched, mid, hand, hands, "
    "little-known, small-town, gorgeous, elegant, fancy, smart, modern, ancient, traditional, typical, classic, simple, plain, rich, ordinary, "
    "adorable, mischievous, naughty, shy, sleepy, grumpy, proud, noisy, loud, excited, scared, afraid, worried, surprised, smiling, laughing, "
    "singing, cheeky, jolly, merry, festive, cheery, enchanting, enchanted, mysterious, spooky, dreamy, quaint, rustic, picturesque, "
    "sparkling, glowing, glittering, wild, free, strong, heavy, thick, thin, tall-ish, striped-looking, bushy, curly, smooth, wet, dry, muddy, "
    "dusty, green-eyed, blue-eyed, lonely, famous, favourite, favorite, special, perfect, real, true, whole, half, main, next, last, first, "
    "final, several, certain, sure, right-hand, left-hand, blond, blonde, fuzzy, dirty, royal, speedy, majestic, lively, joyful, cuddly, smelly, leafy, scary, shaggy, fearless, hardworking, elderly, medieval, pointy, tasty, joyous, graceful, delightful, amazing, awesome, fantastic, incredible, interesting, exciting, bored, sneaky, wise, gentle, polite, loving, caring, talented, skilled, seasoned, experienced, retired, local, native, regular, usual, chilly, frosty, breezy, lovable, huggable, stylish, respectable, fashionable, comfortable, old-fashioned, vintage, electric, mechanical, musical, comic, romantic, athletic, energetic, tidy, neat, greedy, hearty, pleasant, glossy, silky, velvety, woolly, feathery, fancy, dainty, lanky, skinny, slim, stocky, sturdy, weathered, aged, beloved, excited, delighted, relaxed, pleased, interested, amused, contented, welcoming, cunning, daring"
)
PHRASES = (
    "children's book, children's book illustration, picture book, picture book illustration, storybook illustration, children's picture book, "
    "story book, on the left, on the right, to the left, to the right, on the left side, on the right side, in the background, "
    "in the foreground, in the distance, in the middle, in the sky, in the air, on the ground, on the grass, on top, at the top, "
    "at the bottom, in the front, in the back, in the corner, far away, side by side, up high, high up, in the picture, in this picture, "
    "on the picture, once upon a time, one day, a bit, a little bit, a long time, takes time to find, takes time, takes a while, time to find, "
    "some time, on the floor, all around, all over, hand in hand, on its back, on her back, on his back, on his head, on her head, "
    "on its head, on their heads, around its neck, around his neck, around her neck, round its neck, in the world, at the same time, "
    "for a walk, goes for a walk, on a walk, of course, a lot, full of colour, bright colours, warm colours, in the style of, paper cut, "
    "cut paper, children's book style, picture book style, takes time to be found, in the picture and takes time to find, on a day, this is, "
    "there was once, a while, in a row, in a line, near by, in the water, on the water, all day, every day, a day, good night, at home, "
    "hide and seek, at play, for fun, in its mouth, in his hand, in her hand, in his hands, in her hands, in their hands, things happen, "
    "on a sunny day, on a winter day, have fun, having fun, at work, on the wall, in love, on its way to, on her way to, on his way to, "
    "on their way to, on the way to, on the way home, take time to find, take a while to find, takes a while to find, takes some time to find, "
    "it takes a while to find it, it takes time to find it, look alike, so that, such as, at least, at first, point of view, light rays, "
    "as if, pop up, soft shadows, layered paper, storybook style, no text, in the open, big eyes, big smile, small details, big ears, "
    "long ears, long tail, fluffy tail, white clouds-like, green grass, green leaves, yellow eyes, green eyes, blue eyes, brown hair, "
    "red hair, black hair, blond hair, blonde hair, long hair, short hair, green lawn, white sand, golden sand, golden light, clock ticking, "
    "fun to find, late for, are friends, best friends, good friends, are best friends, horse drawn"
)
# Parts of things and of the scenery: drawn anyway, or not at all; their looks are nobody else's.
PARTS = (
    "eyes, eye, tail, ears, ear, fur, whiskers, hair, nose, beard, moustache, mustache, paws, paw, wings, wing, leaves, leaf, smile, smiles, "
    "head, heads, back, legs, leg, feet, foot, arms, arm, face, faces, mouth, neck, belly, tummy, spots, sky, skies, grass, lawn, sand, light, "
    "lights, ground, letters, branches, branch, horns, beak, feathers, cheeks, roof, roofs, door, doors, window, windows, chimney, chimneys, "
    "rooftop, rooftops"
)
# What people often ask for and the paper town has not: named, so that a part of it is not taken for something else.
UNDRAWABLE = (
    "lion, tiger, elephant, giraffe, zebra, monkey, penguin, dinosaur, dragon, unicorn, whale, shark, dolphin, octopus, snake, turtle, "
    "tortoise, crocodile, kangaroo, koala, panda, wolf, deer, pig, goat, donkey, camel, hedgehog, squirrel, bee, ant, spider, ladybug, snail, "
    "goose, swan, teddy bear, sea lion, seahorse, sea horse, starfish, star fish, jellyfish, guinea pig, rocking horse, ladybird, sea turtle, "
    "polar fox, dragonfly, firefly, goldfish bowl, fish tank, birdhouse, bird house, doghouse, dog house, dog bowl, cat food, tree house, "
    "treehouse, sand castle, sandcastle, fire hydrant, traffic light, traffic lights, bus stop, train track, train tracks, railway track, "
    "snow globe, snowball, snowflake, hot dog, ice cream, ice cream cone, ice cream truck, ice cream van, motorbike, motorcycle, scooter, "
    "skateboard, helicopter, rocket, spaceship, submarine, tractor, tram, ambulance, police car, robot, alien, ghost, witch, wizard, pirate, "
    "pirate ship, knight, fairy, mermaid, angel, santa claus, santa, father christmas, astronaut, "
    "nurse, baby, dentist, pilot, sailor, soldier, magician, superhero, cowboy, acrobat, table, chair, sofa, bed, bookshelf, book shelf, tent, "
    "computer, phone, camera, television, piano, guitar, violin, trumpet, trombone, flute, saxophone, accordion, harp, swing, slide, seesaw, "
    "carousel, merry go round, ferris wheel, river, lake, pond, waterfall, island, volcano, desert, church, hospital, library, museum, zoo, "
    "restaurant, cafe, lighthouse, windmill, barn, fence, gate, apple, banana, pizza, bread, sandwich, carrot, pumpkin, watermelon, candy, "
    "lollipop, cookie, egg, nest, basket, bucket, box, bag, suitcase, hammock, ladder, rope, sword, wand, treasure, treasure chest, key, "
    "candle, campfire, fire, flag, wheel, horse carriage, carriage, wagon, cart, sled, sleigh, skis, surfboard, fishing rod, sail, "
    "cloud castle, moon base, star sign, bear trap, hat shop, clock hand, wheelbarrow, doll, dollhouse, doll house, toy, toy car, puzzle, "
    "puppet, paper plane, paper boat, paper airplane, planet, comet, bubbles, soap bubbles, gloves, mittens, helmet, mask, necklace, ring, "
    "tie, socks, rabbit hole, butterfly net, street sign, stop sign, mail bag, shopping bag, shopping cart, stroller, pram, wheelchair, "
    "bus driver, taxi driver, train driver, truck driver, driver, conductor, waiter, waitress, gardener, fisherman, photographer, singer, "
    "dance floor, bell pepper, cow bell, drumstick, piano player, football player, soccer player, basketball player, player, sun bed, "
    "moon cake, mooncake"
)
EMOJI = {
    "🐱": "cat", "🐈": "cat", "😺": "cat", "🐶": "dog", "🐕": "dog", "🐩": "dog", "🐰": "rabbit", "🐇": "rabbit", "🦆": "duck", "🐦": "bird", "🐤": "chicken",
    "🐔": "chicken", "🐓": "chicken", "🐣": "chicken", "🐥": "chicken", "🐴": "horse", "🐎": "horse", "🐟": "fish", "🐠": "fish", "🐄": "cow", "🐮": "cow", "🐭": "mouse",
    "🐁": "mouse", "🦊": "fox", "🐑": "sheep", "🦉": "owl", "🐻": "bear", "🐸": "frog", "🦋": "butterfly", "🚗": "car", "🚙": "car", "🚕": "taxi",
    "🚌": "bus", "🚲": "bicycle", "🚂": "train", "🚆": "train", "⛵": "boat", "🚢": "boat", "🚤": "boat", "✈": "plane", "🛩": "plane", "🚒": "fire engine", "🚚": "truck",
    "🏠": "house", "🏡": "house", "🏪": "shop", "🏬": "shop", "🏰": "castle", "🏯": "castle", "🗼": "tower", "🏫": "school", "🌉": "bridge", "⛲": "fountain", "🕰": "clock", "⏰": "clock",
    "📮": "mailbox", "📫": "mailbox", "🎈": "balloon", "🪁": "kite", "⚽": "ball", "🏀": "ball", "🥁": "drum", "🔔": "bell", "☂": "umbrella", "⛱": "umbrella", "☔": "umbrella",
    "🎂": "cake", "🍰": "cake", "🧁": "cake", "📖": "book", "📚": "book", "📕": "book", "🎁": "gift", "🌳": "tree", "🌲": "tree", "🎄": "tree", "🌴": "tree", "🌸": "flower", "🌷": "flower",
    "🌹": "rose", "🌻": "sunflower", "🌼": "flower", "🌺": "flower", "☀": "sun", "🌞": "sun", "🌙": "moon", "🌛": "moon", "🌜": "moon", "🌕": "moon", "⭐": "star", "🌟": "star", "☁": "cloud", "⛄": "snowman", "☃": "snowman",
    "🌊": "sea", "⛰": "mountain", "🏔": "mountain", "🌈": "rainbow", "🍄": "mushroom", "👨": "man", "👩": "woman", "👦": "boy", "👧": "girl",
    "👵": "grandmother", "👴": "grandfather", "👮": "police officer", "🧑‍🚒": "firefighter", "👨‍🍳": "cook", "🤡": "clown", "💃": "dancer", "🧑‍🌾": "farmer", "🎅": "santa claus", "🌧": "rain", "❄": "snow", "🌨": "snow",
    "🏖": "beach", "🏞": "park", "🌃": "night", "🌅": "sunset", "🎩": "top hat", "👑": "crown", "🧣": "scarf", "👓": "glasses", "🎒": "backpack",
}
# fmt: on
