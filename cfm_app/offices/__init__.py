"""Cases that an office gives as a whole to another office of the same organisation, and takes back answered."""
