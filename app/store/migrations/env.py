"""What alembic runs: always within the transaction that `app.store.migrate` opened, so all of it or nothing."""

from alembic import context

from app.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # also on SQLite, since its BEGIN is ours
    render_as_batch=True,  # SQLite changes a table by copying it
    user_module_prefix="",
    include_name=lambda name, kind, _parents: kind != "table" or name in metadata.tables,  # DBOS's tables are not ours
)
context.run_migrations()
