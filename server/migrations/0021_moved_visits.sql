-- Until when a visit that was moved can be cancelled without a fee, and to which time its patient last said yes.
--
-- `free_until` is the last such moment; null: the agreed hours before the visit. While the clinic has moved it to a time
-- that the patient did not choose, `own_starts_at` is the one that they chose and `own_free_until` their moment for that.
-- Who agreed to terms before this agreed to nothing about moving: their late moves bind them to nothing.
-- What was agreed to pay is never changed.
--
-- Columns that are null or have a constant default:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

alter table appointment_terms
  add column free_until timestamptz,
  add column own_starts_at timestamptz,
  add column own_free_until timestamptz,
  add column late_moves_bind boolean not null default false;

-- squawk-ignore constraint-missing-not-valid
alter table appointment_terms add constraint own_moment_is_of_an_own_time
  check (own_starts_at is not null or own_free_until is null);

grant update (free_until, own_starts_at, own_free_until) on appointment_terms to topsmile_app;
