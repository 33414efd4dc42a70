"""Names are somebody else's: what is left of them is safe in a header, a page and a folder."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topsmile.files.inspection import TYPES, clean_name

NAMES = [
    ("what it is", "what was sent", "what is kept"),
    ("plain", "tooth 14.jpg", "tooth 14.jpg"),
    ("accents", "Radiografia do João.jpg", "Radiografia do João.jpg"),
    ("accents in pieces", "Joa\u0303o.jpg", "João.jpg"),
    ("emoji", "sorriso 😁👩‍⚕️.jpg", "sorriso 😁👩‍⚕️.jpg"),
    ("Japanese", "歯のレントゲン.jpg", "歯のレントゲン.jpg"),
    ("another extension", "photo.png", "photo.jpg"),
    ("no extension", "photo", "photo.jpg"),
    ("two extensions", "photo.php.jpg", "photo.php.jpg"),
    ("a program in disguise", "photo.jpg.exe", "photo.jpg.jpg"),
    ("a title with a dot", "Dr. Silva antes", "Dr. Silva antes.jpg"),
    ("empty", "", "file.jpg"),
    ("spaces", "   ", "file.jpg"),
    ("dots", "...", "file.jpg"),
    ("one dot", ".", "file.jpg"),
    ("hidden", ".htaccess", "htaccess.jpg"),
    ("hidden behind spaces", "  ..bashrc", "bashrc.jpg"),
    ("up", "../../etc/passwd", "passwd.jpg"),
    ("up for Windows", "..\\..\\windows\\win.ini", "win.jpg"),
    ("only up", "../..", "file.jpg"),
    ("a folder", "a/b/", "b.jpg"),
    ("a drive", "C:\\Users\\maria\\x.jpg", "x.jpg"),
    ("a drive alone", "C:x.jpg", "C_x.jpg"),
    ("a share", "\\\\server\\share\\x.jpg", "x.jpg"),
    ("another stream", "x.jpg:evil.exe", "x.jpg_evil.jpg"),
    ("NUL", "x.php\0.jpg", "x.php.jpg"),
    ("a header", "x.jpg\r\nSet-Cookie: a=b", "x.jpg Set-Cookie_ a=b.jpg"),
    ("quotes", 'x"; filename="evil.exe', "x__ filename=_evil.jpg"),
    ("written backwards", "x\u202egpj.exe", "x gpj.jpg"),
    ("isolated direction", "x\u2066\u2069y.jpg", "x y.jpg"),
    ("invisible", "\u200b\u200b\ufeff", "file.jpg"),
    ("only joiners", "\u200d\u200d", "file.jpg"),
    ("half a letter", "x\ud800y.jpg", "x_y.jpg"),
    ("lines of Unicode", "x\u2028y\u2029z.jpg", "x y z.jpg"),
    ("a device", "CON", "_CON.jpg"),
    ("a device with an extension", "nul.txt.jpg", "_nul.txt.jpg"),
    ("a port", "com1.jpg", "_com1.jpg"),
    ("wild cards", "*?.jpg", "file.jpg"),
    ("a pipe", "a|b<c>d.jpg", "a_b_c_d.jpg"),
    ("a command", "$(rm -rf ~)`id`.jpg", "(rm -rf ~)_id.jpg"),
    ("dots and spaces behind", "x. . .", "x.jpg"),
    ("a page", "<img src=x onerror=alert(1)>.jpg", "img src=x onerror=alert(1).jpg"),
    ("per cent", "%2e%2e%2fx.jpg", "2e_2e_2fx.jpg"),
]


@pytest.mark.parametrize(("what", "sent", "kept"), NAMES[1:], ids=[e[0] for e in NAMES[1:]])
def test_what_is_left_of_a_name(what: str, sent: str, kept: str) -> None:
    assert clean_name(sent, ".jpg") == kept, what


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😁", "../", "\u202e", "\0"])
def test_ten_thousand_letters(letter: str) -> None:
    name = clean_name(letter * 10_000, ".pdf")
    assert len(name.encode()) <= 200
    assert name.endswith(".pdf")
    assert len(name) > len(".pdf")


@given(st.text(st.characters(), max_size=300), st.sampled_from([e[0] for e in TYPES.values()]))
def test_any_name_becomes_a_safe_one(sent: str, extension: str) -> None:
    name = clean_name(sent, extension)
    assert name.endswith(extension)
    assert len(name) > len(extension)
    assert len(name.encode()) <= 204
    assert not set(name) & set('<>:"/\\|?*;%`$\r\n\0\x7f')
    assert not name.startswith((".", " "))
    assert all(unicodedata.category(each) not in {"Cc", "Cs"} for each in name)
    assert not {"\u202e", "\u202d", "\u2066", "\u2028"} & set(name)
    assert clean_name(name, extension) == name
