"""Why a decoder says no. A rule for clients to say in the person's language, and it in English."""

from __future__ import annotations

from typing import Literal

Rule = Literal[
    "file_empty",
    "file_unreadable",
    "pdf_action",
    "pdf_attached",
    "pdf_bomb",
    "pdf_broken",
    "pdf_form",
    "pdf_locked",
    "pdf_media",
    "pdf_pages",
    "pdf_script",
    "pdf_signed",
    "pdf_without_pages",
    "picture_broken",
    "picture_grey",
    "picture_moving",
    "picture_pixels",
]

WORDS: dict[Rule, str] = {
    "file_empty": "This file is empty.",
    "file_unreadable": "We could not read this file. It may be damaged, or far larger inside than"
    " outside.",
    "pdf_action": "This PDF does something by itself when it is opened. Please print it to a new"
    " PDF.",
    "pdf_attached": "This PDF carries other files inside. Please send them one by one.",
    "pdf_bomb": "This PDF unpacks to far more than we take.",
    "pdf_broken": "This PDF is damaged or incomplete. Please make it again, for example by printing"
    " to PDF.",
    "pdf_form": "This PDF is a form of a kind that we do not take (XFA). Please print it to a new"
    " PDF.",
    "pdf_locked": "This PDF is protected. Please send one without a password or restrictions.",
    "pdf_media": "This PDF contains sound, video or 3D. Please print it to a new PDF and send"
    " that.",
    "pdf_pages": "This PDF has too many pages. We take up to {limit}.",
    "pdf_script": "This PDF contains a program (JavaScript). Please print it to a new PDF and send"
    " that.",
    "pdf_signed": "This PDF is signed, and there is something else in the file.",
    "pdf_without_pages": "This PDF has no pages.",
    "picture_broken": "This picture is damaged or incomplete.",
    "picture_grey": "We do not take this kind of grey. Export the picture with 8 or 16 bits.",
    "picture_moving": "This picture moves or has several pages. Please send single pictures.",
    "picture_pixels": "This picture is too large. We take up to {limit} million pixels.",
}


class Refused(Exception):
    def __init__(self, rule: Rule, limit: int | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.limit = limit
