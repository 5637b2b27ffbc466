"""Whether everything that must run does run: what features say of themselves, and who hears of an outage."""
