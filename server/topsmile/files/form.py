"""How the form of an upload is described; it is read in pieces, by no model of the framework's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)

from topsmile.files.models import Kind

ID = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.UUID)
FORM = Schema(
    type=OpenAPIType.OBJECT,
    required=["file", "kind"],
    additional_properties=False,
    properties={
        "file": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY),
        "kind": Schema(type=OpenAPIType.STRING, enum=list(get_args(Kind))),
        "name": Schema(
            type=OpenAPIType.STRING,
            max_length=200,
            description="What it is to be called; without, as the file is.",
        ),
        "patient_id": ID,
        "appointment_id": ID,
        "replaces": Schema(
            type=OpenAPIType.STRING,
            format=OpenAPIFormat.UUID,
            description="The file that this is a new version of.",
        ),
        "shared": Schema(
            type=OpenAPIType.BOOLEAN, description="Whether its patient sees it; staff decide."
        ),
    },
)


@dataclass
class UploadOperation(Operation):
    def __post_init__(self) -> None:
        content = {"multipart/form-data": OpenAPIMediaType(schema=FORM)}
        self.request_body = RequestBody(content, required=True)
