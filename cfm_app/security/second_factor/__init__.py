"""Codes, passkeys and recovery codes; sessions and devices of a user; a fresh code before harmful acts."""
