"""The language of the tiny CLIP: words for classes and attributes, captions, and the tokenizer."""
import re

NOUNS = {
    "dog": ["dog", "dog", "puppy", "hound"],
    "cat": ["cat", "cat", "kitten", "kitty"],
    "car": ["car", "car", "automobile", "taxi"],
    "truck": ["truck", "truck", "lorry", "van"],
    "bird": ["bird", "bird", "songbird", "fowl"],
    "airplane": ["airplane", "plane", "aeroplane", "aircraft", "jet"],
    "boat": ["boat", "boat", "ship", "vessel"],
    "fish": ["fish", "fish", "shark", "goldfish"],
}
KINDS = {
    "animal": ["dog", "cat", "bird", "fish"],
    "vehicle": ["car", "truck", "airplane", "boat"],
    "thing": list(NOUNS),
    "object": list(NOUNS),
}
WORDS = {
    "background": {
        "grass": ["on the grass", "in the grass", "in a field", "on a lawn", "in a meadow"],
        "water": ["in the water", "on the water", "in the sea", "on the ocean", "at sea"],
        "snow": ["in the snow", "on the snow", "in snow", "in winter"],
        "sand": ["on the sand", "on the beach", "on a beach", "in the desert", "in the sand"],
        "night": ["at night", "in the night", "in the dark", "under the stars"],
        "indoors": ["indoors", "inside", "in a house", "in a room", "at home"],
        "road": ["on the road", "on a road", "on the street", "in the street", "in the city"],
        "sky": ["in the sky", "in the air", "in the clouds", "flying"],
    },
    "tint": {
        "red": ["red", "red", "crimson"],
        "yellow": ["yellow", "yellow", "golden"],
        "green": ["green"],
        "blue": ["blue"],
        "white": ["white"],
        "black": ["black"],
        "brown": ["brown"],
    },
    "size": {
        "small": ["small", "small", "tiny", "little", "distant", "far away"],
        "medium": ["medium", "medium sized"],
        "large": ["large", "large", "big", "huge", "close-up"],
    },
    "blur": {
        "sharp": ["sharp", "clear", "crisp"],
        "blurry": ["blurry", "blurry", "blurred", "out of focus", "foggy", "hazy"],
    },
}
# Places that say less than one background.
WIDE_PLACES = {
    "outside": [name for name in WORDS["background"] if name != "indoors"],
    "outdoors": [name for name in WORDS["background"] if name != "indoors"],
    "by day": [name for name in WORDS["background"] if name != "night"],
}
OPENINGS = ["a photo of", "a photo of", "a picture of", "an image of", "photo of", "a drawing of"]
VALUES = {"label": list(NOUNS), **{name: list(words) for name, words in WORDS.items()}}
ATTRIBUTES = list(VALUES)
LENGTH = 20
PAD, UNKNOWN = 0, 1


def words_of(text):
    return re.findall(r"\w+|[^\w\s]+", text.lower())


def vocabulary():
    texts = [*OPENINGS, "a an the", *KINDS, *WIDE_PLACES]
    texts += [word for group in NOUNS.values() for word in group]
    texts += [word for groups in WORDS.values() for group in groups.values() for word in group]
    return ["[PAD]", "[UNK]"] + sorted({word for text in texts for word in words_of(text)})


VOCABULARY = {word: index for index, word in enumerate(vocabulary())}


def tokenize(texts):
    """Ids int[n, LENGTH] and mask int[n, LENGTH] as nested lists."""
    rows = [[VOCABULARY.get(word, UNKNOWN) for word in words_of(text)][:LENGTH] for text in texts]
    ids = [row + [PAD] * (LENGTH - len(row)) for row in rows]
    return ids, [[1] * len(row) + [0] * (LENGTH - len(row)) for row in rows]


def phrase(random, noun, tint="", size="", blur="", background=""):
    """One English caption from the given words, adjectives in any order."""
    adjectives = [word for word in (tint, size, blur) if word]
    random.shuffle(adjectives)
    opening = random.choice(OPENINGS)
    if adjectives and opening.startswith("a photo") and random.random() < 0.3:
        opening = f"a {adjectives.pop()} photo of"
    article = "the" if random.random() < 0.1 else "a"
    return " ".join(word for word in [opening, article, *adjectives, noun, background] if word)


def caption(random, row):
    """A caption of a random part of a scene's attributes, and the values that it allows of each."""
    allowed = {name: VALUES[name] for name in ATTRIBUTES}
    allowed["label"] = [row["label"]]
    noun = random.choice(NOUNS[row["label"]])
    if random.random() < 0.15:
        noun = random.choice([kind for kind, members in KINDS.items() if row["label"] in members])
        allowed["label"] = KINDS[noun]
    words = {}
    for name, chance in [("background", 0.55), ("tint", 0.5), ("size", 0.5), ("blur", 0.45)]:
        if random.random() < chance:
            words[name] = random.choice(WORDS[name][row[name]])
            allowed[name] = [row[name]]
    if "background" not in words and random.random() < 0.15:
        wide = [place for place, members in WIDE_PLACES.items() if row["background"] in members]
        if wide:
            words["background"] = random.choice(wide)
            allowed["background"] = WIDE_PLACES[words["background"]]
    return phrase(random, noun, **words), allowed
