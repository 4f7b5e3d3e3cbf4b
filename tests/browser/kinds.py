"""The kinds of pages there are."""

# one page of every kind, for what is slow; the rest is tried on all of them
KINDS = ("index", "dimensions/index", "dimensions/follow_up", "metrics/index", "metrics/lead_follow_up_rate",
         "metrics/quarter_end_bookings_index", "metrics/score_disposition_kappa", "segments/index", "segments/region-europe",
         "ledger", "attribution", "price", "outcomes", "money", "campaigns", "campaigns/c000", "quality", "changes", "method",
         "digest")  # fmt: skip
