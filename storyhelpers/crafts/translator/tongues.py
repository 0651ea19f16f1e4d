"""The languages of the translation models: our tag, the English name, and how each model calls it.

A tag is one of BCP 47 ("en", "zh-TW", "pt"). What a model does not speak has "-" in its column; Gemini and Qwen are
asked by the name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from ...engine import BadInput

TABLE = """
af Afrikaans|af|afr_Latn
am Amharic|am|amh_Ethi
ar Arabic|ar|arb_Arab
ast Asturian|ast|ast_Latn
az Azerbaijani|az|azj_Latn
ba Bashkir|ba|bak_Cyrl
be Belarusian|be|bel_Cyrl
bg Bulgarian|bg|bul_Cyrl
bn Bengali|bn|ben_Beng
bo Tibetan|-|bod_Tibt
br Breton|br|-
bs Bosnian|bs|bos_Latn
ca Catalan|ca|cat_Latn
ceb Cebuano|ceb|ceb_Latn
ckb Central Kurdish|-|ckb_Arab
co Corsican|-|-
cs Czech|cs|ces_Latn
cy Welsh|cy|cym_Latn
da Danish|da|dan_Latn
de German|de|deu_Latn
el Greek|el|ell_Grek
en English|en|eng_Latn
eo Esperanto|-|epo_Latn
es Spanish|es|spa_Latn
et Estonian|et|est_Latn
eu Basque|-|eus_Latn
fa Persian|fa|pes_Arab
ff Fula|ff|fuv_Latn
fi Finnish|fi|fin_Latn
fil Filipino|tl|tgl_Latn
fj Fijian|-|fij_Latn
fo Faroese|-|fao_Latn
fr French|fr|fra_Latn
fy Western Frisian|fy|-
ga Irish|ga|gle_Latn
gd Scottish Gaelic|gd|gla_Latn
gl Galician|gl|glg_Latn
gn Guarani|-|grn_Latn
gsw Swiss German|-|-
gu Gujarati|gu|guj_Gujr
ha Hausa|ha|hau_Latn
hak Hakka Chinese|-|-
haw Hawaiian|-|-
he Hebrew|he|heb_Hebr
hi Hindi|hi|hin_Deva
hr Croatian|hr|hrv_Latn
ht Haitian Creole|ht|hat_Latn
hu Hungarian|hu|hun_Latn
hy Armenian|hy|hye_Armn
id Indonesian|id|ind_Latn
ig Igbo|ig|ibo_Latn
ilo Ilocano|ilo|ilo_Latn
is Icelandic|is|isl_Latn
it Italian|it|ita_Latn
ja Japanese|ja|jpn_Jpan
jv Javanese|jv|jav_Latn
ka Georgian|ka|kat_Geor
kk Kazakh|kk|kaz_Cyrl
km Khmer|km|khm_Khmr
kn Kannada|kn|kan_Knda
ko Korean|ko|kor_Hang
ku Northern Kurdish|-|kmr_Latn
ky Kyrgyz|-|kir_Cyrl
la Latin|-|-
lb Luxembourgish|lb|ltz_Latn
lg Ganda|lg|lug_Latn
ln Lingala|ln|lin_Latn
lo Lao|lo|lao_Laoo
lt Lithuanian|lt|lit_Latn
lv Latvian|lv|lvs_Latn
mg Malagasy|mg|plt_Latn
mi Maori|-|mri_Latn
mk Macedonian|mk|mkd_Cyrl
ml Malayalam|ml|mal_Mlym
mn Mongolian|mn|khk_Cyrl
mr Marathi|mr|mar_Deva
ms Malay|ms|zsm_Latn
mt Maltese|-|mlt_Latn
my Burmese|my|mya_Mymr
nan Taiwanese Hokkien|-|-
nb Norwegian Bokmål|no|nob_Latn
ne Nepali|ne|npi_Deva
nl Dutch|nl|nld_Latn
nn Norwegian Nynorsk|-|nno_Latn
no Norwegian|no|nob_Latn
nso Northern Sotho|ns|nso_Latn
ny Chichewa|-|nya_Latn
oc Occitan|oc|oci_Latn
om Oromo|-|gaz_Latn
or Odia|or|ory_Orya
pa Punjabi|pa|pan_Guru
pl Polish|pl|pol_Latn
ps Pashto|ps|pbt_Arab
pt Portuguese|pt|por_Latn
qu Quechua|-|quy_Latn
ro Romanian|ro|ron_Latn
ru Russian|ru|rus_Cyrl
rw Kinyarwanda|-|kin_Latn
sa Sanskrit|-|san_Deva
sd Sindhi|sd|snd_Arab
si Sinhala|si|sin_Sinh
sk Slovak|sk|slk_Latn
sl Slovenian|sl|slv_Latn
sm Samoan|-|smo_Latn
sn Shona|-|sna_Latn
so Somali|so|som_Latn
sq Albanian|sq|als_Latn
sr Serbian|sr|srp_Cyrl
ss Swati|ss|ssw_Latn
st Southern Sotho|-|sot_Latn
su Sundanese|su|sun_Latn
sv Swedish|sv|swe_Latn
sw Swahili|sw|swh_Latn
ta Tamil|ta|tam_Taml
te Telugu|-|tel_Telu
tg Tajik|-|tgk_Cyrl
th Thai|th|tha_Thai
ti Tigrinya|-|tir_Ethi
tk Turkmen|-|tuk_Latn
tl Tagalog|tl|tgl_Latn
tn Tswana|tn|tsn_Latn
tr Turkish|tr|tur_Latn
ts Tsonga|-|tso_Latn
tt Tatar|-|tat_Cyrl
ug Uyghur|-|uig_Arab
uk Ukrainian|uk|ukr_Cyrl
ur Urdu|ur|urd_Arab
uz Uzbek|uz|uzn_Latn
vi Vietnamese|vi|vie_Latn
wo Wolof|wo|wol_Latn
xh Xhosa|xh|xho_Latn
yi Yiddish|yi|ydd_Hebr
yo Yoruba|yo|yor_Latn
yue Cantonese|-|yue_Hant
zh-CN Chinese in simplified characters|zh|zho_Hans
zh-TW Chinese in traditional characters, as in Taiwan|zh|zho_Hant
zu Zulu|zu|zul_Latn
"""
SIMPLIFIED = ("CN", "HANS", "SG")
TRADITIONAL_TOO = frozenset(
    "后里台郁划征舍朴涂只胜叶面臺裏喫牀峯"
)  # in the table, and right in Traditional writing too
ALONE = ("zh", "ja", "th", "lo", "km", "my", "bo", "yue", "hak", "nan")  # languages that put no space between sentences


@dataclass(frozen=True)
class Tongue:
    """One language: our tag, its English name, and its code in M2M100 and in NLLB ("" where it has none)."""

    tag: str
    name: str
    m2m100: str = ""
    nllb: str = ""


@cache
def tongues() -> dict[str, Tongue]:
    """All languages by tag."""
    found = {}
    for line in TABLE.strip().splitlines():
        head, *codes = line.split("|")
        tag, name = head.split(" ", 1)
        found[tag] = Tongue(tag, name, *("" if code == "-" else code for code in codes))
    return found


def tongue(tag: str) -> Tongue | None:
    """The language that a tag means, whatever its region: "pt-BR" is Portuguese; None for one that is not here."""
    parts = tag.replace("_", "-").split("-")
    if parts[0].lower() == "zh":
        return tongues()["zh-CN" if {part.upper() for part in parts[1:]} & set(SIMPLIFIED) else "zh-TW"]
    return tongues().get(parts[0].lower())


def english_name(tag: str) -> str:
    """How a language is called in an instruction to a model: "Spanish", "French (as in CA)". Raises BadInput."""
    found = tongue(tag) or unknown(tag, "The story writers and translators know", tongues())
    region = tag.split("-")[1:] if found.tag.split("-")[0] != "zh" else ()
    return f"{found.name} (as in {'-'.join(region)})" if region else found.name


def unknown(tag: str, who: str, tags: Collection[str]):
    """Raises BadInput for a language that is not among `tags`: `who`, the count, and those whose tags are nearest."""
    near = [f'"{one}" ({tongues()[one].name})' for one in nearest_tags(tag, tags)]
    named = tongues().get(tag.split("-")[0].lower())
    what = f'{named.name} ("{tag}")' if named else f'a language with the tag "{tag}"'
    raise BadInput(f"{who} {len(tags)} languages, but not {what}. Nearest: {', '.join(near)}.")


def nearest_tags(tag: str, tags: Collection[str], most: int = 4) -> list[str]:
    """The tags most like another, by their letters and by the names they stand for; filled up with the usual ones."""
    import difflib

    first = tag.split("-")[0].lower()
    names = {tongues()[one].name.lower(): one for one in tags}
    wanted = tongues()[first].name.lower() if first in tongues() else first
    close = [names[name] for name in difflib.get_close_matches(wanted, names, n=2, cutoff=0.6)]
    close += [one for one in difflib.get_close_matches(first, list(tags), n=3, cutoff=0.5) if one not in close]
    close += [one for one in sorted(tags) if one[:1] == first[:1] and one not in close]
    return [*close, *(one for one in ("en", "es", "fr", "zh-TW") if one in tags and one not in close)][:most]


def is_alone(tag: str) -> bool:
    """Whether this language's sentences stand side by side without a space."""
    return tag.split("-")[0].lower() in ALONE


def in_traditional(*texts: str) -> tuple[tuple[str, ...], int]:
    """(Chinese texts with their Simplified characters turned Traditional, how many were turned).

    They are looked at together: where none has a character that is Simplified for certain, all stay as they are, so
    that the 后 of a Traditional 皇后 does. The table is the paper town's, a few hundred frequent characters.
    """
    from ...papertown.lexicon import traditional

    turned = tuple(map(traditional, texts))
    changes = [a for old, new in zip(texts, turned) for a, b in zip(old, new) if a != b]
    if not any(sign not in TRADITIONAL_TOO for sign in changes):
        return texts, 0
    return turned, len(changes)
