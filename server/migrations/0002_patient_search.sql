-- Finding patients by any words of their name, e-mail address or phone number.
--
-- Under row-level security only leakproof operators may use an index, and `like` is not one. So the
-- search is a function of a role that row-level security does not bind. Nobody signs in as that role
-- and it may read only what is sought in. The function answers with ids of the transaction's own
-- clinic, and whoever asks reads those rows through the fence.
--
-- No installation has patients yet, so the table may be locked while it changes:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion

create extension if not exists btree_gin;

-- As people compare words: without accents or capitals. The dictionary is named in full, so the
-- answer depends on nothing but the argument.
create function folded(said text) returns text
language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent'::regdictionary, normalize(said, nfkc)));

-- What to look for, as patterns for `like`, the longest first. A phone number may be written with
-- anything in between. One or two letters are the beginning of a word: an index of three letters
-- and spaces can find those.
create function patterns(said text) returns text[]
language sql immutable strict parallel safe
return (
  select array_agg(
    case when length(word) < 3 then '% ' else '%' end
      || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'
    order by length(word) desc, word)
  from regexp_split_to_table(
    case when said ~ '^[\s\d+()./-]+$' then regexp_replace(said, '\D', '', 'g')
      else folded(said) end, '\s+') word
  where word <> ''
);

-- A space before each word, the first too; a phone number as it was written and as its digits.
alter table patient
  add column sort_name text not null generated always as (folded(name)) stored,
  add column sought text not null generated always as (
    ' ' || folded(name) || ' ' || coalesce(folded(email), '') || ' ' || coalesce(phone, '')
    || ' ' || coalesce(regexp_replace(phone, '\D', '', 'g'), '')
  ) stored;

drop index patient_by_name;
create index patient_by_sort_name on patient (clinic_id, sort_name, id);
-- A short list of what is still to be entered: writers gather, searchers have little to read twice.
create index patient_by_words on patient using gin (clinic_id, sought gin_trgm_ops)
  with (gin_pending_list_limit = 128);

create function found_patients(
  clinic uuid, said text, archived boolean, after_name text, after_id uuid, most integer
) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  words text[] := public.patterns(said);
begin
  if clinic is null or clinic is distinct from nullif(current_setting('app.clinic_id', true), '')::uuid then
    raise insufficient_privilege using message = 'this is not the clinic of the transaction';
  end if;
  return query
    select p.id from public.patient p
    where p.clinic_id = clinic and (p.archived_at is not null) = archived
      -- the longest word finds in the index, all of them decide
      and p.sought like words[1] and p.sought like all (words)
      and (after_name is null or (p.sort_name, p.id) > (public.folded(after_name), after_id))
    order by p.sort_name, p.id limit most;
end $$;

revoke execute on function found_patients from public;
grant execute on function found_patients to topsmile_app;
grant usage on schema public to topsmile_search;
grant select (clinic_id, id, archived_at, sort_name, sought) on patient to topsmile_search;
-- Whoever owns a function must be able to make it there, at that moment.
grant create on schema public to topsmile_search;
alter function found_patients owner to topsmile_search;
revoke create on schema public from topsmile_search;
