"""How names heard in Chad are written down, as data: each rule says which spellings sound alike.

Sources: the names that the office gave as examples (Mahamat and Mouhamad, Khadidja and Hadidja,
Ngarlejy and Ngarledji, Zenaba and Zeinab, Haroun and Aroun), French spelling of consonants, and the
romanisations of Arabic that are in use side by side (French, English, Hausa). Add a rule with a pair of
names that shows it, and put the pair into `cfm_app/cases/search/queries.json`, which is tested.
"""

# (pattern, what is heard), in this order. Capitals stand for sounds that have no letter of their own.
HEARD = (
    (r"ph", "f"),  # Philippe, Filip
    (r"tch|sch|sh|ch(?!r)", "S"),  # Bichara, Bishara, Bitchara
    (r"ch", "k"),  # Christine, Kristine
    (r"dj|j", "J"),  # Ngarledji, Ngarlejy; Djibrine, Jibrin
    (r"gu(?=[eiy])", "G"),  # Nguéto
    (r"(?<!^n)g(?=[eiy])", "J"),  # Geneviève, Jenevieve
    (r"kh", "h"),  # Khadidja, Hadidja
    (r"gh", "g"),  # Ghali, Gali
    (r"th", "t"),  # Thérèse, Térèse
    (r"dh", "d"),  # Abou Dharr, Abou Darr
    (r"rh", "r"),  # Rhamat, Ramat
    (r"c(?=[eiy])", "s"),  # Cécile, Sésile
    (r"c|qu?", "k"),  # Abdelqadir, Abdelkadir
    (r"x", "ks"),  # Félix, Féliks
    (r"pt", "t"),  # Baptiste, Batiste
    (r"oo|ou|w", "u"),  # Haoua, Hawa; Haroun, Harun
    (r"(.)\1+", r"\1"),  # Hassan, Hasan
    (r"eau|au", "o"),  # Moreau, Moro; Daoud, Dawud
    (r"y", "i"),  # Youssouf, Ioussouf
    (r"ai|ei", "e"),  # Zeinab, Zénab; Seid, Saïd
    (r"(.)\1+", r"\1"),
)

# Consonants that are exchanged by ear or at the end of a word: the coarse form of a name keeps one of
# them, and no vowels, because Arabic writes none.
EXCHANGED = str.maketrans({"z": "s", "d": "t", "g": "k"})
VOWELS = "aeiou"

# Written short, or so differently that no rule leads from one to the other.
VARIANTS = {
    "mht": "mahamat",
    "mhd": "mahamat",
    "md": "mahamat",
    "ache": "aicha",
    "othman": "ousman",
}

# The first half of a name: with what follows it is one name, however it is spaced. The one without
# vowels comes from Arabic letters.
FIRST_HALVES = ("abd", "abdal", "abdel", "abdoul", "abdul", "bd")
# Between names, written or left out.
ARTICLES = ("al", "el")
