from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class FileUploaded(Event, frozen=True, tag="file.uploaded"):
    """A document, or a new version of one, can be looked at. `patient_id` if the patient may."""

    file_id: UUID
    patient_id: UUID | None
    number: int


class FileChanged(Event, frozen=True, tag="file.changed"):
    """Its name, kind or place changed, or who may see it; or it was brought back."""

    file_id: UUID
    patient_id: UUID | None
    version: int


class FileDeleted(Event, frozen=True, tag="file.deleted"):
    """For a while it can be brought back."""

    file_id: UUID
    patient_id: UUID | None


class FileRefused(Event, frozen=True, tag="file.refused"):
    """The scanner found something in it after all: it was never shown, and is not kept."""

    file_id: UUID
    patient_id: UUID | None
    number: int


class UploadToCheck(Event, frozen=True, tag="upload.to_check"):
    """It lies in quarantine: the scanner did not answer while it was uploaded."""

    file_id: UUID
    number: int


class UploadsToSweep(Event, frozen=True, tag="upload.to_sweep"):
    """Something was abandoned, or was deleted long enough ago: its blobs are to go."""
