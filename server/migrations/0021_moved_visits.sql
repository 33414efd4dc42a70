-- Until when a visit that was moved can be cancelled without a fee, where that is not simply its hours before the time
-- it has now. Null: the hours count. What was agreed to pay is never changed.
--
-- A column that is null:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

alter table appointment_terms add column free_until timestamptz;

grant update (free_until) on appointment_terms to topsmile_app;
