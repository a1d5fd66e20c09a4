"""Names for the conversations that had none when 0002 came: frozen, since `leaks/names.py` and its lists may change.

Words that receipts are drawn from too, few enough to be written here. No name is part of a receipt.
"""

import itertools
import secrets

_WORDS = {
    "fr": """
        abeille abricot acacia agneau alouette ampoule ardoise argile artichaut atelier aubergine automne avoine bambou
        banane bateau biscuit boussole cabane cahier canard carnet carotte cascade casserole cerise chaise charrue
        chemin citron colline coquelicot coton cuisine dauphin dentelle enclume fauteuil fenouil figuier fontaine
        framboise frelon fromage girafe girofle glacier grenier grenouille guitare hamac hibou hirondelle horloge jardin
        lanterne lavande libellule marmite menthe moulin muguet navire noisette
    """,
    "en": """
        acorn almond anchor apple apron attic badger bakery balcony bamboo banana basil basket biscuit blanket bonnet
        bottle bucket cactus candle canvas carrot cedar cello cherry chimney cider clarinet clover copper coral cotton
        cradle cricket crystal daisy dolphin falcon feather fennel fern fiddle flute fountain garden ginger glacier
        grape guitar hammock harvest hedge heron jasmine kettle ladder lantern lavender lemon lilac lizard maple meadow
        nutmeg
    """,
}


def names(language):
    """Names of two words in no order, each once, then from the start: there are 4096."""
    words = _WORDS["fr" if language.startswith("fr") else "en"].split()
    pairs = [" ".join(pair) for pair in itertools.product(words, repeat=2)]
    secrets.SystemRandom().shuffle(pairs)
    return itertools.cycle(pairs)
