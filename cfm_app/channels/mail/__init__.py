"""E-mail: fetched by IMAP, read as what a person wrote, and sent by SMTP."""
