-- 0001 gave the application rights on every table there was, and the one in which migrations write
-- how far they came was among them.

revoke insert, update, delete on alembic_version from topsmile_app;
