"""Parties: enterprises, universities, agencies and offices; their names, codes and regions."""
