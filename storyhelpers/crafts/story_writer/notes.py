"""What the offline story writer tells beside its story, in English, Chinese and Spanish: plain tables."""

# fmt: off
PLACES = {  # how a place is told in a note
    "park": ("in a park", "公園", "en un parque"), "hills": ("in the hills", "山丘", "en las colinas"), "forest": ("in a forest", "森林", "en un bosque"),
    "beach": ("at the beach", "海邊", "en la playa"), "snow": ("in the snow", "雪地", "en la nieve"), "street": ("in a street", "街上", "en una calle"),
    "farm": ("on a farm", "農場", "en una granja"), "square": ("on a square", "廣場", "en una plaza"),
}
TIMES = {"morning": ("in the morning", "早上", "por la mañana"), "day": ("by day", "白天", "de día"), "sunset": ("at sunset", "傍晚", "al atardecer"), "night": ("at night", "晚上", "de noche")}
MEASURED = (
    "From a photograph I can only measure colours: the hero is {colour} because most of the picture is, and its light and colours "
    "put the story {place}, {time}. Say what it shows, about=\"my cat Mimi sleeps\", and the story is about that.",
    "照片我只會量顏色：畫面大部分是{colour}，所以主角是{colour}；從光線和色彩來看，故事發生在{time}的{place}。想寫照片裡的內容，請加上 about=\"我的貓咪咪在睡覺\"。",
    "De una fotografía solo sé medir colores: el color del protagonista es el {colour} porque es el que más hay en la imagen, y por su luz y sus "
    "colores el cuento ocurre {place}, {time}. Di qué se ve, about=\"mi gato Mimi duerme\", y el cuento tratará de eso.",
)
FROM_ABOUT = ("What the story is about I took from your words, “{words}”; from the photograph I only measured colours and light.",
               "故事的內容取自你寫的「{words}」；照片我只量了顏色和光線。",
               "El tema del cuento lo tomé de tus palabras, «{words}»; de la fotografía solo medí los colores y la luz.")
FROM_NAME = ("What the story is about I took from the picture's name or words, “{words}”; from the photograph I only measured colours and light.",
              "故事的內容取自圖片的名稱或說明「{words}」；照片我只量了顏色和光線。",
              "El tema del cuento lo tomé del nombre o del texto de la imagen, «{words}»; de la fotografía solo medí los colores y la luz.")
UNKNOWN = ("I have no words for {words} yet, so the story does without.", "我還不會說{words}的故事，所以故事裡沒有它。",
            "Todavía no sé contar nada de {words}; el cuento se las arregla sin eso.")
QUOTED = ("“{}”", "「{}」", "«{}»")
UNKNOWN_TONE = {
    "en": "I know the tones funny, calm (for bedtime) and exciting; “{tone}” I cannot do, so the tale is told plainly.",
    "zh-TW": "我會的語氣有好笑、安靜（適合睡前）和刺激；「{tone}」我還不會，所以照平常的方式說。",
    "es": "Conozco los tonos divertido, tranquilo (para dormir) y emocionante; «{tone}» no lo sé hacer, así que lo cuento sin más.",
}
# fmt: on
