"""Rights: patents first (marks, copyrights, GIs, layout designs follow), their status and holders."""
