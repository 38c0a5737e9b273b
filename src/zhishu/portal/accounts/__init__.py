"""Users with an organisation, a role and regions; log-in by allauth, sign-up closed."""
