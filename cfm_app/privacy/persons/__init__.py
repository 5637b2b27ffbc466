"""Finding and naming a person: identity, spelling by sound, opening an identity, restricted use."""
