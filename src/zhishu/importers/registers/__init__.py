"""The rules that read rows of the registers beside patents: one file a subject."""
