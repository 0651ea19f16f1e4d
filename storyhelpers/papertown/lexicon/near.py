"""What the paper town draws that comes near to what it cannot draw: advice for who asked for that."""

# fmt: off
# What is drawn and comes near to what is not, in English, Chinese and Spanish: the words that ask for it.
NEAR = {
    ("a fox", "狐狸", "un zorro"): "wolf, wolves, coyote, 狼, 大野狼, lobo, coyote",
    ("a cat", "貓", "un gato"): "lion, tiger, leopard, panther, cheetah, 獅子, 老虎, 豹, león, leones, tigre, leopardo, pantera",
    ("a sheep", "綿羊", "una oveja"): "goat, 山羊, cabra",
    ("a horse", "馬", "un caballo"): "donkey, zebra, unicorn, 驢子, 斑馬, 獨角獸, burro, cebra, unicornio",
    ("a bear", "熊", "un oso"): "panda, koala, teddy bear, 熊貓, 貓熊, 無尾熊, 泰迪熊, panda, oso panda, koala, oso de peluche",
    ("a duck", "鴨子", "un pato"): "goose, geese, swan, 鵝, 天鵝, ganso, cisne",
    ("a bird", "鳥", "un pájaro"): "eagle, parrot, penguin, 老鷹, 鸚鵡, 企鵝, águila, loro, pingüino",
    ("a fish", "魚", "un pez"): "whale, shark, dolphin, 鯨魚, 鯊魚, 海豚, ballena, tiburón, tiburones, delfín, delfines",
    ("a mouse", "老鼠", "un ratón"): "hamster, squirrel, guinea pig, 倉鼠, 松鼠, 天竺鼠, hámster, ardilla",
    ("a frog", "青蛙", "una rana"): "turtle, tortoise, 烏龜, tortuga",
    ("a bicycle", "腳踏車", "una bicicleta"): "motorbike, motorcycle, scooter, 摩托車, 機車, 滑板車, motocicleta, moto, patinete",
    ("a car", "汽車", "un coche"): "police car, ambulance, 警車, 救護車, coche de policía, ambulancia",
    ("a truck", "卡車", "un camión"): "tractor, 拖拉機, 垃圾車, tractor",
    ("a train", "火車", "un tren"): "tram, metro, 捷運, tranvía",
    ("a boat", "船", "un barco"): "pirate ship, submarine, canoe, kayak, 海盜船, 潛水艇, barco pirata, submarino, canoa",
    ("a plane", "飛機", "un avión"): "helicopter, rocket, spaceship, 直升機, 火箭, 太空船, helicóptero, cohete, nave espacial",
    ("a tower", "塔", "una torre"): "lighthouse, windmill, 燈塔, 風車, faro, molino, molino de viento",
    ("a house", "房子", "una casa"): "barn, tent, church, hospital, museum, 穀倉, 帳篷, 教堂, 醫院, 博物館, granero, iglesia, hospital, museo",
    ("a bench", "長椅", "un banco"): "chair, sofa, 椅子, 沙發, silla, sofá",
    ("the sea", "大海", "el mar"): "river, lake, pond, 河, 河流, 小河, 湖, 湖泊, 池塘, río, lago, estanque",
    ("a drum", "鼓", "un tambor"): "guitar, violin, piano, trumpet, trombone, flute, 吉他, 小提琴, 鋼琴, 小號, 長號, 笛子, guitarra, violín, trompeta, trombón, flauta",
    ("a small boy or girl", "小男孩或小女孩", "un niño pequeño o una niña pequeña"): "baby, babies, 嬰兒, 寶寶, bebé",
    ("a doctor", "醫生", "un médico"): "nurse, dentist, 護士, 牙醫, enfermera, enfermero, dentista",
    ("a woman with a hat", "戴帽子的女人", "una mujer con sombrero"): "witch, 女巫, 巫婆, bruja",
    ("a man with a hat", "戴帽子的男人", "un hombre con sombrero"): "wizard, pirate, cowboy, 魔法師, 海盜, 牛仔, mago, pirata, vaquero",
    ("a grandfather with a Santa hat", "戴聖誕帽的爺爺", "un abuelo con gorro de Papá Noel"):
        "santa, santa claus, father christmas, 聖誕老人, 聖誕老公公, papá noel, santa claus",
}
# fmt: on
