"""Links in mails and text messages that open what waits for one person, once, after they have logged in."""
