"""Names of regions in Ukraine, Belarus, Russia, Georgia and Syria as English readers know them.

Natural Earth and GeoNames have many of them in transliterations of ISO and BGN. Keys are the names
that the sources give, with their mistakes.
"""

from __future__ import annotations

from typing import Final

_OBLASTS: Final = {
    "Belgorodskaya": "Belgorod",
    "Gomelskaya": "Gomel",
    "Ivanovskaya": "Ivanovo",
    "Kaliningradskaya": "Kaliningrad",
    "Kaluzhskaya": "Kaluga",
    "Kostromskaya": "Kostroma",
    "Kurskaya": "Kursk",
    "Leningradskaya": "Leningrad",
    "Murmanskaya": "Murmansk",
    "Novgorodskaya": "Novgorod",
    "Orel": "Oryol",
    "Orenburgskaya": "Orenburg",
    "Pskovskaya": "Pskov",
    "Rostovskaya": "Rostov",
    "Smolenskaya": "Smolensk",
    "Tambovskaya": "Tambov",
    "Tulrskaya": "Tula",
    "Tver’": "Tver",
    "Tyumen’": "Tyumen",
    "Vladimirskaya": "Vladimir",
    "Volgogradskaya": "Volgograd",
    "Vologodskaya": "Vologda",
}

ENGLISH: Final = {
    **{f"{name} Oblast": f"{english} Oblast" for name, english in _OBLASTS.items()},
    # Ukraine
    "Avtonomna Respublika Krym": "Crimea",
    "Kiev": "Kyiv Oblast",
    # Belarus
    "Hrodzienskaja voblasć": "Grodno Region",
    "Horad Minsk": "Minsk",
    # Russia
    "Adygeya, Respublika": "Adygea",
    "Altayskiy kray": "Altai Krai",
    "Bashkortostan, Respublika": "Bashkortostan",
    "Buryatiya, Respublika": "Buryatia",
    "Chechenskaya Respublika": "Chechnya",
    "Chukotskiy avtonomnyy okrug": "Chukotka",
    "Chuvashskaya Respublika": "Chuvashia",
    "Dagestan, Respublika": "Dagestan",
    "Ingushetiya, Respublika": "Ingushetia",
    "Kabardino-Balkarskaya Respublika": "Kabardino-Balkaria",
    "Kalmykiya, Respublika": "Kalmykia",
    "Kamchatskaya Oblast": "Kamchatka Krai",
    "Karachayevo-Cherkesskaya Respublika": "Karachay-Cherkessia",
    "Kareliya, Respublika": "Karelia",
    "Khabarovskiy kray": "Khabarovsk Krai",
    "Khakasiya, Respublika": "Khakassia",
    "Khanty-Mansiyskiy avtonomnyy okrug": "Khanty-Mansi Autonomous Okrug",
    "Komi, Respublika": "Komi",
    "Krasnodarskiy kray": "Krasnodar Krai",
    "Krasnoyarskiy kray": "Krasnoyarsk Krai",
    "Mariy El, Respublika": "Mari El",
    "Mordoviya, Respublika": "Mordovia",
    "Moscow Oblast": "Moscow",
    "Moskovsskaya": "Moscow Oblast",
    "Nenetskiy avtonomnyy okrug": "Nenets Autonomous Okrug",
    "Permskiy kray": "Perm Krai",
    "Primorskiy kray": "Primorsky Krai",
    "Sakha, Respublika": "Sakha",
    "Sankt-Peterburg": "Saint Petersburg",
    "Severnaya Osetiya, Respublika": "North Ossetia",
    "Stavropol’skiy kray": "Stavropol Krai",
    "Tatarstan, Respublika": "Tatarstan",
    "Tyva, Respublika": "Tuva",
    "Udmurtskaya Respublika": "Udmurtia",
    "Yamalo-Nenetskiy avtonomnyy okrug": "Yamalo-Nenets Autonomous Okrug",
    "Zabaykal’skiy kray": "Zabaykalsky Krai",
    # Georgia
    "Ajaria": "Adjara",
    "K’akheti": "Kakheti",
    "Rach’a-Lechkhumi-Kvemo Svaneti": "Racha-Lechkhumi and Kvemo Svaneti",
    # Syria
    "Al Qunayţirah": "Quneitra",
    "Ar Raqqah": "Raqqa",
    "As Suwaydā’": "Suwayda",
    "Dar’ā": "Daraa",
    "Dayr az Zawr": "Deir ez-Zor",
    "Dimashq": "Damascus",
    "Hasaka (Al Haksa)": "Hasakah",
    "Lattakia": "Latakia",
    "Rīf Dimashq": "Rif Dimashq",
    "Ţarţūs": "Tartus",
    "Ḩalab": "Aleppo",
    "Ḩamāh": "Hama",
    "Ḩimş": "Homs",
}
"""Name in the sources → English name; names that several countries have are not among them."""
