"""The word that stands for a person in all of these files: wherever it comes out, somebody was found."""

CANARY = "SECRETNAME"
