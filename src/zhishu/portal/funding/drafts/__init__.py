"""From text to rule: drafts of measures that officers complete, test and publish."""
