"""From a document to the drafts of its rule: the page 录入标准, and the forms of tiers."""
