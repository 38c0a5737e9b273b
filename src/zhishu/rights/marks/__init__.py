"""Marks beside names: like names before filing, trade names of firms, owners that are no more."""
