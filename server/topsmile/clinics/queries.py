from __future__ import annotations

from uuid import UUID

from topsmile.clinics.models import Clinic, ClinicProfile, OpenClinic, Policy, Settings
from topsmile.kernel.db import Tx
from topsmile.kernel.ground import Ground

COLUMNS = "id, slug, name, timezone, currency, locale, brand_color"
PROFILE = """
slug, name, timezone, currency, locale, brand_color, phone, email, address, about, version
"""


async def by_slug(ground: Ground, slug: str) -> Clinic:
    return await ground.one(Clinic, f"select {COLUMNS} from clinic where slug = $1", slug)


async def maybe_by_slug(ground: Ground, slug: str) -> Clinic | None:
    return await ground.maybe(Clinic, f"select {COLUMNS} from clinic where slug = $1", slug)


async def by_id(ground: Ground, clinic_id: UUID) -> Clinic:
    return await ground.one(Clinic, f"select {COLUMNS} from clinic where id = $1", clinic_id)


async def public_profile(ground: Ground, slug: str) -> ClinicProfile:
    return await ground.one(ClinicProfile, f"select {PROFILE} from clinic where slug = $1", slug)


async def profile(tx: Tx) -> ClinicProfile:
    return await tx.one(ClinicProfile, f"select {PROFILE} from clinic where id = $1")


async def lock_profile(tx: Tx) -> None:
    """Read it in a later statement: this one may not see everything that it waited for."""
    await tx.run("select from clinic where id = $1 for no key update")


async def set_profile(tx: Tx, profile: ClinicProfile) -> ClinicProfile:
    return await tx.one(
        ClinicProfile,
        f"""
        update clinic set name = $2, brand_color = $3, phone = $4, email = $5, address = $6,
          about = $7, version = version + 1
        where id = $1 returning {PROFILE}
        """,
        profile.name,
        profile.brand_color,
        profile.phone,
        profile.email,
        profile.address,
        profile.about,
    )


async def with_stripe_account(ground: Ground, account: str) -> UUID | None:
    found: UUID | None = await ground.value(
        "select id from clinic where stripe_account = $1", account
    )
    return found


async def existing(ground: Ground, clinic_id: UUID) -> UUID | None:
    found: UUID | None = await ground.value("select id from clinic where id = $1", clinic_id)
    return found


async def insert(ground: Ground, clinic: OpenClinic) -> Clinic:
    return await ground.one(
        Clinic,
        f"""
        insert into clinic (slug, name, timezone, currency, locale, is_demo, created_at)
        values ($1, $2, $3, $4, $5, $6, $7) returning {COLUMNS}
        """,
        clinic.slug,
        clinic.name,
        clinic.timezone,
        clinic.currency,
        clinic.locale,
        clinic.is_demo,
        ground.now,
    )


async def insert_settings(tx: Tx, clinic: OpenClinic) -> None:
    await tx.run(
        """
        insert into clinic_settings (clinic_id, timezone, currency, locale)
        values ($1, $2, $3, $4)
        """,
        clinic.timezone,
        clinic.currency,
        clinic.locale,
    )


async def settings(tx: Tx) -> Settings:
    return await tx.one(
        Settings,
        "select timezone, currency, locale from clinic_settings where clinic_id = $1",
    )


POLICY = "deposit_kind, deposit_amount, cancellation_hours, late_cancel_fee, no_show_fee"


async def policy(tx: Tx) -> Policy:
    return await tx.one(Policy, f"select {POLICY} from clinic_settings where clinic_id = $1")


async def lock_settings(tx: Tx) -> None:
    await tx.run("select from clinic_settings where clinic_id = $1 for no key update")


async def set_policy(tx: Tx, policy: Policy) -> None:
    await tx.run(
        """
        update clinic_settings set deposit_kind = $2, deposit_amount = $3, cancellation_hours = $4,
          late_cancel_fee = $5, no_show_fee = $6
        where clinic_id = $1
        """,
        policy.deposit_kind,
        policy.deposit_amount,
        policy.cancellation_hours,
        policy.late_cancel_fee,
        policy.no_show_fee,
    )


async def payments_ready(tx: Tx) -> bool:
    return bool(
        await tx.value("select payments_ready from clinic_settings where clinic_id = $1"),
    )


async def set_payments_ready(tx: Tx, ready: bool) -> bool:
    """False if it was so already."""
    changed = await tx.value(
        """
        update clinic_settings set payments_ready = $2
        where clinic_id = $1 and payments_ready <> $2 returning true
        """,
        ready,
    )
    return bool(changed)


async def set_stripe_account(tx: Tx, account: str) -> None:
    await tx.run("update clinic set stripe_account = $2 where id = $1", account)


async def raise_version(tx: Tx) -> None:
    await tx.run("update clinic_settings set version = version + 1 where clinic_id = $1")


async def real_clinics(ground: Ground) -> int:
    found = await ground.value("select count(*) from clinic where not is_demo")
    return int(found)


async def everyone(ground: Ground) -> list[Clinic]:
    return await ground.all(Clinic, f"select {COLUMNS} from clinic order by slug")


async def demos(ground: Ground) -> list[Clinic]:
    return await ground.all(Clinic, f"select {COLUMNS} from clinic where is_demo order by slug")
