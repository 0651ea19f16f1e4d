"""What a browser sees that has not brought the code: one small page in the language that it asks for."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl

from ...engine import BadInput
from ...locale import LANGUAGES, known, language

LONGEST_FORM = 2000  # bytes
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
WORDS = {  # each sentence is told alone: as JSON to a program, or on the page
    "en": {
        "title": "Come in · Storybook Studio",
        "welcome": "Come in!",
        "studio": "Storybook Studio: your class makes picture books that can be heard.",
        "label": "Class code",
        "hint": "Four words that your teacher shows you. Capitals, spaces and hyphens do not matter.",
        "button": "Open the door",
        "no code": "This class server opens with the class code. Ask your teacher for it, and send it as X-Class-Code.",
        "wrong code": "That is not the code of today. Look at it once more, or ask your teacher.",
        "old link": "This link is of another day. Ask your teacher for the new one, or type the code.",
        "too many": "Too many wrong codes are coming in. Wait a few seconds, then try again.",
        "pupil": "X-Pupil is a secret of 16 to 200 letters or digits that your program makes up once for its pupil.",
        "not here": "There is nothing at this address, or it is not yours.",
        "not yours": "This names a file or a job that is not yours. Upload your own file first.",
        "elsewhere": "This was asked by a page of another site. Open the class server's own page.",
        "large": "That is too large. A file may have up to 32 MB, everything else up to 4 MB.",
        "enough": "You have uploaded very much within the last hour. Wait a few minutes.",
        "enough of all": "The class has uploaded very much within the last hour. Wait a few minutes.",
        "many": "You have too many things open at the same time. Close a few pages, or wait.",
        "slow": "The rest of what you sent did not come. Try again.",
        "json": "This is not a request that the class server can read: it takes a JSON object in UTF-8.",
        "odd": "This is not a request that the class server can read.",
    },
    "zh-TW": {
        "title": "請進 · Storybook Studio",
        "welcome": "請進！",
        "studio": "Storybook Studio：全班一起做聽得到聲音的圖畫書。",
        "label": "班級密碼",
        "hint": "老師給你看的四個英文單字。大小寫、空格和連字號都沒關係。",
        "button": "開門",
        "no code": "這個班級伺服器要用班級密碼才能進入。請向老師要密碼，並以 X-Class-Code 傳送。",
        "wrong code": "這不是今天的密碼。請再看一次，或是問老師。",
        "old link": "這是別天的連結。請向老師要新的連結，或輸入密碼。",
        "too many": "現在有太多錯誤的密碼。請等幾秒鐘再試一次。",
        "pupil": "X-Pupil 是你的程式為學生產生一次的秘密，長度為 16 到 200 個字母或數字。",
        "not here": "這個網址沒有東西，或者不是你的。",
        "not yours": "這裡提到的檔案或工作不是你的。請先上傳你自己的檔案。",
        "elsewhere": "這是別的網站的頁面送出的請求。請打開班級伺服器自己的頁面。",
        "large": "太大了。檔案最多 32 MB，其他的最多 4 MB。",
        "enough": "你在過去一小時內上傳了很多東西。請等幾分鐘。",
        "enough of all": "全班在過去一小時內上傳了很多東西。請等幾分鐘。",
        "many": "你同時開了太多東西。請關掉幾個頁面，或等一下。",
        "slow": "你送出的內容沒有全部送到。請再試一次。",
        "json": "班級伺服器讀不懂這個請求：它只接受 UTF-8 的 JSON 物件。",
        "odd": "班級伺服器讀不懂這個請求。",
    },
    "es": {
        "title": "Adelante · Storybook Studio",
        "welcome": "¡Adelante!",
        "studio": "Storybook Studio: tu clase hace álbumes ilustrados que se pueden oír.",
        "label": "Código de la clase",
        "hint": "Cuatro palabras en inglés que te da tu profe. Mayúsculas, espacios y guiones dan igual.",
        "button": "Abrir la puerta",
        "no code": "Este servidor se abre con el código de la clase. Pídeselo a tu profe y envíalo como X-Class-Code.",
        "wrong code": "Ese no es el código de hoy. Míralo otra vez o pregunta a tu profe.",
        "old link": "Este enlace es de otro día. Pide el nuevo a tu profe o escribe el código.",
        "too many": "Están llegando demasiados códigos equivocados. Espera unos segundos y prueba otra vez.",
        "pupil": "X-Pupil es un secreto de 16 a 200 letras o cifras que tu programa inventa una vez para su alumno.",
        "not here": "No hay nada en esta dirección, o no es tuyo.",
        "not yours": "Aquí se nombra un archivo o un trabajo que no es tuyo. Sube primero tu propio archivo.",
        "elsewhere": "Esto lo ha pedido una página de otro sitio. Abre la página del servidor de la clase.",
        "large": "Es demasiado grande. Un archivo puede tener hasta 32 MB; todo lo demás, hasta 4 MB.",
        "enough": "Has subido muchísimo en la última hora. Espera unos minutos.",
        "enough of all": "La clase ha subido muchísimo en la última hora. Espera unos minutos.",
        "many": "Tienes demasiadas cosas abiertas a la vez. Cierra algunas páginas o espera.",
        "slow": "El resto de lo que enviabas no ha llegado. Prueba otra vez.",
        "json": "El servidor de la clase no puede leer esta petición: espera un objeto JSON en UTF-8.",
        "odd": "El servidor de la clase no puede leer esta petición.",
    },
}


def spoken_by(headers: Mapping) -> str:
    """The language of who asks: what the request's Accept-Language says, else the one in use here."""
    wished = headers.get("accept-language", "")
    return language_of(wished) if wished else language()


def language_of(accept: str) -> str:
    """The language of ours that an Accept-Language header likes best; "en" when it names none."""
    wishes = []
    for place, part in enumerate(accept[:500].split(",")[:30]):
        tag, _, weight = part.partition(";")
        try:
            liking = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
            wishes.append((-liking, place, known(tag)))
        except (BadInput, ValueError):  # a language that is not ours, or a weight that is no number
            continue
    liked = [wish for wish in wishes if -1 <= wish[0] < 0]
    return min(liked)[2] if liked else "en"


def page(language: str, wrong: str = "", *, action: str) -> str:
    """The login page. wrong: a sentence of WORDS that stands above the form."""
    words = WORDS[language if language in LANGUAGES else "en"]
    told = f'<p class="wrong" id="wrong" role="alert">{escape(words[wrong])}</p>\n' if wrong else ""
    filled = {key: escape(words[key]) for key in ("title", "welcome", "studio", "label", "hint", "button")}
    return _template().substitute(
        filled, lang=language, wrong=told, action=escape(action),
        described=" wrong" if wrong else "", invalid=' aria-invalid="true"' if wrong else "",
    )  # fmt: skip


def form(body: bytes) -> dict[str, str]:
    """The fields of a form that was sent; {} for what is none."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return {}


@cache
def _template() -> Template:
    return Template((Path(__file__).parent / "login.html").read_text("utf-8"))
