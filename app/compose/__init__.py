"""The composition root: the only room that knows the others. `workbench` is what commands have, `program` serves."""
