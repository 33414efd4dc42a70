-- Why nobody answered a call, or what was wrong with the answer, as a code that a page says in its reader's language.
--
-- A column that is null:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

alter table webhook_attempt add column reason text;
