-- What a clinic says of itself to everyone: on its own page, where it is booked, and in which colour.
--
-- Columns that are null or have a constant default:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- Beside the name and outside the fence, because it is for everyone and wanted before a clinic is entered.
alter table clinic
  add column brand_color text check (brand_color ~ '^#[0-9a-f]{6}$'),
  add column phone text check (length(phone) between 1 and 40),
  add column email text check (length(email) between 3 and 254),
  add column address text check (length(address) between 1 and 500),
  add column about text check (length(about) between 1 and 1000),
  add column version integer not null default 1;

grant update (name, brand_color, phone, email, address, about, version) on clinic to topsmile_app;

-- The table has no fence against reading; changing another clinic is refused all the same.
create function only_own_clinic() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.id is distinct from nullif(current_setting('app.clinic_id', true), '')::uuid then
    raise exception 'another clinic' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger only_own_clinic before update on clinic for each row
  when (current_user = 'topsmile_app') execute function only_own_clinic();
