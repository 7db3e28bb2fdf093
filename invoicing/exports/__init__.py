"""Data of the documents that leave the house: invoices, receipts, credit notes, print runs."""
