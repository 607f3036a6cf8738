"""Who did it and to whom: verbs before and behind their doers, passives, markers, and who takes no part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]
SIDES = {"side_a": "doer", "perpetrator": "doer", "side_b": "target", "target": "target"}


def sides(coded: Coded) -> dict[str | None, str]:
    (found,) = coded.events
    return {actor.id: SIDES.get(actor.role, actor.role) for actor in found.event.actors}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هاجمت قوات الدعم السريع قرية ود النورة في ولاية الجزيرة أمس الثلاثاء.", {"rsf": "doer"}),
        ("استهدفت القوات الإسرائيلية بلدة عيترون جنوب لبنان أمس بقذائف المدفعية.", {"idf": "doer"}),
        ("اعتقلت القوات الإسرائيلية 5 شبان في مدينة نابلس فجر الأربعاء.", {"idf": "doer", "civilians_ps": "target"}),
        (
            "خطف مسلحون مجهولون ثلاثة مدنيين قرب مدينة القائم أمس.",
            {"unidentified_iq": "doer", "civilians_iq": "target"},
        ),
        (
            "قتل تنظيم داعش 5 جنود من الجيش السوري في بلدة السخنة يوم الاثنين.",
            {"isis": "doer", "syrian_army": "target"},
        ),
        ("قتل شخصان في قصف روسي على مدينة خاركيف اليوم الأربعاء.", {"russian_forces": "doer"}),
        ("استشهد ثلاثة فلسطينيين في قصف إسرائيلي على مدينة خان يونس أمس.", {"idf": "doer", "civilians_ps": "target"}),
        (
            "Two people were killed in Russian shelling of the city of Kherson on Tuesday.",
            {"russian_forces": "doer", "civilians_ru": None},
        ),
        (
            "Five soldiers of the Syrian army were killed by ISIS in the town of al-Sukhna on Monday.",
            {"isis": "doer", "syrian_army": "target"},
        ),
        (
            "The Russian army was attacked by Ukrainian forces near the town of Pokrovsk on Tuesday.",
            {"russian_forces": "target"},
        ),
        ("دمشق - قصفت الطائرات الإسرائيلية قاعدة حميميم أمس الثلاثاء.", {"gov_sy": None, "israeli_air_force": "doer"}),
        (
            "BEIRUT, Feb 4 (Reuters) - Israeli jets struck the city of Tyre in Lebanon on Tuesday, killing two people.",
            {"gov_lb": None},
        ),
        (
            "Ukraine said Russian drones hit the city of Kharkiv on Tuesday, killing at least two people.",
            {"gov_ua": None},
        ),
        ("اعتقل الجيش الإسرائيلي خمسة فلسطينيين في مدينة جنين اليوم.", {"idf": "doer", "civilians_ps": "target"}),
        (
            "قتل جندي من الجيش اللبناني برصاص مسلحين مجهولين في مدينة طرابلس في لبنان أمس.",
            {"lebanese_army": "target", "unidentified_lb": "doer"},
        ),
        (
            "قتل جندي سوري برصاص مسلحين مجهولين في مدينة درعا أمس الثلاثاء.",
            {"syrian_army": "target", "unidentified_sy": "doer"},
        ),
        ("استشهد شاب فلسطيني برصاص قوات الاحتلال في مدينة جنين أمس.", {"idf": "doer", "civilians_ps": "target"}),
        (
            "قتل مدني على أيدي مسلحين مجهولين في مدينة درعا أمس الثلاثاء.",
            {"unidentified_sy": "doer", "civilians_sy": "target"},
        ),
        (
            "قتل ثلاثة عناصر من قسد على يد تنظيم داعش قرب مدينة دير الزور أمس الثلاثاء.",
            {"sdf": "target", "isis": "doer"},
        ),
        (
            "اندلعت اشتباكات بين الجيش السوداني وقوات الدعم السريع في مدينة الفاشر أمس.",
            {"saf": "doer", "rsf": "target"},
        ),
        (
            "Clashes between the Sudanese army and the Rapid Support Forces erupted in the city of El Fasher.",
            {"saf": "doer", "rsf": "target"},
        ),
        (
            "The Sudanese army repelled an attack by the Rapid Support Forces on the city of El Fasher on Tuesday.",
            {"saf": "target", "rsf": "doer"},
        ),
        ("صد الجيش السوداني هجوما لقوات الدعم السريع على مدينة الفاشر أمس الثلاثاء.", {"saf": "target", "rsf": "doer"}),
        (
            "صد الجيش السوداني هجوما شنته قوات الدعم السريع على مدينة الفاشر أمس الثلاثاء.",
            {"saf": "target", "rsf": "doer"},
        ),
        (
            "قتل ضابط سابق برصاص مسلحين مجهولين في مدينة درعا أمس الثلاثاء.",
            {"unidentified_sy": "doer", "civilians_sy": "target"},
        ),
        (
            "Unidentified gunmen killed a former policeman in the city of Daraa on Tuesday.",
            {"unidentified_sy": "doer", "civilians_sy": "target"},
        ),
        (
            "اغتال مسلحون مجهولون ضابطا متقاعدا في مدينة درعا يوم الاثنين.",
            {"unidentified_sy": "doer", "civilians_sy": "target"},
        ),
        (
            "Residents said Israeli warplanes struck the town of Khiam in Lebanon on Tuesday.",
            {"civilians_lb": None, "israeli_air_force": "doer"},
        ),
        (
            "قال سكان إن طائرات إسرائيلية قصفت مدينة صيدا في لبنان أمس الثلاثاء.",
            {"civilians_lb": None, "israeli_air_force": "doer"},
        ),
        (
            "قال مصدر في الجيش السوري إن طائرات إسرائيلية قصفت مدينة حمص أمس الثلاثاء.",
            {"syrian_army": None, "israeli_air_force": "doer"},
        ),
        ("أعلن الجيش الإسرائيلي أنه قصف مدينة صيدا في لبنان أمس الثلاثاء.", {"idf": "doer"}),
        ("The Israeli army said it struck the city of Tyre in Lebanon on Tuesday.", {"idf": "doer"}),
        (
            "أعلن الجيش السوري أن طائرات إسرائيلية قصفت مدينة حمص أمس الثلاثاء.",
            {"syrian_army": None, "israeli_air_force": "doer"},
        ),
        ("قصفت طائرات تركية قرية في مناطق سيطرة قسد قرب مدينة منبج أمس الثلاثاء.", {"sdf": None}),
        (
            "Turkish warplanes bombed the town of Manbij, held by the Syrian Democratic Forces, on Tuesday.",
            {"sdf": None},
        ),
        ("Army shelling hit the RSF-held city of El Fasher in Sudan on Tuesday.", {"rsf": None, "saf": "doer"}),
        ("اعتقلت قسد 5 أشخاص في مدينة الرقة أمس الثلاثاء.", {"sdf": "doer"}),
        ("قتل خمسة جنود إسرائيليين في كمين نفذته حماس في مدينة خان يونس أمس.", {"idf": "target", "hamas": "doer"}),
        (
            "Hamas fighters ambushed Israeli soldiers in the city of Khan Younis on Tuesday.",
            {"hamas": "doer", "idf": "target"},
        ),
        (
            "Israeli soldiers were ambushed by Hamas fighters in the city of Khan Younis on Tuesday.",
            {"hamas": "doer", "idf": "target"},
        ),
        (
            "قتلت القوات الإسرائيلية شابا فلسطينيا في مدينة نابلس أمس الثلاثاء.",
            {"idf": "doer", "civilians_ps": "target"},
        ),
        (
            "ضربات أوكرانية استهدفت قوات روسية قرب مدينة دونيتسك أمس الثلاثاء.",
            {"ukrainian_forces": "doer", "russian_forces": "target"},
        ),
        (
            "قصف الجيش السوري مواقع لقوات سوريا الديمقراطية قرب مدينة منبج أمس الثلاثاء.",
            {"syrian_army": "doer", "sdf": "target"},
        ),
        ("قصف مدفعي للجيش السوري على مدينة منبج أمس الثلاثاء.", {"syrian_army": "doer"}),
        ("أصيب ثلاثة مدنيين إثر قصف إسرائيلي على بلدة عيترون في لبنان أمس.", {"idf": "doer", "civilians_lb": "target"}),
        (
            "Three Palestinians were shot dead by Israeli forces in the city of Jenin on Tuesday.",
            {"idf": "doer", "civilians_ps": "target"},
        ),
        (
            "A Palestinian man was killed by Israeli settlers near the city of Nablus on Tuesday.",
            {"settlers_il": "doer"},
        ),
        (
            "سيطر الجيش السوداني على مدينة بارا بعد معارك مع قوات الدعم السريع أمس الثلاثاء.",
            {"saf": "doer", "rsf": "target"},
        ),
        (
            "The Sudanese army recaptured the city of Bara from the Rapid Support Forces on Tuesday.",
            {"saf": "doer", "rsf": "target"},
        ),
        ("استهدف هجوم بطائرة مسيرة رتلا للقوات الأمريكية قرب مدينة الحسكة أمس الثلاثاء.", {"us_forces": "target"}),
        (
            "هجوم لتنظيم داعش على قوات سوريا الديمقراطية قرب مدينة دير الزور أمس الثلاثاء.",
            {"isis": "doer", "sdf": "target"},
        ),
        (
            "An ISIS attack on the Syrian army near the town of al-Sukhna killed five soldiers on Monday.",
            {"isis": "doer", "syrian_army": "target"},
        ),
        (
            "قتل قيادي في حزب الله بغارة إسرائيلية على مدينة صور في لبنان أمس الثلاثاء.",
            {"hezbollah": "target", "idf": "doer"},
        ),
        (
            "A Hezbollah commander was killed in an Israeli air strike on the city of Tyre in Lebanon on Tuesday.",
            {"hezbollah": "target", "idf": "doer"},
        ),
        (
            "بيان صادر عن المقاومة الإسلامية: استهدف مجاهدونا تجمعا لجنود العدو في بلدة مارون الراس في لبنان.",
            {"hezbollah": "doer", "idf": "target"},
        ),
        ("هاجم مستوطنون إسرائيليون منازل الفلسطينيين في بلدة حوارة أمس الثلاثاء.", {"settlers_il": "doer"}),
        (
            "Russian forces and Wagner attacked the city of Bakhmut on Tuesday.",
            {"russian_forces": "doer", "wagner": "doer"},
        ),
        ("استهدفت قوات الدعم السريع المدنيين في مدينة الفاشر أمس الثلاثاء.", {"rsf": "doer"}),
        (
            "أسقطت الدفاعات الجوية الأوكرانية طائرات مسيرة روسية فوق مدينة أوديسا أمس الثلاثاء.",
            {"russian_forces": "target"},
        ),
        ("اغتيل قائد في الجيش السوري برصاص مجهولين في مدينة حمص أمس الثلاثاء.", {"syrian_army": "target"}),
        (
            "Houthi fighters launched an attack against government forces in the city of Marib on Tuesday.",
            {"houthis": "doer", "yemeni_army": "target"},
        ),
        ("قوات الدعم السريع تهاجم قرية ود النورة في ولاية الجزيرة وتقتل مئة مدني اليوم.", {"rsf": "doer"}),
        (
            "اعتقال القوات الإسرائيلية خمسة فلسطينيين في مدينة نابلس أمس الثلاثاء.",
            {"idf": "doer", "civilians_ps": "target"},
        ),
        ("مقتل جنديين إسرائيليين برصاص مقاتلي حماس في مدينة رفح أمس الثلاثاء.", {"idf": "target", "hamas": "doer"}),
        (
            "أصيب جنديان تركيان بهجوم لقوات سوريا الديمقراطية قرب مدينة منبج أمس الثلاثاء.",
            {"turkish_armed_forces": "target", "sdf": "doer"},
        ),
        (
            "Two Turkish soldiers were wounded when SDF fighters attacked them near the city of Manbij.",
            {"turkish_armed_forces": "target", "sdf": "doer"},
        ),
        (
            "Gunmen from ISIS killed three Iraqi policemen near the city of Kirkuk on Tuesday.",
            {"isis": "doer", "iraqi_federal_police": "target"},
        ),
        (
            "داهمت قوات الأمن العراقية منازل واعتقلت ثلاثة من عناصر داعش في مدينة كركوك أمس الثلاثاء.",
            {"isis": "target"},
        ),
        ("أسر مقاتلو حماس جنديين إسرائيليين في مدينة رفح أمس الثلاثاء.", {"hamas": "doer", "idf": "target"}),
        (
            "Hezbollah fired rockets at Israeli troops near the town of Metula on Tuesday.",
            {"hezbollah": "doer", "idf": "target"},
        ),
        ("Turkish drones struck SDF positions near the town of Ain Issa on Tuesday.", {"sdf": "target"}),
        (
            "استهدفت مسيرة تركية سيارة لقوات سوريا الديمقراطية قرب مدينة القامشلي أمس الثلاثاء.",
            {"turkish_armed_forces": "doer", "sdf": "target"},
        ),
        (
            "قتل عنصران من قوات سوريا الديمقراطية وأصيب ثالث جراء هجوم شنه مسلحون من تنظيم داعش قرب مدينة دير الزور.",
            {"sdf": "target", "isis": "doer"},
        ),
        ("سقط ثلاثة شهداء بنيران الجيش الإسرائيلي في مدينة غزة أمس الثلاثاء.", {"idf": "doer"}),
        (
            "Ukrainian forces shot down 12 Russian drones over the city of Odesa on Tuesday.",
            {"ukrainian_forces": "doer", "russian_forces": "target"},
        ),
        ("The RSF shelled army positions in the city of El Fasher on Tuesday.", {"rsf": "doer", "saf": "target"}),
        (
            "Rockets fired by Hezbollah struck the town of Metula on Tuesday, the Israeli army said.",
            {"hezbollah": "doer", "idf": None},
        ),
        (
            "دارت معارك عنيفة بين قوات الدعم السريع والجيش السوداني في مدينة بابنوسة أمس الثلاثاء.",
            {"rsf": "doer", "saf": "target"},
        ),
        ("اشتبك الجيش السوداني مع قوات الدعم السريع في مدينة الأبيض أمس الثلاثاء.", {"saf": "doer", "rsf": "target"}),
        (
            "The Sudanese army clashed with the RSF in the city of El Obeid on Tuesday.",
            {"saf": "doer", "rsf": "target"},
        ),
        (
            "تعرض رتل للقوات الأمريكية لهجوم شنه تنظيم داعش قرب مدينة تدمر أمس الثلاثاء.",
            {"us_forces": "target", "isis": "doer"},
        ),
        (
            "تعرضت نقطة للجيش اللبناني لقصف إسرائيلي في بلدة العديسة أمس الثلاثاء.",
            {"lebanese_army": "target", "idf": "doer"},
        ),
        (
            "The Lebanese army came under fire from Israeli forces in the town of Odaisseh on Tuesday.",
            {"lebanese_army": "target", "idf": "doer"},
        ),
        (
            "A Ukrainian soldier was captured by Russian forces near the town of Pokrovsk on Tuesday.",
            {"russian_forces": "doer"},
        ),
        (
            "نفذت القوات الإسرائيلية حملة اعتقالات في مدينة نابلس طالت خمسة فلسطينيين أمس الثلاثاء.",
            {"idf": "doer", "civilians_ps": "target"},
        ),
        (
            "أحبط الجيش السوري محاولة تسلل لقوات سوريا الديمقراطية قرب مدينة منبج أمس الثلاثاء.",
            {"syrian_army": "target", "sdf": "doer"},
        ),
    ],
)
def test_who_did_it_and_to_whom(read: Read, text: str, expected: dict[str, str | None]) -> None:
    found = sides(read(text))
    assert {actor: found.get(actor) for actor in expected} == expected


def test_a_noun_with_its_article_is_the_force_named_before(read: Read) -> None:
    text = "دخلت القوات الإسرائيلية مدينة جنين أمس الثلاثاء. وقصفت القوات مدينة طوباس."
    shelling = next(each.event for each in read(text).events if each.event.place.name == "Tubas")
    assert [actor.id for actor in shelling.actors] == ["idf"]


def test_an_attack_that_names_nobody_is_of_the_only_state_that_attacks(read: Read) -> None:
    text = "قصفت الطائرات الروسية مدينة خاركيف أمس الثلاثاء. وقتل شخصان بغارة على مدينة سومي أمس الثلاثاء."
    found = {each.event.place.name: each.event for each in read(text).events}
    assert len(found) == 2
    for event in found.values():
        assert "perpetrator" in {actor.role for actor in event.actors if (actor.id or "").startswith("russian")}


def test_our_forces_are_the_publishers_only_where_the_report_names_him(read: Read) -> None:
    text = "استهدف مجاهدونا تجمعا لجنود العدو الإسرائيلي في بلدة مارون الراس في لبنان أمس الثلاثاء."
    assert "hezbollah" not in sides(read(text))
    assert sides(read(f"بيان صادر عن المقاومة الإسلامية: {text}"))["hezbollah"] == "doer"
