"""消息: what the portal tells its users, each thing once, and who has taken note."""
