"""A made-up desk's list of incidents, with Arabic headers, a day that is none, and a row of sums."""

from __future__ import annotations

Cell = str | int | None


def incidents() -> list[list[Cell]]:
    """The rows of a sheet, a title first."""
    return [
        ["سجل الحوادث الأسبوعي", None, None, None, None, None, None, None],
        ["التاريخ", "نوع الحادث", "المكان", "المحافظة", "الدولة", "القتلى", "الوصف", "المصدر"],
        ["03/04/2024", "قصف مدفعي", "منبج", "حلب", "سوريا", 2, "قصف على أطراف المدينة", "مراسل"],
        ["14/04/2024", "اشتباك", "دير الزور", "دير الزور", "سوريا", 3, "اشتباك بين مجموعتين", "مراسل"],
        ["15/04/2024", "غارة جوية", "إدلب", "إدلب", "سوريا", None, "غارة على محيط المدينة", "مراسل"],
        ["قريباً", "اشتباك", "درعا", "درعا", "سوريا", 1, "لا يُعرف متى", "مراسل"],
        ["المجموع", None, None, None, None, 6, None, None],
    ]
