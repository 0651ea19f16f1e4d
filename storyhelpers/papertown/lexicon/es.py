"""Spanish words of the paper town: plain tables, read by `lexicon.words_of`.

Feminine and plural forms are made by rule; GENDER and the first word of every entry serve the sentences that are written.
"""

# fmt: off
KINDS = {
    "man": "hombre, señor, papá, padre, tío, caballero, muchacho, joven, maestro, profesor",
    "woman": "mujer, señora, mamá, madre, tía, dama, señorita, muchacha, maestra, profesora",
    "boy": "niño, chico, hermano, hijo, nieto, nene, alumno, chaval, colegial, chiquillo",
    "girl": "niña, chica, hermana, hija, nieta, nena, alumna, chavala, chiquilla",
    "grandmother": "abuela, abuelita, anciana, señora mayor, mujer mayor, yaya, viejita, mujer anciana",
    "grandfather": "abuelo, abuelito, anciano, señor mayor, hombre mayor, viejito, yayo, hombre anciano",
    "police officer": "policía, agente de policía, agente, mujer policía, guardia, policía de tráfico",
    "firefighter": "bombero, bombera",
    "cook": "cocinero, cocinera, chef, panadero, panadera, pastelero, pastelera, pizzero",
    "mail carrier": "cartero, cartera, mensajero",
    "musician": "músico, música callejera, músico callejero, guitarrista, violinista, acordeonista, trompetista, baterista, mujer músico, flautista",
    "painter": "pintor, pintora, artista",
    "farmer": "granjero, granjera, agricultor, agricultora, campesino, campesina",
    "doctor": "médico, doctor, doctora, médica",
    "dancer": "bailarina, bailarín, danzante",
    "clown": "payaso, payasa",
    "cat": "gato, gata, minino, gatita, gatito, michi",
    "dog": "perro, perra, can, perrito, perrita",
    "rabbit": "conejo, coneja, liebre, conejito, conejita",
    "duck": "pato, pata",
    "bird": "pájaro, ave, gaviota, paloma, gorrión, pajarito, golondrina, canario, petirrojo, pajarillo",
    "horse": "caballo, yegua",
    "fish": "pez, pescado",
    "cow": "vaca, toro, buey",
    "mouse": "ratón, ratona, rata",
    "fox": "zorro, zorra",
    "sheep": "oveja, carnero",
    "chicken": "gallina, gallo, pollo",
    "owl": "búho, lechuza",
    "bear": "oso, osa",
    "frog": "rana, sapo",
    "butterfly": "mariposa",
    "car": "coche, auto, carro, automóvil, vehículo, coche de carreras, coche deportivo",
    "bus": "autobús, bus, camión escolar, autocar, colectivo, guagua, autobús escolar, autobús de dos pisos, ómnibus",
    "bicycle": "bicicleta, bici",
    "train": "tren, locomotora, tren de vapor, ferrocarril",
    "boat": "barco, barca, bote, velero, barquito, lancha, buque, ferry, navío, barco de vela, barco pesquero, yate",
    "plane": "avión, avioneta, aeroplano, jet",
    "hot-air balloon": "globo aerostático, globo de aire caliente, aerostato",
    "fire engine": "camión de bomberos, coche de bomberos, carro de bomberos, autobomba",
    "truck": "camión, camioneta, furgoneta, furgón, tráiler",
    "house": "casa, casita, cabaña, hogar, chalet, vivienda, choza, edificio",
    "shop": "tienda, comercio, negocio, librería, juguetería, floristería, supermercado, almacén, tiendita, frutería",
    "bakery": "panadería, pastelería",
    "tower": "torre, rascacielos, campanario, torre del reloj",
    "bridge": "puente",
    "castle": "castillo, palacio, fortaleza",
    "school": "escuela, colegio, cole, jardín de infancia, instituto, guardería",
    "lamp": "farola, lámpara, farol, farolillo",
    "bench": "banco, banca, banquito, banco del parque, banco de parque",
    "fountain": "fuente",
    "clock": "reloj",
    "market stall": "puesto, puesto de mercado, puesto del mercado, puesto de frutas, puesto de fruta, puesto de verduras, tenderete, puesto de flores, caseta, puestecito, puesto de comida",
    "mailbox": "buzón, buzón de correos",
    "balloon": "globo, globito",
    "kite": "cometa, papalote, barrilete, volantín",
    "ball": "pelota, balón, bola, balón de fútbol, pelota de playa, pelota de fútbol, fútbol",
    "drum": "tambor, batería, bombo",
    "bell": "campana, campanilla, cascabel, campanita, timbre",
    "umbrella": "paraguas, sombrilla, parasol, sombrilla de playa",
    "cake": "pastel, tarta, torta, bizcocho, pastel de cumpleaños, tarta de cumpleaños, torta de cumpleaños",
    "book": "libro, libro de cuentos, cuaderno",
    "gift": "regalo, obsequio, caja de regalo, paquete, regalo de cumpleaños, regalo de navidad",
    "tree": "árbol, pino, roble, palmera, manzano, árbol de navidad, abeto, arbolito",
    "flower": "flor, tulipán, margarita, florecita, amapola",
    "bush": "arbusto, matorral, seto, mata",
    "sun": "sol",
    "moon": "luna, luna llena",
    "star": "estrella, estrellita",
    "cloud": "nube",
    "rain": "lluvia",
    "snow": "nieve",
    "snowman": "muñeco de nieve, hombre de nieve, mono de nieve",
    "sea": "mar, océano",
    "hill": "colina, cerro, loma",
    "mountain": "montaña, monte",
    "rainbow": "arcoíris, arco iris",
    "mushroom": "seta, hongo, champiñón",
}
RICHER = {
    "gatito": ("cat", {"size": "small"}), "gatita": ("cat", {"size": "small"}), "perrito": ("dog", {"size": "small"}),
    "perrita": ("dog", {"size": "small"}), "cachorro": ("dog", {"size": "small"}), "cachorrito": ("dog", {"size": "small"}),
    "conejito": ("rabbit", {"size": "small"}), "conejita": ("rabbit", {"size": "small"}),
    "pajarito": ("bird", {"size": "small"}), "pajarillo": ("bird", {"size": "small"}),
    "patito": ("duck", {"size": "small"}), "patita": ("duck", {"size": "small"}), "caballito": ("horse", {"size": "small"}),
    "poni": ("horse", {"size": "small"}), "potro": ("horse", {"size": "small"}), "pececito": ("fish", {"size": "small"}),
    "pececillo": ("fish", {"size": "small"}), "ternero": ("cow", {"size": "small"}), "vaquita": ("cow", {"size": "small"}),
    "ratoncito": ("mouse", {"size": "small"}), "zorrito": ("fox", {"size": "small"}), "cordero": ("sheep", {"size": "small"}),
    "corderito": ("sheep", {"size": "small"}), "ovejita": ("sheep", {"size": "small"}), "pollito": ("chicken", {"size": "small"}),
    "osito": ("bear", {"size": "small"}), "osezno": ("bear", {"size": "small"}), "ranita": ("frog", {"size": "small"}),
    "cochecito": ("car", {"size": "small"}), "carrito": ("car", {"size": "small"}), "barquito": ("boat", {"size": "small"}),
    "casita": ("house", {"size": "small"}), "arbolito": ("tree", {"size": "small"}), "florecita": ("flower", {"size": "small"}),
    "trenecito": ("train", {"size": "small"}), "taxi": ("car", {"colour": "yellow"}), "oso polar": ("bear", {"colour": "white"}),
    "cuervo": ("bird", {"colour": "black"}), "mirlo": ("bird", {"colour": "black"}), "rosa roja": ("flower", {"colour": "red"}),
    "girasol": ("flower", {"colour": "yellow"}), "dálmata": ("dog", {"pattern": "spotted"}), "pececito dorado": ("fish", {"colour": "orange", "size": "small"}),
    "pez dorado": ("fish", {"colour": "orange"}), "estrellita": ("star", {"size": "small"}), "tiendita": ("shop", {"size": "small"}),
    "gatazo": ("cat", {"size": "big"}), "perrazo": ("dog", {"size": "big"}), "globito": ("balloon", {"size": "small"}), "campanita": ("bell", {"size": "small"}),
    "mariposita": ("butterfly", {"size": "small"}), "pelotita": ("ball", {"size": "small"}), "pastelito": ("cake", {"size": "small"}), "librito": ("book", {"size": "small"}), "nubecita": ("cloud", {"size": "small"}), "avioncito": ("plane", {"size": "small"}),
    "rey": ("man", {"dressed": "crown"}), "reina": ("woman", {"dressed": "crown"}),
    "príncipe": ("boy", {"dressed": "crown"}), "princesa": ("girl", {"dressed": "crown"}),
    "niñito": ("boy", {"size": "small"}), "niñita": ("girl", {"size": "small"}),
}
MIXED = {
    "persona": ("man", "woman"), "gente": ("man", "woman"), "adulto": ("man", "woman"), "peatón": ("man", "woman"),
    "turista": ("man", "woman"), "transeúnte": ("man", "woman"), "vecino": ("man", "woman"), "estudiante": ("girl", "boy"), "criatura": ("boy", "girl"),
    "peque": ("girl", "boy"), "amigo": ("boy", "girl"), "amiga": ("girl", "girl"), "pareja": ("man", "woman"), "familia": ("woman", "man", "girl", "boy"),
    "animal": ("rabbit", "fox", "bear", "bird"), "animalito": ("rabbit", "fox", "bear", "bird"),
    "mascota": ("dog", "cat", "rabbit"), "crío": ("boy", "girl"), "abuelos": ("grandfather", "grandmother"), "padres": ("man", "woman"), "papás": ("man", "woman"),
}
PLURAL_OF_MIXED = ("gente", "pareja", "familia", "abuelos", "padres", "papás")
IRREGULAR = {"pez": "peces", "paraguas": "paraguas", "rascacielos": "rascacielos", "arcoíris": "arcoíris", "autobús": "autobuses", "arco iris": "arco iris",
             "jersey": "jerséis", "jet": "jets", "papá": "papás", "mamá": "mamás", "chef": "chefs", "bus": "buses", "chalet": "chalets", "café": "cafés", "ferry": "ferris", "aerostato": "aerostatos", "joven": "jóvenes", "automóvil": "automóviles", "árbol": "árboles"}
