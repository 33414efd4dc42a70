"""The corpus of hostile files, made by code: nothing dangerous lies in the repository."""

from __future__ import annotations

from files.corpus_documents import DOCUMENTS
from files.corpus_pictures import NEUTRALISED, REFUSED
from files.corpus_strangers import STRANGERS

CORPUS = [*NEUTRALISED, *REFUSED, *DOCUMENTS, *STRANGERS]
