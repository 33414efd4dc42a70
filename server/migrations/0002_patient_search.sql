-- Finding patients by any words of their name, e-mail address or phone number.
--
-- Under row-level security only leakproof operators may use an index, and `like` is not one. So the
-- search is a function of a role that row-level security does not bind. That role cannot sign in and
-- may read only what is sought in; the function answers with ids of the transaction's own clinic, and
-- whoever asks reads those rows through the fence.

create extension if not exists btree_gin;

-- As people compare words: without accents or capitals. The dictionary is named in full, so the
-- answer depends on nothing but the argument.
create function folded(said text) returns text
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
return pg_catalog.lower(public.unaccent('public.unaccent'::regdictionary, pg_catalog.normalize(said, nfkc)));

-- One space before each part, so that words begin after a space; a phone number also as its digits.
alter table patient
  add column sort_name text not null generated always as (folded(name)) stored,
  add column sought text not null generated always as (
    ' ' || folded(name) || ' ' || coalesce(folded(email), '') || ' ' || coalesce(phone, '')
    || ' ' || coalesce(regexp_replace(phone, '\D', '', 'g'), '')
  ) stored;

create index patient_by_sort_name on patient (clinic_id, sort_name, id);
drop index patient_by_name;
create index patient_by_words on patient using gin (clinic_id, sought gin_trgm_ops) with (fastupdate = off);

-- What to look for, as patterns of `like`. A phone number may be written with anything in between;
-- one or two letters are the beginning of a word, since an index of three letters has no others.
create function patterns(said text) returns text[]
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
return (
  select array_agg(
    case when length(word) < 3 then '% ' else '%' end
      || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'
    order by length(word) desc)
  from regexp_split_to_table(
    case when said ~ '^[\s\d+().-]+$' and said ~ '\d' then regexp_replace(said, '\D', '', 'g')
      else public.folded(said) end, '\s+') word
  where word <> ''
);

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
  if clinic is distinct from nullif(current_setting('app.clinic_id', true), '')::uuid or clinic is null then
    raise insufficient_privilege using message = 'search outside the clinic of the transaction';
  end if;
  return query
    select p.id from public.patient p
    where p.clinic_id = clinic and (p.archived_at is not null) = archived
      -- the longest word finds in the index, the others narrow that
      and p.sought like words[1] and p.sought like all (words)
      and (after_name is null or (p.sort_name, p.id) > (public.folded(after_name), after_id))
    order by p.sort_name, p.id limit most;
end $$;

revoke execute on function found_patients from public;
grant execute on function found_patients to topsmile_app;

grant usage on schema public to topsmile_search;
grant select (clinic_id, id, archived_at, sort_name, sought) on patient to topsmile_search;
-- To own a function in a schema one must be able to make it there, at that moment.
grant create on schema public to topsmile_search;
alter function found_patients owner to topsmile_search;
revoke create on schema public from topsmile_search;
