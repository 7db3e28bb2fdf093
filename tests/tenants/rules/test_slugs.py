"""Only plain names reach an address or a search path (architecture §2, rule 8)."""

import pytest

from tenants.rules import slugs

BAD_SCHEMAS = [
    "",
    "c_",
    "c_a",
    "c_ab",
    "c_" + "a" * 41,
    "c_x,public",
    "c_abc,public",
    'c_abc", public',
    "c_abc;drop schema public",
    "c_abc--",
    "c_abc/../public",
    "c_abc\\x",
    "c_abc'",
    'c_"abc"',
    "c_abc ",
    " c_abc",
    "c_abc\n",
    "c_abc\r\n",
    "c_abc\t",
    "c_abc\x00",
    "C_ABC",
    "c_Abc",
    "c_abC",
    "c_été",
    "c_abcé",
    "c_аbc",
    "c_abc１",
    "c_abc٣",
    "c_ab\u0301c",
    "c_abc\u200b",
    "c-abc",
    "c_a-bc",
    "c_a.bc",
    "c_a:bc",
    "c_a$bc",
    "c_a%bc",
    "c_a*bc",
    "c_(abc)",
    "c_a=bc",
    "c_a@bc",
    "c_a#bc",
    "c_a&bc",
    "c_a?bc",
    "c_a`bc",
    "c_{abc}",
    "c_a+bc",
    "public",
    "pg_catalog",
    "information_schema",
    "template",
    "cc_abc",
    "_c_abc",
    "d_abc",
    "c__",
    "ｃ_abc",
]


def test_there_are_fifty_bad_names() -> None:
    assert len(set(BAD_SCHEMAS)) >= 50


@pytest.mark.parametrize("name", BAD_SCHEMAS)
def test_a_bad_schema_name_is_refused(name: str) -> None:
    with pytest.raises(slugs.SlugError, match="c_"):
        slugs.check_schema_name(name)


@pytest.mark.parametrize(
    "slug",
    [
        *("", "a", "ab", "a" * 41, "Jolieville", "été", "-abc", "abc-", "a--b", "a_b", "a b"),
        *("abc\n", "c_x,public", "abc/def", "../abc", "abc'", 'abc"', "abc;", "ａbc", "abc.fr"),
    ],
)
def test_a_bad_slug_has_no_schema(slug: str) -> None:
    with pytest.raises(slugs.SlugError, match="adresse"):
        slugs.schema_name(slug)


@pytest.mark.parametrize(
    ("slug", "schema"),
    [
        ("jolieville", "c_jolieville"),
        ("saint-jean-du-bois", "c_saint_jean_du_bois"),
        ("a1b", "c_a1b"),
        ("a" * 40, "c_" + "a" * 40),
    ],
)
def test_a_slug_gives_its_schema(slug: str, schema: str) -> None:
    assert slugs.schema_name(slug) == schema


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Jolieville", "jolieville"),
        ("Saint-Étienne-de-l’Île", "saint-etienne-de-l-ile"),
        ("Sainte-Œuvre sur Mer", "sainte-oeuvre-sur-mer"),
        ("  L'Haÿ-les-Roses  ", "l-hay-les-roses"),
        ("Syndicat intercommunal à vocation scolaire", "syndicat-intercommunal-a-vocation-scolai"),
    ],
)
def test_slug_from_name_folds_french_names(name: str, slug: str) -> None:
    assert slugs.slug_from_name(name) == slug


def test_slug_from_name_refuses_a_name_without_letters() -> None:
    with pytest.raises(slugs.SlugError, match="adresse"):
        slugs.slug_from_name("— ’ —")
