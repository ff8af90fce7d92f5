"""Masking: a record as it may leave the office, with everything that belongs to a person hidden."""

from ledger.masking.masked_handling import mask_handling
from ledger.masking.masked_records import mask_record
from ledger.masking.masked_values import mask_values
from ledger.masking.personal_words import PersonalWords, personal_words

__all__ = ["PersonalWords", "mask_handling", "mask_record", "mask_values", "personal_words"]