COLOURS = {
    "red": "rojo, colorado, escarlata, rojo oscuro, rojo claro, rojizo, carmesí, rojo brillante",
    "orange": "naranja, anaranjado, color naranja, naranja claro, naranja oscuro",
    "yellow": "amarillo, dorado, amarillo claro, amarillo oscuro, amarillo brillante",
    "green": "verde, verde oscuro, verde claro, verde brillante, verde oliva",
    "blue": "azul, celeste, azul marino, azul claro, azul oscuro, azul cielo, turquesa, azul celeste, azulado, azul brillante",
    "purple": "morado, violeta, lila, púrpura, morado oscuro, morado claro, lavanda",
    "pink": "rosa, rosado, color rosa, rosa claro, fucsia, rosa oscuro, rosa brillante",
    "white": "blanco, blanco como la nieve, color crema",
    "black": "negro, negro azabache",
    "grey": "gris, plateado, gris oscuro, gris claro, canoso",
    "brown": "marrón, café, castaño, pardo, color café, marrón claro, marrón oscuro, beige, color marrón",
}
PATTERNS = {
    "tabby": "atigrado, tricolor, calicó, barcino, romano",
    "spotted": "manchado, moteado, con manchas, con manchas negras, con manchas blancas, con manchas marrones, de lunares, con lunares, a lunares, de puntos, a manchas, pinto, con pintas",
    "striped": "rayado, a rayas, de rayas, con rayas, listado, con franjas, a franjas",
}
SIZES = {
    "tiny": "diminuto, minúsculo, chiquitito, muy pequeño, pequeñito, chiquito, pequeñín, muy chiquito, pequeñísimo",
    "small": "pequeño, chico, menudo, bajito",
    "big": "grande, gran, alto, grandote, gordo, gordito, grandes",
    "huge": "enorme, gigante, gigantesco, inmenso, muy grande, grandísimo, enormísimo, muy alto, altísimo",
}
POSES = {
    "standing": "de pie, parado, está de pie, están de pie, parada, estando de pie",
    "walking": "camina, caminan, anda, andan, pasea, pasean, paseando, caminando, andando, pasear, caminar",
    "running": "corre, corren, corriendo, correr, galopa, galopan, galopando, trotando",
    "sitting": "sentado, sienta, sientan, se sienta, se sientan, sentándose, posado, está sentado",
    "jumping": "salta, saltan, saltando, brinca, brincan, brincando, saltar, dando saltos, da saltos",
    "sleeping": "duerme, duermen, durmiendo, dormido, dormir, duerme la siesta, duermen la siesta, durmiendo la siesta, echando una siesta, dormidito, echa una siesta, descansa, descansan, descansando",
    "dancing": "baila, bailan, bailando, danza, danzan, danzando, bailar",
    "flying": "vuela, vuelan, volando, volar, revolotea, revolotean, revoloteando, volador, sobrevuela, sobrevolando, sobrevuelan",
    "swimming": "nada, nadan, nadando, nadar",
    "waving": "saluda, saludan, saludando, saludar, saluda con la mano, saludando con la mano, saludan con la mano, agita la mano, agitando la mano, dice adiós, diciendo adiós",
}
POSING = {}
CLOTHES = {
    "santa hat": "gorro de papá noel, gorro navideño, gorro de navidad, gorro de santa claus, gorro de santa, sombrero de papá noel, sombrero de navidad, gorra de papá noel, sombrero navideño, gorrito de papá noel, "
                 "gorrito navideño, gorrito de navidad, gorro de noel, sombrero de santa, sombrero de santa claus, gorra navideña, gorra de navidad, gorro de san nicolás, gorrito de santa",
    "hat": "sombrero, gorro, sombrero de paja, sombrero de copa, gorrito, sombrerito, gorro de lana, gorro de cocinero, gorro de chef, gorro de fiesta",
    "cap": "gorra, gorra de béisbol, visera, boina",
    "crown": "corona, tiara, diadema, coronita",
    "scarf": "bufanda, pañuelo, chal, bufandita",
    "glasses": "gafas, lentes, anteojos, gafas de sol, lentes de sol, espejuelos",
    "coat": "abrigo, chaqueta, impermeable, chubasquero, gabardina, capa, cazadora, chaquetón, bata, anorak",
    "dress": "vestido, traje de gala, vestidito",
    "shirt": "camisa, camiseta, blusa, jersey, suéter, sudadera, playera, remera, chaleco",
    "trousers": "pantalones, pantalón, vaqueros, jeans, pantalones cortos, pantalón corto, peto",
    "skirt": "falda, tutú, pollera, minifalda",
    "apron": "delantal, mandil",
    "boots": "botas, bota, zapatos, zapato, zapatillas, botas de lluvia, botas de agua, botines",
    "bow tie": "pajarita, corbatín, moño, corbata de moño, lazo",
    "backpack": "mochila, mochilita, mochila escolar",
    "umbrella": "paraguas, sombrilla",
}
PLACES = {
    "street": "calle, avenida, carretera, acera, ciudad, pueblo, callejón, aldea, camino, cruce, paso de cebra, calles, barrio, calzada, callejuela",
    "square": "plaza, plaza mayor, plaza del pueblo, plazuela, plazas, plaza del mercado, plaza de la ciudad",
    "market": "mercado, mercadillo, feria, bazar, tianguis, mercado navideño",
    "park": "parque, jardín, patio, jardines, patio de recreo, parque infantil, patio de juegos, zona de juegos",
    "hills": "campo, pradera, colinas, prado, valle, campos, praderas, en las montañas",
    "forest": "bosque, selva, arboleda, bosques, jungla",
    "beach": "playa, orilla del mar, costa, orilla, arena de la playa, playas",
    "sea": "alta mar, en alta mar, fondo del mar, puerto, bajo el mar, mar abierto",
    "snow": "en la nieve, sobre la nieve, paisaje nevado, campo nevado, por la nieve, paisaje de nieve",
    "farm": "granja, rancho, corral, hacienda, finca",
    "station": "estación, estación de tren, estación de trenes, andén, estación de autobuses, estación de metro, estación del tren, estación de ferrocarril",
}
TIMES = {
    "morning": "por la mañana, amanecer, madrugada, mañana, de mañana, al amanecer, alba, salida del sol, mañanita",
    "day": "de día, mediodía, por la tarde, al mediodía, tarde, durante el día, a plena luz del día, luz del día, pleno día",
    "sunset": "atardecer, puesta de sol, ocaso, anochecer, al atardecer, crepúsculo, puesta del sol, al anochecer",
    "night": "noche, de noche, por la noche, medianoche, noche estrellada, luz de la luna, a medianoche, cielo estrellado, cielo nocturno, nocturno, a la luz de la luna, esta noche, oscuridad",
}
WEATHERS = {
    "clear": "soleado, despejado, cielo azul, cielo despejado, hace sol, hace buen tiempo, buen tiempo, a pleno sol, sol brillante, día de sol, cielo claro",
    "cloudy": "nublado, nuboso, cielo gris, cubierto, encapotado, está nublado",
    "rain": "lluvia, lluvias, llueve, llovía, llovió, lloviendo, lluvioso, tormenta, llovizna, bajo la lluvia, tormentoso, aguacero, está lloviendo, chubasco",
    "snow": "nieve, nieves, nieva, nevando, nevado, nevada, copos de nieve, ventisca, está nevando, cae nieve, cae la nieve, nieve cayendo, nevar, tormenta de nieve, copos, nevadas",
    "wind": "viento, ventoso, hace viento, brisa, vendaval, sopla el viento, mucho viento, ráfagas",
    "fog": "niebla, neblina, bruma, brumoso, neblinoso",
}
RELATIONS = {
    "behind": "detrás de, tras, atrás de, detrás",
    "in front of": "delante de, frente a, enfrente de, ante, en frente de, delante, fuera de, a la puerta de, en la puerta de",
    "next to": "junto a, al lado de, cerca de, al lado, a su lado, pegado a, alrededor de, al costado de, acompañado de, acompañado por, muy cerca de, a la orilla de, en torno a, a un lado de, contra, junto con, a lado de, cerquita de",
    "left of": "a la izquierda de, a la izquierda, a mano izquierda de, al lado izquierdo de, en el lado izquierdo de",
    "right of": "a la derecha de, a la derecha, a mano derecha de, al lado derecho de, en el lado derecho de",
    "on": "sobre, encima de, en lo alto de, encima, arriba de, subido a, subido en, en el tejado de, sobre el tejado de, en la rama de, en una rama de, en las ramas de, sobre la rama de, sobre una rama de, sobre las ramas de, en el techo de, sobre el techo de, subida a",
    "under": "debajo de, bajo, abajo de, por debajo de, debajo",
    "above": "por encima de, sobrevolando, por arriba de, por sobre, sobrevuela, muy por encima de",
    "in": "en, dentro de, en medio de, en el interior de, entre la hierba de, adentro de, dentro",
    "between": "entre, en medio entre",
}
NUMBERS = {
    1: "1, un solo, una sola, un único, una única", 2: "dos, 2, un par de, ambos, ambas, par de, pareja de, una pareja de", 3: "tres, 3, unos, unas, algunos, algunas, varios, varias, unos cuantos, unas cuantas, trío de, diversos, diversas", 4: "cuatro, 4",
    5: "cinco, 5, un grupo de, grupo de, una bandada de, bandada de, un rebaño de, rebaño de, fila de, una fila de, hilera de, una hilera de, banco de peces de, montón, manada de, una manada de",
    6: "seis, 6, muchos, muchas, muchísimos, muchísimas, lleno de, llena de, llenos de, llenas de, un montón de, montones de, montón de, gran cantidad de, cubierto de, cubierta de, toda clase de, todo tipo de, tantos, tantas, multitud de, media docena de, rodeado de, rodeada de, un sinfín de, mucha, mucho, bastantes",
    7: "siete, 7", 8: "ocho, 8", 9: "nueve, 9", 10: "diez, 10, una decena de, decena de, decenas de", 11: "once, 11", 12: "doce, 12, una docena de, docena de, docenas de, una docena",
    13: "cientos de, miles de, cien, cientos, miles, innumerables, infinidad de, incontables, veinte, treinta, cuarenta, cincuenta, trece, catorce, quince, dieciséis, diecisiete, dieciocho, diecinueve, mil",
}
ORDINALS = {1: "primer, primero, primera", 2: "segundo, segunda", 3: "tercer, tercero, tercera", 4: "cuarto, cuarta", 5: "quinto, quinta"}
ROLES = {
    "hide": "escondido, escondida, escondidos, escondidas, se esconde, se esconden, oculto, oculta, ocultos, ocultas, se oculta, se ocultan, escondiéndose, esconde, esconden, esconderse, camuflado, camuflada, asomado, asomada, se asoma, asomando, asomándose, escondidito, escondidita, ocultándose, ocultarse, se escondía, se escondió, se está escondiendo, se ha escondido",
    "find": "busca a, busca, encuentra a, encuentra, dónde está, dónde están, buscar a, puedes encontrar a, puedes encontrar, buscad, buscar, encontrar a, hay que encontrar a, hay que buscar a",
    "crowd": "multitud, muchedumbre, gentío, abarrotado, abarrotada, concurrido, concurrida, lleno de gente, llena de gente, dónde está wally, entre la multitud, entre la gente, mucha gente, repleto de gente, repleta de gente, "
             "atestado, atestada, aglomeración, muchas personas, bullicioso, bulliciosa, llenas de gente, llenos de gente, una multitud de gente, cientos de personas, miles de personas, multitudes, multitud de gente, una multitud de personas, "
             "multitud de personas, muchísima gente, gente por todas partes, tanta gente, mucha gente y cosas, muchas personas y cosas, muchas personas y muchas cosas, atiborrada, atiborrado, atestada de gente, abarrotada de gente, abarrotado de gente, atestado de gente, repleta, repleto, un montón de gente, montones de gente, llena de personas, lleno de personas, concurridísima, entre el gentío, dónde está wally, busca a wally, buscando a wally, a rebosar, a rebosar de gente, lleno de vida, llena de vida, llena de gente y cosas, montón de gente, decenas de personas, docenas de personas",
    "busy": "animado, animada, ajetreado, ajetreada, transitado, transitada, muy transitada, muy animada",
    "above": "desde arriba, vista aérea, a vista de pájaro, desde lo alto, vista desde arriba, vista cenital, cenital, visto desde arriba, vista de pájaro, desde el aire, desde el cielo, desde las alturas, vista superior, vistos desde arriba, en picado, aérea, a ojo de pájaro",
    "beside": "de lado, vista lateral, desde un lado, visto de lado, vista de lado",
    "wear": "lleva, llevan, llevando, vestido con, vestida con, con puesto, viste, visten, luce, lucen, lleva puesto, lleva puesta, lleva puestos, lleva puestas, vestido de, vestida de, usa, usan, luciendo, usando, vistiendo, que lleva, llevaba, porta, vestidos con, vestidas con, llevando puesto, llevando puesta, trae, trae puesto, trae puesta",
    "hold": "da de comer a, dan de comer a, dando de comer a, alimenta a, sostiene, sostienen, sosteniendo, agarra, agarrando, sujeta, sujetando, lee, leen, leyendo, come, comen, comiendo, tiene, tienen, toca, tocan, tocando, juega con, juegan con, jugando con, juega a la, juega al, jugando a la, jugando al, empuja, empujando, tira de, tirando de, lanza, lanzando, patea, pateando, vende, vendiendo, carga, cargando, haciendo volar, hace volar, pasea a, paseando a, pasea con, paseando con, pasea un, abraza, abrazando, cuida, hornea, horneando, reparte, trayendo, abre, abriendo, con su, con sus, en la mano, jugando a, vuela una, volando una, bota, botando, mordiendo, muerde, atrapa, atrapando, regala, recibe, sujetan, leen un, tienen un",
    "ride": "cruza, cruzan, cruzando, monta en, montado en, montada en, montando en, monta a, montando a, montado a, monta, montando, va en, van en, montan en, cabalga, cabalgando, montar en, monta a caballo en, montados en, a lomos de, andando en, anda en, pedalea en, paseando en, pasea en, pedaleando en",
    "drive": "conduce, conducen, conduciendo, maneja, manejando, navega en, navegando en, viaja en, viajando en, viajan en, vuela en, volando en, pilota, pilotando, navegan en, pilotan",
    "with": "con, junto con",
    "without": "sin, no hay, ningún, ninguna, no hay ningún, no hay ninguna",
    "and": "y, e, además de, así como, también, ademas, más, además",
    "the": "el, la, los, las, este, esta, estos, estas, ese, esa, esos, esas, aquel, aquella, lo",
    "article": "un, una",
    "other": "otro, otra, otros, otras, el otro, la otra",
    "there": "hay, había, es, son, está, estaba, se ve, se ven, aparece, aparecen, era, veo, existe, existen, se encuentra, se encuentran, se alza, se levanta, crece, crecen, habita",
    "are": "están, estaban, son, estan, ambos están, los dos están",
    "pronoun": "ella, ellos, ellas, que, quien, eso, esto, cual, sí mismo",
    "possessive": "su, sus, mi, mis, tu, tus, nuestro, nuestra",
    "one": "uno",
    "undrawn": "ardiendo, en llamas, quemado, quemada, quemándose, roto, rota, rotos, rotas, invisible, invisibles, transparente, "
               "transparentes, boca abajo, congelado, congelada, embrujado, embrujada, hundido, hundiéndose, destruido, destruida, en ruinas, llorando, llora, oxidado, oxidada, remando, rema, reman",
    "de": "de, del, de color, color, de colores",
}
VERBS = (
    "mirar, jugar, pasar, tomar, hacer, pintar, dibujar, ver, querer, gustar, amar, perseguir, seguir, ayudar, visitar, vivir, esperar, "
    "brillar, soplar, caer, subir, bajar, crecer, florecer, ladrar, maullar, cantar, reír, sonreír, hablar, charlar, gritar, llamar, cocinar, "
    "trabajar, construir, comprar, limpiar, lavar, beber, compartir, dar, llegar, ir, venir, cruzar, parar, empezar, girar, mover, viajar, "
    "navegar, flotar, quedar, trepar, dejar, apuntar, escuchar, soñar, pensar, celebrar, explorar, buscar, descubrir, encontrar, existir, "
    "aparecer, mostrar, contener, ocurrir, suceder, crear, imaginar, poder, iluminar, decorar, adornar, rodear, llenar, cubrir, pescar, "
    "disfrutar, divertir, reunir, entrar, salir, volver, regresar, guiar, repartir, entregar, actuar, rodar, colgar, aparcar, estacionar, "
    "observar, contemplar, chapotear, cavar, oler, lamer, regar, cuidar, recoger, alimentar, curar, atender, dirigir, vigilar, apagar, "
    "rescatar, tumbar, acostar, relajar, necesitar, tardar, costar, parecer, haber, estar, ser, tener, llevar, poner, quitar, mandar, enviar, "
    "piar, croar, mugir, relinchar, sonar, tocar, abrir, cerrar, asustar, sorprender, preparar, servir, enseñar, aprender, estudiar, contar, "
    "andar, asomar, picotear, pastar, perder, acariciar, agitar, vender, acompañar"
)
FILLER = (
    "de, del, al, a, para, por, que, se, me, te, le, les, lo, nos, muy, más, menos, mucho, poco, tan, tanto, bien, mal, también, ya, no, si, "
    "sí, pero, o, ni, como, cuando, donde, mientras, porque, pues, así, entonces, luego, después, antes, ahora, hoy, siempre, nunca, todavía, "
    "aún, casi, sólo, solo, solos, sola, solas, todo, toda, todos, todas, cada, algún, alguna, alguien, nadie, nada, algo, cosa, cosas, vez, "
    "día, días, tiempo, rato, momento, año, feliz, felices, alegre, alegres, triste, tristes, contento, contenta, bonito, bonita, lindo, "
    "linda, hermoso, hermosa, bello, bella, precioso, preciosa, guapo, guapa, simpático, simpática, divertido, divertida, gracioso, graciosa, "
    "amable, amigable, bueno, buena, buen, malo, mala, viejo, vieja, nuevo, nueva, joven, antiguo, antigua, rápido, rápida, lento, lenta, "
    "rápidamente, lentamente, despacio, tranquilo, tranquila, tranquilamente, silencioso, silenciosa, silenciosamente, sigilosamente, suave, "
    "suavemente, cálido, cálida, cálidos, cálidas, frío, fría, fresco, fresca, caliente, mágico, mágica, maravilloso, maravillosa, brillante, "
    "brillantes, vivo, vivos, vivaz, luminoso, luminosa, claro, clara, claros, oscuro, oscura, oscuros, colorido, colorida, coloridos, "
    "coloridas, colores, color, tono, tonos, imagen, ilustración, dibujo, pintura, cuadro, escena, vista, fondo, cielo, aire, suelo, hierba, "
    "césped, pasto, piso, mundo, historia, cuento, estilo, acuarela, papel, recortado, recortes, collage, caricatura, arte, detallado, "
    "detallada, detalles, detalle, texturas, sombras, sombra, infantil, infantiles, lámina, página, izquierda, derecha, centro, medio, lado, "
    "esquina, parte, lejos, allí, ahí, aquí, alrededor, arriba, abajo, cerca, primavera, verano, otoño, invierno, estación, navidad, fiesta, "
    "cumpleaños, juntos, juntas, junto, amigos, felizmente, alegremente, cariñoso, travieso, traviesa, juguetón, juguetona, curioso, curiosa, "
    "valiente, inteligente, perezoso, perezosa, cansado, cansada, hambriento, hambrienta, redondo, redonda, peludo, peluda, esponjoso, "
    "esponjosa, largo, larga, corto, corta, ancho, ancha, estrecho, alto, bajo, lleno, vacío, abierto, abierta, cerrado, cerrada, dulce, "
    "dulces, delicioso, deliciosa, rico, rica, madera, piedra, ojos, ojo, cola, orejas, oreja, pelo, nariz, patas, pata, alas, cabeza, cuello, "
    "mano, manos, boca, hojas, agua, arena, espalda, secretamente, discretamente, quieto, quieta, calladamente, callado, callada, difícil, "
    "fácil, veces, quizás, tal, tipo, clase, clases, diferentes, distintos, distintas, distinto, suceden, ocurren, pasan, pequeñas, grandes, "
    "encontrarlo, encontrarla, buscarlo, verlo, hallarlo, descubrirlo, localizarlo, libro-album, álbum, érase, había, una, quiero, quisiera, "
    "gustaría, dibuja, dibújame, haz, crea, pinta, muestra, puede, pueden, fin, juego, rayos, ser, estar, sido, siendo, estado, va, van, "
    "vamos, iba, fue, fueron, está, están, estaba, estaban, he, ha, han, hace, hacen, hacia, hasta, desde, durante, contra, sin, según, "
    "nuestro, nuestra, vuestra, qué, quién, cuál, cuánto, cómo, dónde, ese, eso, esto, aquello, mismo, misma, propios, propio, elegante, "
    "famoso, tradicional, moderno, moderna, acogedor, acogedora, soñador, encantador, encantadora, mullido, suaves, calma, paz, silencio, "
    "alegría, risas, diversión, aventura, amor, vida, ruido, música, adorable, adorables, tierno, tierna, gorda, flaco, flaca, delgado, "
    "delgada, fuerte, fuertes, tímido, tímida, cuidado, cuidadosamente, pacíficamente, plácidamente, profundamente, animadamente, ruidoso, "
    "ruidosa, sonriente, sonrientes, enojado, enfadado, asustado, sorprendido, perdido, perdida, encontrado, rodeado, bordo, grupo, gran, "
    "poquito, poquita, bastante, demasiado, juntitos, fantástico, fantástica, estupendo, especial, favorito, favorita, perfecto, perfecta, "
    "típico, típica, pintoresco, pintoresca, mágicos, luces, luz, tibio, soleada, florido, florida, frondoso, verdoso, recién, casero, casera, "
    "pan, aparcado, aparcada, estacionado, estacionada, tumbado, tumbada, acostado, acostada, echado, echada, colgado, colgada, iluminado, "
    "iluminada, parecido, suena, suenan, persigue, persiguen, persiguiendo, juega, juegan, jugando, cuelga, cuelgan, cuenta, cuentan, vuelve, "
    "vuelven, comer, suelta, ríe, ríen, sonríe, sonríen, riendo, sonriendo, riega, riegan, sigue, siguen, siguiendo, sirve, sirven, enciende, "
    "prueba, huele, despierta, piensa, piensan, sueña, sueñan, viene, vienen, pide, sube, suben, unos-otros, contentos, contentas, bonitos, "
    "bonitas, preciosos, ti, mí, conmigo, yo, tú, nosotros, ustedes, usted, os, niños-as, cuyo, cuya, cuales, tras-de, través, medio-dia, "
    "puesto-que, rubio, rubia, rubios, rubias, pelirrojo, pelirroja, puedes, lugar, sitio"
)
PHRASES = (
    "libro infantil, libro para niños, libro de niños, cuento infantil, ilustración de libro infantil, ilustración infantil, álbum ilustrado, "
    "libro ilustrado, ilustración de cuento, para niños, libros infantiles, libro de dibujos, cuento para niños, a la izquierda, a la derecha, "
    "en el fondo, al fondo, en primer plano, a lo lejos, en el cielo, en el aire, en el suelo, en la hierba, en el césped, sobre el césped, "
    "sobre la hierba, en el centro, en la imagen, en el dibujo, dentro de la imagen, en la esquina, por el cielo, por el aire, en el agua, "
    "por el agua, sobre el agua, había una vez, érase una vez, un poco, un poco de, un rato, mucho tiempo, un día, por favor, colores vivos, "
    "colores brillantes, colores cálidos, lleva tiempo, toma tiempo, lleva su tiempo, hace falta tiempo, cuesta encontrarlo, "
    "se tarda en encontrarlo, lleva tiempo encontrarlo, tarda en encontrarse, cuesta tiempo encontrarlo, hay que buscarlo, "
    "se necesita tiempo para encontrarlo, algo de tiempo, lleva un rato encontrarlo, toma tiempo encontrarlo, tardas en encontrarlo, "
    "en la cabeza, en el cuello, de la mano, en las manos, a la vez, de verdad, por todas partes, en todas partes, por todos lados, "
    "por supuesto, a todos lados, de todo, en un día, un día de, cada día, todo el día, papel recortado, recortes de papel, muchas cosas, "
    "mucha diversión, lleva tiempo hallarlo, cosas grandes y pequeñas, gente grande y pequeña, en fila, en línea, de madera, de piedra, "
    "hecho de, hecha de, de papel, a su alrededor, de nuevo, al mismo tiempo, tal vez, en paz, en silencio, por el suelo, en el mundo, "
    "lleva un tiempo encontrarlo, lleva un tiempo, se tarda, en casa, alrededor del cuello, llena de color, lleno de color, llena de colores, "
    "de un lado a otro, en la pared, con cuidado, con alegría, con calma, al aire libre, ojos verdes, ojos azules, pelo largo, pelo corto, "
    "orejas largas, cola larga, luz del sol, luces de navidad, una vez, y cosas, personas y cosas, sin texto, en la boca, "
    "de todos los tamaños, de todo tipo, en su mano, en la espalda, al sol, son amigos, mejores amigos, tomar el sol, tomando el sol, "
    "toma el sol, en medio, uno al lado del otro, una al lado de la otra, uno al lado de la otra, una al lado del otro, "
    "uno al lado de otro, uno junto al otro, una junto a la otra, uno junto a otro, unos junto a otros, uno tras otro, fuera, afuera"
)
PARTS = (
    "ojos, ojo, cola, orejas, oreja, pelo, nariz, patas, pata, alas, ala, cabeza, cuello, mano, manos, boca, hojas, barba, bigote, bigotes, "
    "sonrisa, cielo, hierba, césped, arena, luz, luces, suelo, plumas, cuernos, pico, mejillas, lunares, ramas, rama, barriga, pies, tejado, "
    "tejados, puerta, puertas, ventana, ventanas, techo, techos, chimenea, chimeneas"
)
UNDRAWABLE = (
    "león, tigre, elefante, jirafa, cebra, mono, pingüino, dinosaurio, dragón, unicornio, ballena, tiburón, delfín, pulpo, serpiente, tortuga, "
    "cocodrilo, canguro, koala, panda, oso panda, lobo, ciervo, cerdo, cerdito, cabra, burro, camello, erizo, ardilla, abeja, hormiga, araña, "
    "mariquita, caracol, ganso, cisne, oso de peluche, osito de peluche, peluche, león marino, caballito de mar, caballo de mar, "
    "estrella de mar, estrella fugaz, medusa, conejillo de indias, loro, águila, hipopótamo, rinoceronte, libélula, luciérnaga, oruga, gusano, "
    "cangrejo, murciélago, pavo real, pavo, foca, caballito de madera, castillo de arena, boca de incendios, semáforo, parada de autobús, "
    "vía de tren, vías del tren, bola de nieve, perrito caliente, helado, carrito de helados, camión de helados, motocicleta, moto, patinete, "
    "monopatín, helicóptero, cohete, nave espacial, submarino, tractor, tranvía, ambulancia, coche de policía, robot, extraterrestre, "
    "fantasma, bruja, mago, pirata, barco pirata, caballero andante, hada, sirena, ángel, papá noel, "
    "santa claus, astronauta, enfermera, enfermero, bebé, dentista, piloto, marinero, soldado, "
    "superhéroe, vaquero, conductor, camarero, camarera, jardinero, pescador, fotógrafo, cantante, mesa, silla, sofá, cama, estantería, "
    "tienda de campaña, ordenador, computadora, teléfono, cámara, televisión, piano, guitarra, violín, trompeta, trombón, flauta, saxofón, "
    "acordeón, arpa, columpio, tobogán, balancín, carrusel, tiovivo, noria, río, lago, estanque, charco, cascada, isla, volcán, desierto, "
    "iglesia, hospital, biblioteca, museo, zoológico, zoo, restaurante, cafetería, faro, molino, molino de viento, granero, valla, "
    "cerca de madera, manzana, plátano, pizza, bocadillo, zanahoria, calabaza, sandía, caramelo, piruleta, galleta, huevo, nido, cesta, "
    "canasta, cubo, caja, bolsa, maleta, hamaca, escalera, cuerda, espada, varita, tesoro, cofre, cofre del tesoro, llave, vela, hoguera, "
    "fuego, bandera, rueda, carruaje, carreta, trineo, esquís, tabla de surf, caña de pescar, reloj de pulsera, muñeca, casa de muñecas, "
    "juguete, coche de juguete, rompecabezas, marioneta, avión de papel, barco de papel, planeta, cometa halley, burbujas, pompas de jabón, "
    "guantes, casco, máscara, collar, anillo, corbata, calcetines, señal de tráfico, cochecito de bebé, silla de ruedas, jugador, "
    "cama elástica, casa del árbol, pastor, espantapájaros, cactus, leche, queso, fruta, verdura, periódico, mapa, jarrón, espejo"
)
EMOJI = {}
# How a thing is called in a sentence where the first word of KINDS or CLOTHES does not serve, and its gender.
FEMININE = (
    "woman, girl, grandmother, dancer, cow, sheep, chicken, frog, butterfly, bicycle, house, shop, bakery, tower, school, lamp, fountain, "
    "kite, ball, bell, flower, moon, star, cloud, rain, snow, hill, mountain, mushroom, cap, crown, scarf, glasses, shirt, skirt, boots, "
    "bow tie, backpack"
)
# fmt: on
